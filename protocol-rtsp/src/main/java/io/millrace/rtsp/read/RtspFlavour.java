package io.millrace.rtsp.read;

import io.millrace.stream.PathName;
import io.millrace.stream.WireEncoder;
import io.millrace.stream.WireFlavour;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The two forms of RTSP images: readers of equal forms share theirs. */
public sealed interface RtspFlavour extends WireFlavour<RtspImage> {
    /**
     * RTP packets in interleaved frames (RFC 2326, section 10.12), ready for a TCP connection.
     *
     * @param channels of RTP by track id; other tracks are left out
     */
    record Tcp(Map<Integer, Integer> channels) implements RtspFlavour {
        public Tcp {
            channels = Map.copyOf(channels);
        }

        @Override
        public String name() {
            return "rtsp-tcp";
        }
    }

    /** RTP packets of all tracks, to be sent as datagrams. */
    record Udp() implements RtspFlavour {
        @Override
        public String name() {
            return "rtsp-udp";
        }
    }

    @Override
    default WireEncoder<RtspImage> newEncoder(PathName path) {
        return new RtspImageEncoder(this, path);
    }

    /** The SSRC of a track, the same in every pod: FNV-1a of path and track. */
    static long ssrc(PathName path, int trackId) {
        int hash = 0x811C9DC5;
        for (byte next : (path.value() + "/" + trackId).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (next & 0xFF)) * 0x01000193;
        }
        return hash & 0xFFFF_FFFFL;
    }
}
