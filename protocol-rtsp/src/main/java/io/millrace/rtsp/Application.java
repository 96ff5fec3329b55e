package io.millrace.rtsp;

import io.millrace.rtsp.handler.PeerSession;
import io.millrace.rtsp.message.Method;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.ReadRequest;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What a server's sessions serve: the paths of a log ({@link LogApplication}) or what a handler
 * offers ({@link HandlerApplication}). Called on event loops: never blocks. A stage fails with
 * {@code RefusedException} or {@link RtspException}.
 */
sealed interface Application permits LogApplication, HandlerApplication {
    /** For {@code Public}, in the enum's order; others are not served. */
    Set<Method> methods();

    /** Whether the method is answered by more than 501, if only with another server's place. */
    boolean answers(Method method);

    /** Whether the role is served here; else {@link #redirects} knows where. */
    boolean serves(Redirects.Role role);

    Redirects redirects();

    /** DESCRIBE: the stream that is offered to a reader. */
    CompletionStage<ReadableStream> describe(ReadRequest request);

    /** The first SETUP of a reader. */
    CompletionStage<ReadableStream> setup(ReadRequest request, PeerSession session);

    /** ANNOUNCE. */
    CompletionStage<AnnouncedStream> announce(Announcing request);

    /** PLAY and PAUSE of a reader or publisher, before they take effect. */
    void onStateRequest(Method method, PeerSession session) throws RtspException;

    /** GET_PARAMETER and SET_PARAMETER. */
    RtspResponse parameter(Method method, RtspRequest request, Optional<PeerSession> session);

    /** Whether readers may send to some streams. */
    default boolean takesBackChannels() {
        return false;
    }

    /** A packet of a reader for a stream's back channel; borrowed. */
    default void onBackChannel(PeerSession session, int track, ByteBuf packet) {}

    /** What happened, for applications that want to know. */
    Events events();

    /** A publisher's description, as it came. */
    record Announcing(PathName path, Client client, String description, PeerSession session) {}

    /** Told as it happens, on the event loop where it does. */
    interface Events {
        default void onConnectionOpen(Client peer) {}

        default void onConnectionClose(Client peer) {}

        default void onSessionOpen(PeerSession session) {}

        default void onSessionClose(PeerSession session, EndReason reason) {}

        default void onRequest(Client peer, RtspRequest request) {}

        default void onResponse(Client peer, RtspResponse response) {}

        /** Packets that a reader was too slow for. */
        default void onPacketsDropped(PeerSession session, long packets) {}
    }
}
