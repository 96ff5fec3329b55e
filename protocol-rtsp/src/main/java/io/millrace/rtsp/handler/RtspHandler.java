package io.millrace.rtsp.handler;

import io.millrace.media.rtp.RtpPacket;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.RefusedException;
import java.util.Optional;

/**
 * What an application does with its server's peers. The nested interfaces each answer one method of
 * RTSP: a handler implements those that it wants to serve, and only they are told to peers ({@code
 * Public}); others are refused with 501. The events here may all be left out.
 *
 * <p>All calls come on event loops, several at once, so none may block. A {@link RefusedException}
 * becomes the fitting status and its text the reason; what else a call throws closes the
 * connection.
 */
public interface RtspHandler {
    default void onConnectionOpen(Client peer) {}

    default void onConnectionClose(Client peer) {}

    /** The first ANNOUNCE or SETUP of a peer made a session. */
    default void onSessionOpen(PeerSession session) {}

    /** Where the session published, its stream should be closed now. */
    default void onSessionClose(PeerSession session, EndReason reason) {}

    /** Each request, before it is answered. */
    default void onRequest(Client peer, RtspRequest request) {}

    default void onResponse(Client peer, RtspResponse response) {}

    /** Packets of a publisher that did not arrive, since the last call. */
    default void onPacketsLost(PeerSession session, long packets) {}

    /** A packet of a publisher that is dropped because it is malformed or was not announced. */
    default void onDecodeError(PeerSession session, String problem) {}

    /**
     * Packets that a reader was too slow for, since the last call. It stays; one that takes nothing
     * for the read time-out is ended.
     */
    default void onStreamWriteError(PeerSession session, long droppedPackets) {}

    /** DESCRIBE. */
    interface OnDescribe extends RtspHandler {
        /** The stream to offer; {@link RefusedException.Cause#NOT_FOUND} where there is none. */
        ServerStream onDescribe(StreamRequest request) throws RefusedException;
    }

    /** SETUP of a reader; publishers need {@link OnAnnounce} only. */
    interface OnSetup extends RtspHandler {
        ServerStream onSetup(StreamRequest request) throws RefusedException;
    }

    /** PLAY. */
    interface OnPlay extends RtspHandler {
        default void onPlay(PeerSession session) throws RefusedException {}
    }

    /** PAUSE. */
    interface OnPause extends RtspHandler {
        default void onPause(PeerSession session) throws RefusedException {}
    }

    /** ANNOUNCE. */
    interface OnAnnounce extends RtspHandler {
        void onAnnounce(AnnounceRequest request) throws RefusedException;
    }

    /** RECORD. */
    interface OnRecord extends RtspHandler {
        /** What takes the packets of a session that has announced. */
        PacketSink onRecord(PeerSession session) throws RefusedException;
    }

    /** GET_PARAMETER with a body; without one it is a sign of life and always served. */
    interface OnGetParameter extends RtspHandler {
        /** The answer's body, {@code text/parameters}; empty for 451. */
        Optional<String> onGetParameter(Optional<PeerSession> session, String body);
    }

    /** SET_PARAMETER with a body. */
    interface OnSetParameter extends RtspHandler {
        /** Whether the parameters were taken; else 451. */
        boolean onSetParameter(Optional<PeerSession> session, String body);
    }

    /** Readers that send, such as the voice of who looks at a door (ONVIF back channel). */
    interface OnBackChannel extends RtspHandler {
        /**
         * A packet of a session that plays, as it came: perhaps lost, doubled or out of order.
         *
         * @param medium its number in the description; one that is {@code sendonly}
         * @param packet borrowed: valid as long as the call lasts
         */
        void onBackChannel(PeerSession session, int medium, RtpPacket packet);
    }

    /** All that readers need, from one method. */
    interface Reading extends OnDescribe, OnSetup, OnPlay, OnPause {
        @Override
        default ServerStream onSetup(StreamRequest request) throws RefusedException {
            return onDescribe(request);
        }
    }

    /** All that publishers need. */
    interface Publishing extends OnAnnounce, OnRecord {}
}
