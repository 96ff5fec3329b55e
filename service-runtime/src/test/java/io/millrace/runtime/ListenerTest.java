package io.millrace.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.config.ConfigSources;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A listener that writes down what it does; port 1666 cannot be listened on. */
@Timeout(300)
final class ListenerTest {
    private static final int TAKEN = 1666;

    @TempDir Path directory;
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private Optional<LiveConfig> settings = Optional.empty();
    private Optional<Listener> made = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        Path file = Files.writeString(directory.resolve("millrace.yml"), "rtmp: {port: 1000}");
        LiveConfig live = LiveConfig.load(ConfigSources.of(Optional.of(file), Map.of(), Map.of()));
        settings = Optional.of(live);
        Listener listener = new Listener("rtmp", live, MillraceConfig::rtmp, this::listen);
        made = Optional.of(listener);
        listener.start();
        assertEquals("open 1000", next());
    }

    @AfterEach
    void stop() {
        made.ifPresent(Listener::stop);
        settings.ifPresent(LiveConfig::close);
    }

    private Listener.Running listen(MillraceConfig config) throws IOException {
        int port = config.rtmp().port();
        events.add((port == TAKEN ? "refuse " : "open ") + port);
        if (port == TAKEN) {
            throw new IOException("port is taken");
        }
        return new Listener.Running(() -> events.add("close " + port), "here");
    }

    private String next() throws InterruptedException {
        return String.valueOf(events.poll(60, TimeUnit.SECONDS));
    }

    private void apply(String yaml) {
        settings.orElseThrow().apply(yaml, "test");
    }

    private boolean works() {
        return made.orElseThrow().problem().isEmpty();
    }

    @Test
    void follow_itsSettingsChange_startsAnewByThem() throws Exception {
        apply("rtmp: {port: 1001}");
        assertEquals("close 1000", next());
        assertEquals("open 1001", next());
    }

    @Test
    void follow_otherSettingsChange_goesOn() throws Exception {
        apply("rtmp: {port: 1000}\nrtsp: {port: 1500}\npaths: {a: {}}");
        apply("rtmp: {port: 1001}");
        assertEquals("close 1000", next());
    }

    @Test
    void follow_newSettingsCannotBeUsed_goesBackOnce() throws Exception {
        apply("rtmp: {port: 1666}");
        assertEquals("close 1000", next());
        assertEquals("refuse 1666", next());
        assertEquals("open 1000", next());
        apply("rtmp: {port: 1666}\npaths: {a: {}}");
        apply("rtmp: {port: 1000}\npaths: {a: {}}");
        apply("rtmp: {port: 1002}");
        assertEquals("close 1000", next());
        assertEquals("open 1002", next());
    }

    @Test
    void stop_running_closesAndFollowsNoMore() throws Exception {
        assertTrue(works());
        made.orElseThrow().stop();
        assertEquals("close 1000", next());
        assertFalse(works());
        apply("rtmp: {port: 1001}");
        assertTrue(events.isEmpty());
    }
}
