package io.millrace.rtsp.publish;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.rtp.PayloadDescription;
import io.millrace.media.rtp.Rtcp;
import io.millrace.media.rtp.RtcpPacket;
import io.millrace.media.rtp.RtpPacket;
import io.millrace.rtsp.handler.PacketSink;
import io.millrace.stream.EndReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A publisher whose packets an application takes as they are: put in order, counted and checked for
 * their payload type, nothing more. Sends a receiver report of each format every 5 s. Confined to
 * the session's executor.
 */
public final class PacketSession implements Recording {
    private static final long REPORT_MICROS = TimeUnit.SECONDS.toMicros(5);
    private static final String CNAME = "millrace";
    private static final int REPORT_BYTES = 64;

    private final SortedMap<Integer, SortedMap<Integer, FormatReceiver>> receivers =
            new TreeMap<>();
    private final PacketSink sink;
    private final Listener listener;
    private final ReportSender reports;
    private final long reporter = ThreadLocalRandom.current().nextLong(1L << 32);
    private long lastPacketMicros;
    private long lastReportMicros;
    private boolean closed;

    /** What the session that owns this one wants to know. */
    public interface Listener {
        /** Packets that did not arrive, since the last call. */
        void onLost(long packets);

        void onMalformed(String problem);

        /** The sink takes no more. */
        void onSinkFailed(IOException failure);
    }

    /**
     * A medium that was set up.
     *
     * @param payloads its formats
     * @param reordering whether its packets may come out of order (UDP)
     */
    public record Input(int media, List<PayloadDescription> payloads, boolean reordering) {}

    public PacketSession(
            List<Input> inputs,
            PacketSink sink,
            Listener listener,
            ReportSender reports,
            long nowMicros) {
        this.sink = sink;
        this.listener = listener;
        this.reports = reports;
        this.lastPacketMicros = nowMicros;
        this.lastReportMicros = nowMicros;
        for (Input input : inputs) {
            SortedMap<Integer, FormatReceiver> formats = new TreeMap<>();
            for (PayloadDescription payload : input.payloads()) {
                formats.put(
                        payload.payloadType(),
                        new FormatReceiver(
                                payload.clockRate(),
                                input.reordering(),
                                (packet, micros) -> deliver(input.media(), packet, micros)));
            }
            receivers.put(input.media(), formats);
        }
    }

    private void deliver(int media, RtpPacket packet, long ntpMicros) {
        if (closed) {
            return;
        }
        try {
            sink.onRtp(media, packet, ntpMicros);
        } catch (IOException e) {
            closed = true;
            listener.onSinkFailed(e);
        }
    }

    @Override
    public void onRtp(int track, ByteBuf bytes, long nowMicros) {
        lastPacketMicros = nowMicros;
        try {
            RtpPacket packet = RtpPacket.parse(bytes);
            FormatReceiver receiver = formats(track).get(packet.payloadType());
            if (receiver == null) {
                throw new MalformedMediaException(
                        "payload type " + packet.payloadType() + " was not announced");
            }
            receiver.onPacket(packet, nowMicros);
        } catch (MalformedMediaException e) {
            listener.onMalformed(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void onRtcp(int track, ByteBuf bytes, long nowMicros) {
        try {
            for (RtcpPacket packet : Rtcp.parse(bytes)) {
                if (packet instanceof RtcpPacket.SenderReport report) {
                    formats(track).values().forEach(format -> format.onReport(report, nowMicros));
                }
            }
            sink.onRtcp(track, bytes.duplicate());
        } catch (MalformedMediaException e) {
            listener.onMalformed(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            closed = true;
            listener.onSinkFailed(e);
        }
    }

    private SortedMap<Integer, FormatReceiver> formats(int track) {
        SortedMap<Integer, FormatReceiver> formats = receivers.get(track);
        if (formats == null) {
            throw new IllegalArgumentException("no medium " + track);
        }
        return formats;
    }

    @Override
    public void tick(long nowMicros) {
        boolean reportsDue = nowMicros - lastReportMicros >= REPORT_MICROS;
        lastReportMicros = reportsDue ? nowMicros : lastReportMicros;
        long lost = 0;
        for (var media : receivers.entrySet()) {
            for (FormatReceiver format : media.getValue().values()) {
                format.onTime(nowMicros);
                lost += format.takeLost();
                if (reportsDue) {
                    format.report(reporter, nowMicros)
                            .ifPresent(report -> send(media.getKey(), report));
                }
            }
        }
        if (lost > 0) {
            listener.onLost(lost);
        }
    }

    private void send(int track, RtcpPacket report) {
        ByteBuf packet = PooledByteBufAllocator.DEFAULT.directBuffer(REPORT_BYTES);
        Rtcp.write(List.of(report, new RtcpPacket.SourceDescription(reporter, CNAME)), packet);
        reports.send(track, packet);
    }

    @Override
    public long silentMicros(long nowMicros) {
        return nowMicros - lastPacketMicros;
    }

    @Override
    public void close(EndReason reason) {
        receivers.values().forEach(formats -> formats.values().forEach(FormatReceiver::finish));
        closed = true;
    }
}
