package io.millrace.rtsp;

import io.millrace.stream.Client;
import io.millrace.stream.Credentials;
import io.millrace.stream.EndReason;
import io.millrace.stream.LiveStream;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.Publishing;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reading;
import io.millrace.stream.RefusedException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** Lets in who is {@code me} with {@code secret} or has the token {@code ticket}. */
final class OneUser {
    final BlockingQueue<Client> seen = new LinkedBlockingQueue<>();

    RtspRoles guard(RtspRoles roles) {
        return new RtspRoles(
                roles.publishing().map(GuardedPublishing::new),
                roles.reading().map(reading -> request -> open(reading, request)),
                roles.redirects());
    }

    private CompletionStage<LiveStream> open(Reading reading, ReadRequest request) {
        return refusal(request.client())
                .<CompletionStage<LiveStream>>map(CompletableFuture::failedFuture)
                .orElseGet(() -> reading.open(request));
    }

    private Optional<RefusedException> refusal(Client client) {
        seen.add(client);
        boolean known =
                switch (client.credentials()) {
                    case Credentials.None() -> false;
                    case Credentials.Password(String user, String password) ->
                            user.equals("me") && password.equals("secret");
                    case Credentials.Token(String value) -> value.equals("ticket");
                    case Credentials.Digest(String user, var proves) ->
                            user.equals("me") && proves.test("secret");
                };
        return known
                ? Optional.empty()
                : Optional.of(
                        new RefusedException(
                                RefusedException.Cause.UNAUTHENTICATED, "who are you?"));
    }

    private final class GuardedPublishing implements Publishing {
        private final Publishing publishing;

        GuardedPublishing(Publishing publishing) {
            this.publishing = publishing;
        }

        @Override
        public CompletionStage<Publisher> publish(
                PublishRequest request, Consumer<EndReason> onEnd) {
            throw new AssertionError("admitted before");
        }

        @Override
        public CompletionStage<Publishing> admit(PathName path, Client client) {
            return refusal(client)
                    .<CompletionStage<Publishing>>map(CompletableFuture::failedFuture)
                    .orElseGet(() -> CompletableFuture.completedFuture(publishing));
        }
    }
}
