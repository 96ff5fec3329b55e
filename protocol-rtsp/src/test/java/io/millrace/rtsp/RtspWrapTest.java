package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.media.OpusFormat;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.rtsp.client.RtspClient;
import io.millrace.rtsp.client.RtspSource;
import io.millrace.rtsp.client.RtspUrl;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.LogWriter;
import io.millrace.stream.Mark;
import io.millrace.stream.PathName;
import io.millrace.stream.RunningNumbers;
import io.millrace.stream.StreamRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Numbers of RTP that wrap on the way from the log through the server to a client: the timestamp's
 * 32 bits, and the sequence number's 16.
 */
@Timeout(120)
class RtspWrapTest {
    private static final PathName PATH = new PathName("live/sound");
    private static final Track SOUND = new Track(0, OpusFormat.of(2));
    private static final byte CELT_20_MILLIS = (byte) 0xFC;
    private static final int UNIT_TICKS = 960;
    private static final int UNITS_A_RECORD = 100;

    /** Each is a packet: one more than there are sequence numbers is enough to wrap them. */
    private static final int UNITS = 67_000;

    private static final long FIRST_TICKS = (1L << 32) - (long) UNITS / 2 * UNIT_TICKS;

    private RtspRig rig;
    private RtspClient client;

    @BeforeEach
    void start() throws Exception {
        rig = RtspRig.start();
        client = new RtspClient(rig.counters);
    }

    @AfterEach
    void stop() {
        client.close();
        rig.close();
    }

    private static Unit unit(int number) {
        long ticks = FIRST_TICKS + (long) number * UNIT_TICKS;
        byte[] payload = ByteBuffer.allocate(5).put(CELT_20_MILLIS).putInt(number).array();
        return new Unit(0, ticks, ticks, 1, true, payload);
    }

    private static int number(Unit unit) {
        return ByteBuffer.wrap(unit.payload()).getInt(1);
    }

    /** Each record can be begun with. */
    private static void write(LogWriter writer, int from, int to) {
        for (int first = from; first < to; first += UNITS_A_RECORD) {
            List<Unit> units = new ArrayList<>();
            for (int i = 0; i < UNITS_A_RECORD; i++) {
                units.add(unit(first + i));
            }
            EntryPoint entry = new EntryPoint(List.of(SOUND), new RunningNumbers(0, 0, 0, 0, 0));
            writer.append(
                    new StreamRecord(1, first, 0, Mark.NONE, Optional.of(entry), units),
                    (_, _) -> {});
        }
    }

    @Test
    void reader_overBothWraps_getsEveryUnitAtItsTime() throws Exception {
        LogWriter writer = rig.log.openWriter(PATH, 1).toCompletableFuture().join();
        write(writer, 0, UNITS_A_RECORD);
        PulledSound pulled = new PulledSound();
        RtspSource source = RtspSource.of(RtspUrl.parse(rig.url(PATH.value())));
        client.pull(source.with(RtspSource.Carrier.TCP), pulled)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        Unit first = pulled.take();
        assertEquals(0, number(first));
        write(writer, UNITS_A_RECORD, UNITS);
        for (int next = 1; next < UNITS; next++) {
            Unit unit = pulled.take();
            assertEquals(next, number(unit));
            assertEquals((long) next * UNIT_TICKS, unit.ptsTicks() - first.ptsTicks());
        }
        writer.close();
    }
}
