package io.millrace.control;

import io.millrace.proto.control.CheckAccessRequest;
import io.millrace.proto.control.CheckAccessResponse;
import io.millrace.runtime.access.AccessControl;
import io.millrace.runtime.access.AccessRequest;
import io.millrace.runtime.config.AuthConfig.Action;
import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import io.millrace.stream.PathName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers operators who may do what. Never blocks. */
final class AccessQuestions {
    private final AccessControl access;

    AccessQuestions(AccessControl access) {
        this.access = access;
    }

    /** Fails with {@link IllegalArgumentException} where the question makes no sense. */
    CompletionStage<CheckAccessResponse> ask(CheckAccessRequest question) {
        AccessRequest request;
        try {
            request = request(question);
        } catch (IllegalArgumentException senseless) {
            return CompletableFuture.failedFuture(senseless);
        }
        return access.explain(request)
                .thenApply(decision ->
                        CheckAccessResponse.newBuilder()
                                .setAllowed(decision.allowed())
                                .setRule(decision.rule())
                                .setReason(decision.reason())
                                .build());
    }

    private static AccessRequest request(CheckAccessRequest question) {
        Action action = action(question.getAction());
        boolean ofPath = action != Action.API && action != Action.METRICS;
        if (ofPath && question.getPath().isEmpty()) {
            throw new IllegalArgumentException("a path must be given");
        }
        Optional<PathName> path =
                Optional.of(question.getPath())
                        .filter(name -> ofPath && !name.isEmpty())
                        .map(PathName::new);
        AccessRequest request = new AccessRequest(action, path, client(question));
        boolean known = question.hasPassword() || question.getUser().isEmpty();
        return known || !question.getToken().isEmpty()
                ? request
                : request.ofUser(question.getUser());
    }

    private static Action action(String name) {
        for (Action action : Action.values()) {
            if (action.name().toLowerCase(Locale.ROOT).equals(name)) {
                return action;
            }
        }
        throw new IllegalArgumentException(
                "action must be publish, read, playback, api or metrics");
    }

    private static Client client(CheckAccessRequest question) {
        String address = question.getAddress().isEmpty() ? "127.0.0.1" : question.getAddress();
        return Client.of(
                        question.getProtocol(),
                        new InetSocketAddress(InetAddress.ofLiteral(address), 0))
                .withQuery(question.getQuery())
                .withCredentials(credentials(question));
    }

    private static Credentials credentials(CheckAccessRequest question) {
        if (!question.getToken().isEmpty()) {
            return new Credentials.Token(question.getToken());
        }
        return question.getUser().isEmpty()
                ? new Credentials.None()
                : new Credentials.Password(question.getUser(), question.getPassword());
    }
}
