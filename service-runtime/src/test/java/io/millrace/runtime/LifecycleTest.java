package io.millrace.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.runtime.Component.Stage;
import io.millrace.runtime.Lifecycle.State;
import io.millrace.runtime.config.ConfigException;
import io.millrace.runtime.config.ConfigSources;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.session.SessionRegistry;
import io.millrace.stream.Client;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @Test
    void start_parts_inOrderOfStagesAndStopInReverse() throws Exception {
        Lifecycle lifecycle =
                lifecycle(
                        new Part("rtsp", Stage.LISTENERS, false),
                        new Part("kafka", Stage.BROKER, false),
                        new Part("control", Stage.CONTROL, false));
        assertEquals(State.NEW, lifecycle.state());
        lifecycle.start();
        assertEquals(State.READY, lifecycle.state());
        assertEquals(
                List.of("kafka -", "control -", "rtsp -"),
                lifecycle.parts().stream()
                        .map(part -> part.name() + " " + part.problem().orElse("-"))
                        .toList());
        lifecycle.stop();
        lifecycle.stop();
        assertEquals(State.STOPPED, lifecycle.state());
        assertEquals(List.of("+kafka", "+control", "+rtsp", "-rtsp", "-control", "-kafka"), events);
    }

    @Test
    void departure_drainIsSet_readinessGoesFirstThenSessionsThenParts() throws Exception {
        Lifecycle lifecycle = lifecycle(new Part("rtsp", Stage.LISTENERS, false));
        SessionRegistry sessions = new SessionRegistry(InstantSource.system(), new Counters());
        MillraceConfig config = drainingOver(Duration.ofMillis(1), Duration.ofMinutes(1));
        Departure departure =
                new Departure(lifecycle, sessions, List.of(() -> events.add("jobs")), config);
        departure.run();
        assertEquals(State.NEW, lifecycle.state());
        lifecycle.start();
        sessions.open(
                SessionRegistry.Kind.READ,
                new PathName("camera"),
                Client.internal("rtsp"),
                () -> "reading",
                reason -> {
                    events.add(lifecycle.state() + " " + reason.kind());
                });
        departure.run();
        assertEquals(List.of("+rtsp", "jobs", "LEAVING SHUTDOWN"), events);
        assertEquals(Optional.empty(), lifecycle.parts().getFirst().problem());
        lifecycle.stop();
        assertEquals(State.STOPPED, lifecycle.state());
        departure.run();
        assertEquals(List.of("+rtsp", "jobs", "LEAVING SHUTDOWN", "-rtsp"), events);
    }

    private static MillraceConfig drainingOver(Duration delay, Duration time) {
        MillraceConfig.Server defaults = MillraceConfig.defaults().server();
        return MillraceConfig.defaults()
                .withServer(
                        new MillraceConfig.Server(
                                defaults.listen(),
                                defaults.pod(),
                                defaults.eventLoops(),
                                defaults.stopTimeout(),
                                delay,
                                time,
                                defaults.log()));
    }

    @Test
    void start_aPartFails_stopsTheOthersAndTellsWhich() {
        Lifecycle lifecycle =
                lifecycle(
                        new Part("kafka", Stage.BROKER, false),
                        new Part("rtsp", Stage.LISTENERS, true),
                        new Part("demo", Stage.SOURCES, false));
        StartFailedException failed = assertThrows(StartFailedException.class, lifecycle::start);
        assertEquals("rtsp", failed.component());
        assertEquals("rtsp did not start: port 8554 is taken", failed.getMessage());
        assertEquals(State.STOPPED, lifecycle.state());
        assertEquals(List.of("+kafka", "+rtsp", "-demo", "-rtsp", "-kafka"), events);
        assertEquals(Optional.of("does not run"), lifecycle.parts().getFirst().problem());
    }

    @Test
    void ready_aNeededPartFails_saysNoWithTheReason() throws Exception {
        Part rtsp = new Part("rtsp", Stage.LISTENERS, false);
        Part leases = new Part("leases", Stage.LOG, false);
        leases.needed = false;
        Lifecycle lifecycle = lifecycle(rtsp, leases);
        SessionRegistry sessions = new SessionRegistry(InstantSource.system(), new Counters());
        HealthController health = new HealthController(lifecycle, sessions);
        assertEquals(503, health.ready().code());
        lifecycle.start();
        assertEquals(200, health.ready().code());
        leases.problem = Optional.of("control is out of reach");
        assertEquals(200, health.ready().code());
        rtsp.problem = Optional.of("port \"8554\" is lost");
        assertEquals(503, health.ready().code());
        assertEquals(
                "{\"status\":\"DOWN\",\"parts\":{\"leases\":\"DOWN\",\"rtsp\":\"DOWN\"},"
                        + "\"problems\":{\"leases\":\"control is out of reach\","
                        + "\"rtsp\":\"port \\\"8554\\\" is lost\"}}",
                health.ready().body());
        rtsp.problem = Optional.empty();
        leases.problem = Optional.empty();
        sessions.drain(Duration.ZERO);
        assertEquals(503, health.ready().code());
        assertEquals(
                "{\"status\":\"DOWN\",\"parts\":{\"leases\":\"UP\",\"rtsp\":\"UP\"},"
                        + "\"problems\":{\"sessions\":\"this server is being drained\"}}",
                health.ready().body());
        lifecycle.stop();
    }

    private static Lifecycle lifecycle(Component... parts) {
        try {
            ConfigSources nothing = ConfigSources.of(Optional.empty(), Map.of(), Map.of());
            return new Lifecycle(List.of(parts), LiveConfig.load(nothing));
        } catch (ConfigException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    private final class Part implements Component {
        private final String name;
        private final Stage stage;
        private final boolean fails;
        private Optional<String> problem = Optional.empty();
        private boolean needed = true;

        Part(String name, Stage stage, boolean fails) {
            this.name = name;
            this.stage = stage;
            this.fails = fails;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Stage stage() {
            return stage;
        }

        @Override
        public void start() throws IOException {
            events.add("+" + name);
            if (fails) {
                throw new IOException("port 8554 is taken");
            }
        }

        @Override
        public Optional<String> problem() {
            return problem;
        }

        @Override
        public boolean isNeeded() {
            return needed;
        }

        @Override
        public void stop() {
            events.add("-" + name);
        }
    }
}
