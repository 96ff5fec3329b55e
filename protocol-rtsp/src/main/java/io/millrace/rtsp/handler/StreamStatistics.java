package io.millrace.rtsp.handler;

import java.util.List;

/**
 * What a stream has sent to all its readers together; a multicast group counts as one.
 *
 * @param media in the order of the description
 */
public record StreamStatistics(List<Media> media) {
    public StreamStatistics {
        media = List.copyOf(media);
    }

    /**
     * Of one medium.
     *
     * @param outboundBytes of RTP and RTCP packets
     */
    public record Media(long outboundBytes, long outboundRtcpPackets, List<Format> formats) {
        public Media {
            formats = List.copyOf(formats);
        }

        public long outboundRtpPackets() {
            return formats.stream().mapToLong(Format::outboundRtpPackets).sum();
        }
    }

    /**
     * Of one format.
     *
     * @param localSsrc of the packets that readers get
     */
    public record Format(int payloadType, long outboundRtpPackets, long localSsrc) {}

    public long outboundBytes() {
        return media.stream().mapToLong(Media::outboundBytes).sum();
    }

    public long outboundRtpPackets() {
        return media.stream().mapToLong(Media::outboundRtpPackets).sum();
    }

    public long outboundRtcpPackets() {
        return media.stream().mapToLong(Media::outboundRtcpPackets).sum();
    }
}
