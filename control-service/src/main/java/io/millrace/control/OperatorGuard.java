package io.millrace.control;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.millrace.proto.control.ClusterServiceGrpc;
import io.millrace.proto.control.JobServiceGrpc;
import io.millrace.proto.control.LeaseServiceGrpc;
import io.millrace.proto.control.SessionServiceGrpc;
import io.millrace.runtime.config.Secret;
import io.millrace.runtime.tls.PodToken;
import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import io.millrace.stream.HeaderCredentials;
import io.millrace.stream.RefusedException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets operators in who may: every call but those that pods make, and health and reflection, needs
 * the permission {@code api}, shown as {@code authorization} (Basic or Bearer). Pods' calls need
 * the shared secret, where there is one. Waits for the answer, so the server's executor must be of
 * virtual threads.
 */
final class OperatorGuard implements ServerInterceptor {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String OURS = "millrace.";

    /** What pods call: they are known by their certificates, where gRPC is mutual TLS. */
    private static final Set<String> OF_PODS =
            Set.of(
                    LeaseServiceGrpc.getAcquireMethod().getFullMethodName(),
                    LeaseServiceGrpc.getReleaseMethod().getFullMethodName(),
                    LeaseServiceGrpc.getWatchMethod().getFullMethodName(),
                    ClusterServiceGrpc.getWatchTopologyMethod().getFullMethodName(),
                    SessionServiceGrpc.getReportMethod().getFullMethodName(),
                    JobServiceGrpc.getReportMethod().getFullMethodName());

    private final Function<Client, CompletionStage<?>> access;
    private final Supplier<Secret> podToken;

    /**
     * Guards a server.
     *
     * @param access fails with {@link RefusedException} for who may not
     * @param podToken what pods must show; asked at every call
     */
    OperatorGuard(Function<Client, CompletionStage<?>> access, Supplier<Secret> podToken) {
        this.access = access;
        this.podToken = podToken;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Optional<Status> refusal = refusal(call, headers);
        if (refusal.isPresent()) {
            call.close(refusal.get(), new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return next.startCall(call, headers);
    }

    private Optional<Status> refusal(ServerCall<?, ?> call, Metadata headers) {
        String method = call.getMethodDescriptor().getFullMethodName();
        if (!method.startsWith(OURS)) {
            return Optional.empty();
        }
        return OF_PODS.contains(method)
                ? PodToken.refusal(podToken.get(), headers)
                        .map(Status.UNAUTHENTICATED::withDescription)
                : refusal(client(call, headers));
    }

    private static Client client(ServerCall<?, ?> call, Metadata headers) {
        Credentials shown =
                Optional.ofNullable(headers.get(AUTHORIZATION))
                        .map(HeaderCredentials::of)
                        .orElseGet(Credentials.None::new);
        if (call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
                instanceof InetSocketAddress remote) {
            return Client.of("grpc", remote).withCredentials(shown);
        }
        throw new IllegalStateException("a call of no address");
    }

    private Optional<Status> refusal(Client client) {
        try {
            access.apply(client).toCompletableFuture().join();
            return Optional.empty();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RefusedException refused) {
                return Optional.of(status(refused));
            }
            throw failed;
        }
    }

    private static Status status(RefusedException refused) {
        Status status =
                switch (refused.refusal()) {
                    case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
                    case FORBIDDEN -> Status.PERMISSION_DENIED;
                    case LIMIT -> Status.RESOURCE_EXHAUSTED;
                    case NOT_FOUND, MOVED -> Status.NOT_FOUND;
                    case BUSY, UNAVAILABLE -> Status.UNAVAILABLE;
                };
        return status.withDescription(refused.getMessage());
    }
}
