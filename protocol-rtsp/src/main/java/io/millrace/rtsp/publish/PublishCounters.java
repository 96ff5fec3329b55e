package io.millrace.rtsp.publish;

import io.millrace.media.rtp.DepacketizerCounts;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import java.util.SortedMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a publisher sends, by path. Confined to the session's executor. */
public final class PublishCounters {
    private final Counters counters;
    private final String path;
    private final LongAdder packets;
    private final LongAdder bytes;
    private Sums last = new Sums(0, 0, 0, 0, 0, 0);

    private record Sums(
            long units,
            long damaged,
            long lostPackets,
            long latePackets,
            long malformed,
            long timestamps) {}

    public PublishCounters(Counters counters, PathName path) {
        this.counters = counters;
        this.path = path.value();
        this.packets = counters.counter("rtsp_received_packets", "path", path.value());
        this.bytes = counters.counter("rtsp_received_bytes", "path", path.value());
    }

    void received(int size) {
        packets.increment();
        bytes.add(size);
    }

    void dropped(String reason) {
        counters.counter("rtsp_dropped_units", "path", path, "reason", reason).increment();
    }

    /** Adds what the receivers counted since the last call. */
    void update(SortedMap<Integer, TrackReceiver> receivers) {
        Sums now = new Sums(0, 0, 0, 0, 0, 0);
        for (TrackReceiver receiver : receivers.values()) {
            DepacketizerCounts counts = receiver.counts();
            now =
                    new Sums(
                            now.units + counts.units(),
                            now.damaged + counts.droppedAccessUnits(),
                            now.lostPackets + counts.lostPackets(),
                            now.latePackets + receiver.late(),
                            now.malformed + receiver.malformed(),
                            now.timestamps + counts.correctedTimestamps());
        }
        counters.counter("rtsp_received_units", "path", path).add(now.units - last.units);
        counters.counter("rtsp_dropped_units", "path", path, "reason", "damaged")
                .add(now.damaged - last.damaged);
        counters.counter("rtsp_lost_packets", "path", path).add(now.lostPackets - last.lostPackets);
        counters.counter("rtsp_late_packets", "path", path).add(now.latePackets - last.latePackets);
        counters.counter("rtsp_malformed_packets", "path", path)
                .add(now.malformed - last.malformed);
        counters.counter("rtsp_corrected_timestamps", "path", path)
                .add(now.timestamps - last.timestamps);
        last = now;
    }
}
