package io.millrace.srt.wire;

import java.util.Arrays;
import java.util.List;

/** The control packets (draft-sharabayko-srt, 3.2). */
public sealed interface ControlPacket extends SrtPacket {
    /** 3.2.1. */
    record Handshake(int timestampMicros, int destinationSocketId, HandshakeContent content)
            implements ControlPacket {}

    /** 3.2.3: the peer lives. */
    record KeepAlive(int timestampMicros, int destinationSocketId) implements ControlPacket {}

    /** 3.2.4: everything before {@code nextSequence} has arrived, and how the line does. */
    record FullAck(
            int timestampMicros,
            int destinationSocketId,
            int ackNumber,
            int nextSequence,
            Line line)
            implements ControlPacket {}

    /** 3.2.4: as the full one, without the figures, between two of those. */
    record LightAck(int timestampMicros, int destinationSocketId, int nextSequence)
            implements ControlPacket {}

    /** The figures of a full ACK. */
    record Line(
            int rttMicros,
            int rttVarianceMicros,
            int availableBufferPackets,
            int receivePacketsPerSecond,
            int linkPacketsPerSecond,
            int receiveBytesPerSecond) {}

    /** 3.2.5: packets that have not arrived. */
    record Nak(int timestampMicros, int destinationSocketId, List<SequenceRange> losses)
            implements ControlPacket {
        public Nak {
            losses = List.copyOf(losses);
        }
    }

    /** 3.2.6: slow down. It is not sent in live mode. */
    record CongestionWarning(int timestampMicros, int destinationSocketId)
            implements ControlPacket {}

    /** 3.2.7: the connection ends. */
    record Shutdown(int timestampMicros, int destinationSocketId) implements ControlPacket {}

    /** 3.2.8: a full ACK has arrived. */
    record AckAcknowledgement(int timestampMicros, int destinationSocketId, int ackNumber)
            implements ControlPacket {}

    /** 3.2.9: the sender will not send these again. */
    record DropRequest(
            int timestampMicros, int destinationSocketId, int messageNumber, SequenceRange range)
            implements ControlPacket {}

    /** 3.2.10: the peer cannot go on (file mode). */
    record PeerError(int timestampMicros, int destinationSocketId, int errorCode)
            implements ControlPacket {}

    /** 3.2.2 outside of a handshake: new keys are announced, or answered. */
    record KeyMaterialExchange(
            int timestampMicros, int destinationSocketId, boolean response, byte[] message)
            implements ControlPacket {
        @Override
        public boolean equals(Object other) {
            return other instanceof KeyMaterialExchange that
                    && timestampMicros == that.timestampMicros
                    && destinationSocketId == that.destinationSocketId
                    && response == that.response
                    && Arrays.equals(message, that.message);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(message) * 31 + timestampMicros;
        }
    }

    /** A type this library does not know: it is passed over. */
    record Unknown(int timestampMicros, int destinationSocketId, int type, int subtype)
            implements ControlPacket {}
}
