package io.millrace.media.ts;

import io.millrace.media.AacFormat;
import io.millrace.media.AudioGrid;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Ticks;
import io.millrace.media.Unit;
import io.millrace.media.aac.Adts;
import java.util.Arrays;
import java.util.Optional;

/**
 * AAC as ADTS in PES packets (ISO/IEC 13818-1, 2.11). Frames may reach over the end of a PES
 * packet; the timestamp belongs to the first frame that begins in it.
 */
final class AdtsReader implements ElementaryReader {
    private static final byte[] NOTHING = {};

    private final int track;
    private Optional<AacFormat> format = Optional.empty();
    private Optional<Adts> formatHeader = Optional.empty();
    private AudioGrid grid = new AudioGrid(1, AacFormat.SAMPLES_PER_UNIT);
    private byte[] rest = NOTHING;
    private long dropped;

    AdtsReader(int track) {
        this.track = track;
    }

    @Override
    public Optional<Format> format() {
        return format.map(Format.class::cast);
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public void onLoss() {
        rest = NOTHING;
    }

    @Override
    public void read(PesPacket packet, long ntpMicros, Output output)
            throws MalformedMediaException {
        int begun = rest.length;
        byte[] bytes = Arrays.copyOf(rest, begun + packet.data().length);
        System.arraycopy(packet.data(), 0, bytes, begun, packet.data().length);
        rest = NOTHING;
        boolean timestampUsed = packet.ptsTicks() == PesPacket.NO_TIMESTAMP;
        int position = 0;
        while (bytes.length - position >= Adts.HEADER_SIZE) {
            Adts header = Adts.parse(bytes, position, bytes.length - position);
            if (header.frameSize() > bytes.length - position) {
                break;
            }
            useFormat(header, output);
            boolean timed = position >= begun && !timestampUsed;
            timestampUsed |= timed;
            emit(
                    timed ? packet.ptsTicks() : PesPacket.NO_TIMESTAMP,
                    ntpMicros,
                    output,
                    Arrays.copyOfRange(
                            bytes, position + header.headerSize(), position + header.frameSize()));
            position += header.frameSize();
        }
        rest = Arrays.copyOfRange(bytes, position, bytes.length);
    }

    private void useFormat(Adts header, Output output) throws MalformedMediaException {
        if (formatHeader.isPresent() && sameFormat(formatHeader.get(), header)) {
            return;
        }
        AacFormat next = header.format();
        formatHeader = Optional.of(header);
        if (format.isEmpty() || format.get().sampleRate() != next.sampleRate()) {
            grid = new AudioGrid(next.sampleRate(), AacFormat.SAMPLES_PER_UNIT);
        }
        format = Optional.of(next);
        output.onFormat();
    }

    private static boolean sameFormat(Adts one, Adts other) {
        return one.objectType() == other.objectType()
                && one.sampleRate() == other.sampleRate()
                && one.channelConfiguration() == other.channelConfiguration();
    }

    private void emit(long ptsTicks, long ntpMicros, Output output, byte[] payload) {
        if (ptsTicks == PesPacket.NO_TIMESTAMP && !grid.hasStarted()) {
            dropped++;
            return;
        }
        int clockRate = format.orElseThrow().clockRate();
        long time =
                ptsTicks == PesPacket.NO_TIMESTAMP
                        ? grid.next()
                        : grid.place(
                                Ticks.convertNearest(ptsTicks, TsConstants.CLOCK_RATE, clockRate));
        output.onUnit(new Unit(track, time, time, ntpMicros, true, payload));
    }
}
