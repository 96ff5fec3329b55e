package io.millrace.rtsp.publish;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.rtp.PayloadDescription;
import io.millrace.media.rtp.Rtcp;
import io.millrace.media.rtp.RtcpPacket;
import io.millrace.media.rtp.RtpPacket;
import io.millrace.rtsp.handler.PacketSink;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.Status;
import io.millrace.stream.EndReason;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A publisher whose packets an application takes as they are: put in order, counted and checked for
 * their payload type, nothing more. Sends a receiver report of each format every 5 s. Confined to
 * the session's executor.
 */
public final class PacketSession implements Recording {

    private final SortedMap<Integer, SortedMap<Integer, FormatReceiver>> receivers =
            new TreeMap<>();
    private final PacketSink sink;
    private final Listener listener;
    private final ReceiverReports reports;
    private long lastPacketMicros;
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
        this.reports = new ReceiverReports(reports, nowMicros);
        this.lastPacketMicros = nowMicros;
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

    /** Readers were told the one that there is. */
    @Override
    public void describeAnew(String description) throws RtspException {
        throw RtspException.of(
                Status.METHOD_NOT_VALID_IN_THIS_STATE, "a stream's description stays");
    }

    @Override
    public void tick(long nowMicros) {
        boolean reportsDue = reports.takeDue(nowMicros);
        long lost = 0;
        for (var media : receivers.entrySet()) {
            for (FormatReceiver format : media.getValue().values()) {
                format.onTime(nowMicros);
                lost += format.takeLost();
                if (reportsDue) {
                    format.report(reports.reporter(), nowMicros)
                            .ifPresent(report -> reports.send(media.getKey(), report));
                }
            }
        }
        if (lost > 0) {
            listener.onLost(lost);
        }
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
