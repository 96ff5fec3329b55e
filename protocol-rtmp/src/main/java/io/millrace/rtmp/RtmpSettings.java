package io.millrace.rtmp;

import io.millrace.rtmp.wire.ChunkEncoder;
import io.millrace.rtmp.wire.ChunkLimits;
import java.net.InetSocketAddress;

/**
 * What an RTMP server needs to know.
 *
 * @param address where to listen; port 0 takes a free one
 * @param chunkSize of the chunks that we send
 * @param windowAckBytes how often peers shall acknowledge
 * @param security who may connect
 */
public record RtmpSettings(
        InetSocketAddress address,
        int chunkSize,
        int windowAckBytes,
        ChunkLimits limits,
        RtmpTimeouts timeouts,
        RtmpSecurity security) {
    /** The port of RTMP. */
    public static final int DEFAULT_PORT = 1935;

    private static final int DEFAULT_CHUNK_SIZE = 65_536;
    private static final int DEFAULT_WINDOW_ACK_BYTES = 3_000_000;

    /** Refuses sizes that cannot be sent. */
    public RtmpSettings {
        if (chunkSize < ChunkEncoder.MIN_CHUNK_SIZE
                || chunkSize > ChunkLimits.MAX_MESSAGE_BYTES
                || windowAckBytes < 1) {
            throw new IllegalArgumentException(
                    "RTMP chunk size " + chunkSize + ", window " + windowAckBytes);
        }
    }

    /** The defaults, on {@code address}. */
    public static RtmpSettings on(InetSocketAddress address) {
        return new RtmpSettings(
                address,
                DEFAULT_CHUNK_SIZE,
                DEFAULT_WINDOW_ACK_BYTES,
                ChunkLimits.defaults(),
                RtmpTimeouts.defaults(),
                RtmpSecurity.standard());
    }

    /** The defaults, on all addresses of the machine. */
    public static RtmpSettings onPort(int port) {
        return on(new InetSocketAddress(port));
    }

    /** The same with other time-outs. */
    public RtmpSettings with(RtmpTimeouts newTimeouts) {
        return new RtmpSettings(address, chunkSize, windowAckBytes, limits, newTimeouts, security);
    }

    /** The same with other limits. */
    public RtmpSettings with(ChunkLimits newLimits) {
        return new RtmpSettings(address, chunkSize, windowAckBytes, newLimits, timeouts, security);
    }

    /** The same with other rules of who may connect. */
    public RtmpSettings with(RtmpSecurity newSecurity) {
        return new RtmpSettings(address, chunkSize, windowAckBytes, limits, timeouts, newSecurity);
    }
}
