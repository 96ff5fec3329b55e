package io.millrace.control;

import io.millrace.proto.control.ListPathsRequest;
import io.millrace.proto.control.ListPathsResponse;
import io.millrace.runtime.Component;
import io.millrace.runtime.PodId;
import io.millrace.runtime.access.AccessControl;
import io.millrace.runtime.access.AccessRequest;
import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.runtime.tls.GrpcCredentials;
import io.millrace.stream.Counters;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** Control as a part of a process. */
@Singleton
final class ControlComponent implements Component {
    private final LiveConfig live;
    private final MillraceConfig config;
    private final GrpcCredentials credentials;
    private final AccessControl access;
    private final PodId pod;
    private final PathPolicies policies;
    private final LeaseLogs logs;
    private final DeadEvents dead;
    private final PushEdits pushes;
    private final Counters counters;
    private final AtomicReference<Optional<ControlServer>> server =
            new AtomicReference<>(Optional.empty());

    ControlComponent(
            LiveConfig live,
            GrpcCredentials credentials,
            AccessControl access,
            PodId pod,
            PathPolicies policies,
            LeaseLogs logs,
            DeadEvents dead,
            PushEdits pushes,
            Counters counters) {
        this.dead = dead;
        this.pushes = pushes;
        this.live = live;
        this.config = live.current();
        this.credentials = credentials;
        this.access = access;
        this.pod = pod;
        this.policies = policies;
        this.logs = logs;
        this.counters = counters;
    }

    @Override
    public String name() {
        return "control";
    }

    @Override
    public Stage stage() {
        return Stage.CONTROL;
    }

    @Override
    public void start() throws IOException, InterruptedException {
        MillraceConfig.Control settings = config.control();
        ControlOptions options =
                new ControlOptions(
                        pod.value(),
                        new InetSocketAddress(config.server().bindAddress(), settings.grpcPort()),
                        settings.advertisedAddress(),
                        settings.group().isEmpty(),
                        settings.podGrace(),
                        policies,
                        settings.jobMovesPerMinute());
        ControlServer control =
                new ControlServer(
                        options,
                        credentials.server(),
                        new ControlServer.Beside(
                                List.of(
                                        new ConfigGrpcService(live, pushes::edit),
                                        new AuthGrpcService(new AccessQuestions(access)),
                                        new DeadEventGrpcService(dead)),
                                List.of(operators())),
                        logs.open(),
                        InstantSource.system(),
                        counters);
        server.set(Optional.of(control));
        control.start();
    }

    private OperatorGuard operators() {
        return new OperatorGuard(
                client -> access.check(new AccessRequest(Action.API, Optional.empty(), client)),
                () -> live.current().control().token());
    }

    /** The server; empty while control is not started. */
    Optional<ControlServer> server() {
        return server.get();
    }

    /** Paths that are published; fails while control is not started. */
    CompletableFuture<ListPathsResponse> paths(ListPathsRequest request) {
        return server.get()
                .map(control -> control.paths().list(request))
                .orElseGet(
                        () -> CompletableFuture.failedFuture(new IOException("not started yet")));
    }

    @Override
    public void stop() throws InterruptedException {
        Optional<ControlServer> control = server.getAndSet(Optional.empty());
        if (control.isPresent()) {
            control.get().close();
        }
    }
}
