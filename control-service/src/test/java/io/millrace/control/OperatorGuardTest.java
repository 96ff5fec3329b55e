package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.millrace.proto.control.AuthServiceGrpc;
import io.millrace.proto.control.ClusterServiceGrpc;
import io.millrace.proto.control.ConfigServiceGrpc;
import io.millrace.proto.control.EventServiceGrpc;
import io.millrace.proto.control.LeaseServiceGrpc;
import io.millrace.proto.control.PathServiceGrpc;
import io.millrace.proto.control.SessionServiceGrpc;
import io.millrace.runtime.config.Secret;
import io.millrace.runtime.tls.PodToken;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every method of every service, with and without what it asks for. */
class OperatorGuardTest {
    private static final int PATIENCE_SECONDS = 60;
    private static final String TOKEN = "0123456789abcdef";
    private static final String SETTINGS =
            """
            control: {token: %s}
            auth:
              failure-delay: 0s
              users:
                - {user: op, password: secret, permissions: [{action: api}]}
                - {user: viewer, password: secret, permissions: [{action: read}]}
            """
                    .formatted(TOKEN);

    private static final List<ServiceDescriptor> SERVICES =
            List.of(
                    AuthServiceGrpc.getServiceDescriptor(),
                    ClusterServiceGrpc.getServiceDescriptor(),
                    ConfigServiceGrpc.getServiceDescriptor(),
                    EventServiceGrpc.getServiceDescriptor(),
                    LeaseServiceGrpc.getServiceDescriptor(),
                    PathServiceGrpc.getServiceDescriptor(),
                    SessionServiceGrpc.getServiceDescriptor());

    /** What only pods call. */
    private static final Set<String> OF_PODS =
            Set.of("Acquire", "Release", "Watch", "WatchTopology", "Report");

    @TempDir Path directory;
    private ControlRig rig;
    private ManagedChannel channel;

    @BeforeEach
    void start() throws Exception {
        rig = new ControlRig(directory, SETTINGS);
        channel =
                Grpc.newChannelBuilder(
                                "127.0.0.1:" + rig.server().address().getPort(),
                                InsecureChannelCredentials.create())
                        .build();
    }

    @AfterEach
    void stop() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        rig.close();
    }

    private static boolean isOfPods(MethodDescriptor<?, ?> method) {
        boolean watchesEvents = EventServiceGrpc.SERVICE_NAME.equals(method.getServiceName());
        return !watchesEvents && OF_PODS.contains(method.getBareMethodName());
    }

    private static List<MethodDescriptor<?, ?>> methods(boolean ofPods) {
        List<MethodDescriptor<?, ?>> methods = new ArrayList<>();
        SERVICES.forEach(service ->
                service.getMethods().stream()
                        .filter(method -> isOfPods(method) == ofPods)
                        .forEach(methods::add));
        return methods;
    }

    /** How an empty request ends; OK as soon as there is an answer. */
    private <Q, A> Status.Code call(
            MethodDescriptor<Q, A> method, CallOptions options, String login) throws Exception {
        return begin(method, options, login).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Likewise of one that may be let in and never be answered; OK then, too. */
    private <Q, A> Status.Code callAWhile(MethodDescriptor<Q, A> method, CallOptions options)
            throws Exception {
        return begin(method, options, "")
                .completeOnTimeout(Status.Code.OK, 1, TimeUnit.SECONDS)
                .get();
    }

    private <Q, A> CompletableFuture<Status.Code> begin(
            MethodDescriptor<Q, A> method, CallOptions options, String login) {
        Metadata headers = new Metadata();
        if (!login.isEmpty()) {
            String shown =
                    Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
            headers.put(
                    Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
                    "Basic " + shown);
        }
        CompletableFuture<Status.Code> ended = new CompletableFuture<>();
        ClientCall<Q, A> call = channel.newCall(method, options);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(A answer) {
                        ended.complete(Status.Code.OK);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        ended.complete(status.getCode());
                    }
                },
                headers);
        call.request(1);
        call.sendMessage(method.parseRequest(InputStream.nullInputStream()));
        call.halfClose();
        var _ = ended.whenComplete((_, _) -> call.cancel("asked enough", null));
        return ended;
    }

    @Test
    void call_ofAnOperatorWithoutCredentials_isRefused() throws Exception {
        for (MethodDescriptor<?, ?> method : methods(false)) {
            assertEquals(
                    Status.Code.UNAUTHENTICATED,
                    call(method, CallOptions.DEFAULT, ""),
                    method.getFullMethodName());
        }
    }

    @Test
    void call_ofAUserWithoutTheRight_isRefused() throws Exception {
        for (MethodDescriptor<?, ?> method : methods(false)) {
            assertEquals(
                    Status.Code.PERMISSION_DENIED,
                    call(method, CallOptions.DEFAULT, "viewer:secret"),
                    method.getFullMethodName());
        }
    }

    @Test
    void call_ofAnOperator_isLetIn() throws Exception {
        MethodDescriptor<?, ?> list = PathServiceGrpc.getListMethod();
        assertEquals(Status.Code.OK, call(list, CallOptions.DEFAULT, "op:secret"));
    }

    @Test
    void call_ofAPodWithoutTheSecret_isRefused() throws Exception {
        assertEquals(5, methods(true).size());
        CallOptions wrong =
                CallOptions.DEFAULT.withCallCredentials(
                        new PodToken(() -> new Secret("another-secret-of-some")));
        for (MethodDescriptor<?, ?> method : methods(true)) {
            String name = method.getFullMethodName();
            assertEquals(Status.Code.UNAUTHENTICATED, call(method, CallOptions.DEFAULT, ""), name);
            assertEquals(Status.Code.UNAUTHENTICATED, call(method, wrong, "op:secret"), name);
        }
    }

    @Test
    void call_ofAPodWithTheSecret_isLetIn() throws Exception {
        CallOptions right =
                CallOptions.DEFAULT.withCallCredentials(new PodToken(() -> new Secret(TOKEN)));
        for (MethodDescriptor<?, ?> method : methods(true)) {
            assertNotEquals(
                    Status.Code.UNAUTHENTICATED,
                    callAWhile(method, right),
                    method.getFullMethodName());
        }
        rig.live.apply(SETTINGS.replace(TOKEN, "fedcba9876543210"), "test");
        assertEquals(
                Status.Code.UNAUTHENTICATED,
                call(ClusterServiceGrpc.getWatchTopologyMethod(), right, ""));
    }

    @Test
    void call_ofHealth_needsNothing() throws Exception {
        assertEquals(Status.Code.OK, call(HealthGrpc.getCheckMethod(), CallOptions.DEFAULT, ""));
    }
}
