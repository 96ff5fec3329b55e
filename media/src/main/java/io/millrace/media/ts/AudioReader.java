package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Audio whose frames have a sync word, in PES packets. Frames may reach over the end of a PES
 * packet; the timestamp belongs to the first frame that begins in it (ISO/IEC 13818-1, 2.4.3.7).
 * Where no frame begins, the next sync word that another frame follows is looked for.
 */
final class AudioReader implements ElementaryReader {
    private static final byte[] NOTHING = {};

    private final AudioFraming framing;
    private final TsContext context;
    private final AudioOutput out;
    private byte[] rest = NOTHING;
    private long restPacket;
    private boolean inSync = true;

    /** Bytes from the frame that {@link #nextFrame} found, or from where it stopped. */
    private int remaining;

    AudioReader(int track, AudioFraming framing, TsContext context) {
        out = new AudioOutput(track, context);
        this.framing = framing;
        this.context = context;
    }

    @Override
    public Optional<Format> format() {
        return out.format();
    }

    @Override
    public void onLoss() {
        rest = NOTHING;
        inSync = false;
    }

    @Override
    public void finish() {
        rest = NOTHING;
    }

    @Override
    public long heldPacket() {
        return rest.length == 0 ? NOTHING_HELD : restPacket;
    }

    @Override
    public void read(PesPacket packet, long packetNumber) {
        int begun = rest.length;
        byte[] bytes = Arrays.copyOf(rest, begun + packet.data().length);
        System.arraycopy(packet.data(), 0, bytes, begun, packet.data().length);
        long ptsTicks = packet.ptsTicks();
        int position = 0;
        int size = nextFrame(bytes, position);
        while (size > 0) {
            position = bytes.length - remaining;
            boolean beginsHere = position >= begun;
            emit(
                    bytes,
                    position,
                    size,
                    beginsHere ? ptsTicks : PesPacket.NO_TIMESTAMP,
                    beginsHere ? packetNumber : restPacket);
            ptsTicks = beginsHere ? PesPacket.NO_TIMESTAMP : ptsTicks;
            position += size;
            size = nextFrame(bytes, position);
        }
        position = bytes.length - remaining;
        restPacket = position >= begun ? packetNumber : restPacket;
        rest = Arrays.copyOfRange(bytes, position, bytes.length);
    }

    /** Goes to the next frame; its size, or 0 if more bytes must come. */
    private int nextFrame(byte[] bytes, int from) {
        for (int at = from; ; at++) {
            remaining = bytes.length - at;
            if (remaining < framing.headerSize()) {
                return 0;
            }
            int size = sizeAt(bytes, at);
            if (size > remaining) {
                return 0;
            }
            if (size > 0) {
                inSync = true;
                return size;
            }
            if (inSync) {
                inSync = false;
                context.counts().increment(TsDrop.UNIT_MALFORMED);
            }
        }
    }

    /** The size of the frame that begins here, or 0 if none does. */
    private int sizeAt(byte[] bytes, int at) {
        if (!framing.isSync(bytes, at)) {
            return 0;
        }
        try {
            int size = framing.frameSize(bytes, at, bytes.length - at);
            int next = at + size;
            boolean followed =
                    inSync
                            || bytes.length - next < framing.headerSize()
                            || framing.isSync(bytes, next);
            return followed && size <= context.settings().maxUnitBytes() ? size : 0;
        } catch (MalformedMediaException e) {
            if (inSync) {
                context.output().onMalformed(e);
            }
            return 0;
        }
    }

    private void emit(byte[] bytes, int at, int size, long ptsTicks, long packetNumber) {
        try {
            long timestamp = ptsTicks;
            List<AudioUnit> units = framing.units(bytes, at, size);
            context.counts().add(TsDrop.UNIT_BEFORE_FORMAT, units.isEmpty() ? 1 : 0);
            for (AudioUnit unit : units) {
                out.emit(unit, timestamp, packetNumber);
                timestamp = PesPacket.NO_TIMESTAMP;
            }
        } catch (MalformedMediaException e) {
            context.counts().increment(TsDrop.UNIT_MALFORMED);
            context.output().onMalformed(e);
        }
    }
}
