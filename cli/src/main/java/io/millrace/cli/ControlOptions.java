package io.millrace.cli;

import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.MetadataUtils;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options of every command that asks control, and how it is asked. */
final class ControlOptions {
    private static final int TIMEOUT_SECONDS = 10;

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    /** Room for a settings file and a full page of a list. */
    private static final int LARGEST_ANSWER = 64 << 20;

    @Option(
            names = "--address",
            paramLabel = "HOST:PORT",
            defaultValue = "${env:MILLRACE_ADDRESS:-127.0.0.1:9996}",
            description = "Control's gRPC (default: ${DEFAULT-VALUE}; also MILLRACE_ADDRESS).")
    private String address = "";

    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description =
                    "table for people, json for scripts, one object a line (default:"
                            + " ${DEFAULT-VALUE}).")
    private Format output = Format.table;

    @Option(
            names = "--tls-ca",
            paramLabel = "FILE",
            description = "Ask over TLS, and trust the certificates in this PEM file.")
    private Optional<File> authorities = Optional.empty();

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Show this certificate (PEM; for mutual TLS).")
    private Optional<File> certificate = Optional.empty();

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "Private key of --tls-cert (PEM, PKCS #8).")
    private Optional<File> key = Optional.empty();

    @Option(
            names = "--login",
            paramLabel = "NAME:PASSWORD",
            defaultValue = "${env:MILLRACE_LOGIN:-}",
            description = "Who you are, where settings ask for it (also MILLRACE_LOGIN).")
    private String login = "";

    @Option(
            names = "--token",
            paramLabel = "JWT",
            defaultValue = "${env:MILLRACE_TOKEN:-}",
            description = "Likewise, by a token (also MILLRACE_TOKEN).")
    private String token = "";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** How results are written; the names are what is typed. */
    enum Format {
        table,
        json
    }

    /** Asks control; the result goes to the terminal. */
    @FunctionalInterface
    interface Question {
        /** Returns the exit code. */
        int ask(ManagedChannel channel, PrintWriter out) throws IOException;
    }

    boolean isJson() {
        return output == Format.json;
    }

    PrintWriter errors() {
        return command.commandLine().getErr();
    }

    /** A stub's time limit. */
    <S extends AbstractStub<S>> S limited(S stub) {
        return stub.withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }

    /** Returns the exit code; failures are told on the error stream. */
    int run(Question question) {
        if (certificate.isPresent() != key.isPresent()) {
            return failed("--tls-cert and --tls-key go together", ExitCodes.USAGE);
        }
        ManagedChannel channel;
        try {
            channel =
                    Grpc.newChannelBuilder(address, credentials())
                            .maxInboundMessageSize(LARGEST_ANSWER)
                            .intercept(MetadataUtils.newAttachHeadersInterceptor(identity()))
                            .build();
        } catch (IOException | IllegalArgumentException wrong) {
            return failed(String.valueOf(wrong.getMessage()), ExitCodes.USAGE);
        }
        try {
            PrintWriter out = command.commandLine().getOut();
            int code = question.ask(channel, out);
            out.flush();
            return code;
        } catch (StatusRuntimeException failed) {
            return failed(failed.getStatus());
        } catch (IOException failed) {
            return failed(failed.toString(), ExitCodes.REFUSED);
        } finally {
            channel.shutdownNow();
        }
    }

    private Metadata identity() {
        Metadata headers = new Metadata();
        if (!token.isEmpty()) {
            headers.put(AUTHORIZATION, "Bearer " + token);
        } else if (!login.isEmpty()) {
            byte[] pair = login.getBytes(StandardCharsets.UTF_8);
            headers.put(AUTHORIZATION, "Basic " + Base64.getEncoder().encodeToString(pair));
        }
        return headers;
    }

    private ChannelCredentials credentials() throws IOException {
        if (authorities.isEmpty() && certificate.isEmpty()) {
            return InsecureChannelCredentials.create();
        }
        TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
        if (authorities.isPresent()) {
            tls.trustManager(authorities.get());
        }
        if (certificate.isPresent() && key.isPresent()) {
            tls.keyManager(certificate.get(), key.get());
        }
        return tls.build();
    }

    private int failed(Status status) {
        return switch (status.getCode()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED ->
                    failed(
                            "cannot reach control at " + address + ": " + why(status),
                            ExitCodes.UNREACHABLE);
            case UNIMPLEMENTED ->
                    failed("control at " + address + " cannot do that", ExitCodes.REFUSED);
            default -> {
                String description = status.getDescription();
                yield failed(
                        description == null ? status.getCode().toString() : description,
                        ExitCodes.REFUSED);
            }
        };
    }

    private int failed(String problem, int code) {
        errors().println("millrace: " + problem);
        errors().flush();
        return code;
    }

    /** The innermost cause: that a connection was refused, or a certificate not trusted. */
    private static String why(Status status) {
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED) {
            return "no answer within " + TIMEOUT_SECONDS + " s";
        }
        Throwable cause = status.getCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String reason = cause == null ? null : cause.getMessage();
        return reason == null ? String.valueOf(status.getDescription()) : reason;
    }
}
