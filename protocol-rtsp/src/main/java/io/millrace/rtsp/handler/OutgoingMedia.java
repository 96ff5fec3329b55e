package io.millrace.rtsp.handler;

import io.millrace.media.rtp.PayloadDescription;
import io.millrace.media.sdp.SdpMedia;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** One medium of a stream. Guarded by the stream. */
final class OutgoingMedia {
    private final Map<Integer, OutgoingFormat> formats = new LinkedHashMap<>();
    private long outboundBytes;
    private long outboundRtcpPackets;

    OutgoingMedia(SdpMedia description, LongSupplier newSsrc) {
        for (PayloadDescription payload : description.payloads()) {
            formats.computeIfAbsent(
                    payload.payloadType(),
                    type -> new OutgoingFormat(type, payload.clockRate(), newSsrc.getAsLong()));
        }
        if (formats.isEmpty()) {
            throw new IllegalArgumentException(
                    "medium " + description.kind() + " describes no format");
        }
    }

    OutgoingFormat format(int payloadType) {
        OutgoingFormat format = formats.get(payloadType);
        if (format == null) {
            throw new IllegalArgumentException("payload type " + payloadType + " is not described");
        }
        return format;
    }

    Collection<OutgoingFormat> formats() {
        return formats.values();
    }

    void sent(int bytes) {
        outboundBytes += bytes;
    }

    void sentRtcp(int bytes) {
        outboundBytes += bytes;
        outboundRtcpPackets++;
    }

    StreamStatistics.Media statistics() {
        return new StreamStatistics.Media(
                outboundBytes,
                outboundRtcpPackets,
                formats.values().stream().map(OutgoingFormat::statistics).toList());
    }
}
