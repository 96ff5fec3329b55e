package io.millrace.runtime.access;

import static io.millrace.runtime.access.AccessRig.client;
import static io.millrace.runtime.access.AccessRig.password;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.Publishing;
import io.millrace.stream.RefusedException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AdmissionTest {
    private static final String TWO_USERS =
            """
            auth:
              users:
                - {user: one, password: a, permissions: [{action: publish}]}
                - {user: two, password: b, permissions: [{action: publish}]}
            limits: {max-publishers: 2, connections-per-ip: 1}
            """;

    private final BlockingQueue<EndReason> ends = new LinkedBlockingQueue<>();
    private final Publishing open =
            (request, _) -> CompletableFuture.completedFuture(new Free(request.path()));

    /** Takes everything. */
    private record Free(PathName path) implements Publisher {
        @Override
        public long epoch() {
            return 1;
        }

        @Override
        public void describe(List<Track> tracks) {}

        @Override
        public void write(Unit unit) {}

        @Override
        public void close(EndReason reason) {}
    }

    private Publisher publish(Publishing publishing, Client peer) throws Exception {
        PublishRequest request = new PublishRequest(new PathName("a"), peer, List.of());
        return publishing
                .publish(request, ends::add)
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    @Test
    void publish_permissionIsTakenAway_endsThatPublisherOnly() throws Exception {
        try (AccessRig rig = new AccessRig(TWO_USERS)) {
            Publishing guarded = new AccessPublishing(open, rig.access);
            publish(guarded, client(password("one", "a")));
            publish(guarded, client(password("two", "b")));
            rig.access.update(AccessRig.settings(TWO_USERS.replace("user: one", "user: other")));
            EndReason reason = ends.poll(60, TimeUnit.SECONDS);
            assertEquals("permission was withdrawn: wrong user or password", reason.text());
            assertTrue(ends.isEmpty());
        }
    }

    @Test
    void publish_beyondTheLimit_isRefusedUntilOneLeaves() throws Exception {
        try (AccessRig rig = new AccessRig(TWO_USERS)) {
            Publishing guarded = new AccessPublishing(open, rig.access);
            Client peer = client(password("one", "a"));
            Publisher first = publish(guarded, peer);
            publish(guarded, peer);
            ExecutionException e =
                    assertThrows(ExecutionException.class, () -> publish(guarded, peer));
            RefusedException refused = assertInstanceOf(RefusedException.class, e.getCause());
            assertEquals(RefusedException.Cause.LIMIT, refused.refusal());
            first.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left"));
            first.close(EndReason.of(EndReason.Kind.PEER_LEFT, "again"));
            publish(guarded, peer);
            assertThrows(ExecutionException.class, () -> publish(guarded, peer));
        }
    }

    @Test
    void enter_connectionsOfOneAddress_areCountedAndGivenBack() throws Exception {
        try (AccessRig rig = new AccessRig(TWO_USERS)) {
            SessionLimits limits = rig.access.limits();
            InetSocketAddress one = new InetSocketAddress("192.0.2.1", 1);
            Runnable leave = limits.enter(one).orElseThrow();
            assertTrue(limits.enter(one).isEmpty());
            assertTrue(limits.enter(new InetSocketAddress("192.0.2.2", 1)).isPresent());
            leave.run();
            leave.run();
            assertTrue(limits.enter(one).isPresent());
            assertTrue(limits.enter(one).isEmpty());
        }
    }
}
