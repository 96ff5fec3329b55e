package io.millrace.rtsp.handler;

import io.millrace.media.Ticks;
import io.millrace.media.rtp.NtpTime;
import io.millrace.media.rtp.RtcpPacket;
import io.millrace.media.rtp.RtpPacket;
import io.millrace.rtsp.read.RtpInfo;
import java.util.List;
import java.util.Optional;

/** One format of a stream: its SSRC, how far it is, and what was sent. Guarded by the stream. */
final class OutgoingFormat {
    private final int payloadType;
    private final int clockRate;
    private final long ssrc;
    private long packets;
    private long octets;
    private long outboundPackets;
    private Optional<Last> last = Optional.empty();

    private record Last(int sequence, long timestamp, long ntpMicros, long writtenMicros) {
        long ticksSince(long nowMicros, int clockRate) {
            return Ticks.ofMicros(Math.max(0, nowMicros - writtenMicros), clockRate);
        }
    }

    OutgoingFormat(int payloadType, int clockRate, long ssrc) {
        this.payloadType = payloadType;
        this.clockRate = clockRate;
        this.ssrc = ssrc;
    }

    long ssrc() {
        return ssrc;
    }

    /** The packet with our SSRC. */
    RtpPacket written(RtpPacket packet, long ntpMicros, long nowMicros) {
        packets++;
        octets += packet.payload().readableBytes();
        last =
                Optional.of(
                        new Last(
                                packet.sequenceNumber(), packet.timestamp(), ntpMicros, nowMicros));
        return new RtpPacket(
                payloadType,
                packet.marker(),
                packet.sequenceNumber(),
                packet.timestamp(),
                ssrc,
                packet.payload());
    }

    void sent() {
        outboundPackets++;
    }

    /** The next packet, and the timestamp of now. */
    Optional<RtpInfo.Start> start(int track, long nowMicros) {
        return last.map(written ->
                new RtpInfo.Start(
                        track,
                        (written.sequence() + 1) & 0xFFFF,
                        (written.timestamp() + written.ticksSince(nowMicros, clockRate))
                                & 0xFFFF_FFFFL));
    }

    /** The report to send now (RFC 3550, section 6.4.1); empty before the first packet. */
    Optional<RtcpPacket> report(long nowMicros) {
        return last.map(written ->
                new RtcpPacket.SenderReport(
                        ssrc,
                        NtpTime.ofMicros(
                                written.ntpMicros()
                                        + Math.max(0, nowMicros - written.writtenMicros())),
                        written.timestamp() + written.ticksSince(nowMicros, clockRate),
                        packets,
                        octets,
                        List.of()));
    }

    StreamStatistics.Format statistics() {
        return new StreamStatistics.Format(payloadType, outboundPackets, ssrc);
    }
}
