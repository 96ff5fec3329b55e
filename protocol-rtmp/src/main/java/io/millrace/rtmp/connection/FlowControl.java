package io.millrace.rtmp.connection;

import static io.millrace.rtmp.wire.RtmpProtocolException.message;

import io.millrace.rtmp.wire.MessageType;
import io.millrace.rtmp.wire.RtmpMessage;
import io.millrace.rtmp.wire.RtmpProtocolException;
import io.netty.buffer.ByteBuf;

/**
 * Protocol and user control messages (RTMP 1.0, sections 5.4 and 7.1.7): acknowledges what the peer
 * sends, in the windows that it asks for, and answers its pings. Confined to the connection's event
 * loop.
 *
 * <p>What it acknowledges is not waited for: many players never acknowledge, and would be cut off.
 * What is under way to a peer is bounded all the same: by TCP's window, and behind it by the
 * channel's water mark, above which nothing more is written; who takes nothing for the stall
 * time-out is closed.
 */
public final class FlowControl {
    /** Until the peer names its own; most never do. */
    private static final int INITIAL_WINDOW_BYTES = 2_500_000;

    private final MessageWriter out;
    private long windowBytes = INITIAL_WINDOW_BYTES;
    private int windowSaidBytes;
    private long receivedBytes;
    private long acknowledgedBytes;

    public FlowControl(MessageWriter out, int windowSaidBytes) {
        this.out = out;
        this.windowSaidBytes = windowSaidBytes;
    }

    /** Whether {@link #onMessage} is for messages of this type. */
    public static boolean isControl(int messageType) {
        return messageType <= MessageType.SET_PEER_BANDWIDTH;
    }

    public void onReceived(int bytes) {
        receivedBytes += bytes;
    }

    /** After a read: acknowledges when a window is full (5.4.3). */
    public void acknowledgeIfDue() {
        if (receivedBytes - acknowledgedBytes >= windowBytes) {
            acknowledgedBytes = receivedBytes;
            out.acknowledge(receivedBytes);
            out.flush();
        }
    }

    /** Takes a control message; borrowed. */
    public void onMessage(RtmpMessage message) throws RtmpProtocolException {
        switch (message.type()) {
            case MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE ->
                    windowBytes = Math.max(1, unsignedInt(message));
            case MessageType.SET_PEER_BANDWIDTH -> onPeerBandwidth(unsignedInt(message));
            case MessageType.USER_CONTROL -> onUserControl(message.payload());
            default -> {
                // An acknowledgement says what TCP knows already.
            }
        }
    }

    /** The peer limits us: we name the window that we then keep (5.4.5). */
    private void onPeerBandwidth(long bytes) {
        int window = Math.clamp(bytes, 1, Integer.MAX_VALUE);
        if (window != windowSaidBytes) {
            windowSaidBytes = window;
            out.windowAcknowledgementSize(window);
            out.flush();
        }
    }

    /** Events but a ping need no answer: a live stream has no buffer length to set. */
    private void onUserControl(ByteBuf payload) throws RtmpProtocolException {
        if (payload.readableBytes() < 2) {
            throw message("user control message of " + payload.readableBytes() + " bytes");
        }
        int event = payload.readUnsignedShort();
        if (event == MessageWriter.PING_REQUEST && payload.readableBytes() >= 4) {
            out.userControl(MessageWriter.PING_RESPONSE, payload.readInt());
            out.flush();
        }
    }

    private static long unsignedInt(RtmpMessage message) throws RtmpProtocolException {
        if (message.payload().readableBytes() < 4) {
            throw message("message type " + message.type() + " needs 4 bytes");
        }
        return message.payload().readUnsignedInt();
    }
}
