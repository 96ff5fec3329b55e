package io.millrace.control;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.millrace.proto.control.AcquireRequest;
import io.millrace.proto.control.LeaseServiceGrpc;
import io.millrace.proto.control.Session;
import io.millrace.proto.control.SessionCommand;
import io.millrace.proto.control.SessionReport;
import io.millrace.runtime.ServiceContext;
import io.millrace.runtime.config.ConfigSources;
import io.millrace.runtime.config.LiveConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The control service as it is, but for a lease log in memory; asked over HTTP. */
final class ControlRig implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final ServiceContext context;
    final int port;
    final int metricsPort;
    final LiveConfig live;
    final Path file;
    final List<SessionCommand> commands = new ArrayList<>();

    ControlRig(Path directory, String settings) throws Exception {
        file = Files.writeString(directory.resolve("millrace.yml"), settings);
        port = freePort();
        metricsPort = freePort();
        Map<String, String> ports =
                Map.of(
                        "MILLRACE_CONTROL_HTTP_PORT", String.valueOf(port),
                        "MILLRACE_CONTROL_GRPC_PORT", "0",
                        "MILLRACE_METRICS_PORT", String.valueOf(metricsPort));
        live = LiveConfig.load(ConfigSources.of(Optional.of(file), ports, Map.of()));
        LeaseLogs logs = () -> new MemoryLeaseLog().alone();
        context = ServiceContext.create("control", live, port, logs);
        context.start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    <T> T bean(Class<T> type) {
        return context.bean(type);
    }

    ControlServer server() {
        return bean(ControlComponent.class).server().orElseThrow();
    }

    /** A pod tells of a session. */
    void report(Session.Builder session) {
        server().sessions()
                .report(
                        SessionReport.newBuilder().setPod("pod1").addSessions(session).build(),
                        new StreamObserver<>() {
                            @Override
                            public void onNext(SessionCommand command) {
                                commands.add(command);
                            }

                            @Override
                            public void onError(Throwable failure) {
                                throw new IllegalStateException(failure);
                            }

                            @Override
                            public void onCompleted() {}
                        });
    }

    /** A pod is granted a path. */
    void lease(String path, String publisher) {
        ManagedChannel channel =
                Grpc.newChannelBuilder(
                                "127.0.0.1:" + server().address().getPort(),
                                InsecureChannelCredentials.create())
                        .build();
        try {
            LeaseServiceGrpc.newBlockingStub(channel)
                    .acquire(
                            AcquireRequest.newBuilder()
                                    .setPath(path)
                                    .setPod("pod1")
                                    .setPublisher(publisher)
                                    .setRequestId("request of " + path)
                                    .build());
        } finally {
            channel.shutdownNow();
        }
    }

    HttpResponse<String> send(String method, String page, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + page))
                        .method(method, BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String page) throws Exception {
        return send("GET", page, "");
    }

    HttpResponse<String> post(String page, String body) throws Exception {
        return send("POST", page, body);
    }

    @Override
    public void close() {
        context.close();
        client.close();
    }
}
