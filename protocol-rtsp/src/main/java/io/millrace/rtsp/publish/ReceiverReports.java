package io.millrace.rtsp.publish;

import io.millrace.media.rtp.Rtcp;
import io.millrace.media.rtp.RtcpPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Our reports to a publisher, every 5 s, each with our name (RFC 3550, 6.4.2 and 6.5). Confined to
 * the session's executor.
 */
final class ReceiverReports {
    private static final long REPORT_MICROS = TimeUnit.SECONDS.toMicros(5);
    private static final String CNAME = "millrace";
    private static final int REPORT_BYTES = 64;

    private final Recording.ReportSender sender;
    private final long reporter = ThreadLocalRandom.current().nextLong(1L << 32);
    private long lastMicros;

    ReceiverReports(Recording.ReportSender sender, long nowMicros) {
        this.sender = sender;
        this.lastMicros = nowMicros;
    }

    /** Our SSRC. */
    long reporter() {
        return reporter;
    }

    /** Whether reports are to be sent now; then not for another 5 s. */
    boolean takeDue(long nowMicros) {
        boolean due = nowMicros - lastMicros >= REPORT_MICROS;
        lastMicros = due ? nowMicros : lastMicros;
        return due;
    }

    void send(int track, RtcpPacket report) {
        ByteBuf packet = PooledByteBufAllocator.DEFAULT.directBuffer(REPORT_BYTES);
        Rtcp.write(List.of(report, new RtcpPacket.SourceDescription(reporter, CNAME)), packet);
        sender.send(track, packet);
    }
}
