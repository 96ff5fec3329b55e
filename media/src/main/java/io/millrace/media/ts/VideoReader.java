package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import java.util.Arrays;
import java.util.Optional;

/**
 * Video whose pieces begin with start codes, in PES packets. A PES packet may hold several access
 * units, and an access unit may go on in the next one. An access unit is whole when the next one
 * begins; in streams that have shown {@link #TRUSTED_PACKETS} PES packets which each began with an
 * access unit, it is taken to be whole with its PES packet, which saves the time of a frame.
 */
final class VideoReader implements ElementaryReader {
    private static final int TRUSTED_PACKETS = 8;
    private static final int INITIAL_SIZE = 4096;
    private static final int KEPT_SIZE = 1 << 20;
    private static final int NONE = -1;

    private final int track;
    private final VideoCodec codec;
    private final TsContext context;
    private final PesMarks marks = new PesMarks();
    private final VideoTimes times;
    private Optional<Format> announced = Optional.empty();
    private byte[] held = new byte[INITIAL_SIZE];
    private int size;
    private int scanned;
    private int unitAt = NONE;
    private PesMarks.Mark unitMark = new PesMarks.Mark(0, -1, -1, 0);
    private int alignedPackets;
    private boolean packetBeganUnit;
    private boolean emittingLast;

    VideoReader(int track, VideoCodec codec, TsContext context) {
        this.track = track;
        this.codec = codec;
        this.context = context;
        times = new VideoTimes(codec);
    }

    @Override
    public Optional<Format> format() {
        return codec.format();
    }

    @Override
    public void onLoss() {
        if (alignedPackets > 0) {
            emit(size);
        } else if (unitAt != NONE) {
            context.counts().increment(TsDrop.UNIT_MALFORMED);
        }
        forget();
    }

    private void forget() {
        size = 0;
        scanned = 0;
        unitAt = NONE;
        marks.clear();
        codec.onLoss();
    }

    @Override
    public void finish() {
        scan(size, true);
        emitLast();
        forget();
    }

    /** Gives the access unit that is held; while it is given, nothing is held any more. */
    private void emitLast() {
        emittingLast = true;
        emit(size);
        emittingLast = false;
    }

    @Override
    public long heldPacket() {
        return size == 0 || emittingLast ? NOTHING_HELD : marks.oldestPacket();
    }

    @Override
    public void read(PesPacket packet, long packetNumber) {
        byte[] data = packet.data();
        if (data.length == 0) {
            return;
        }
        if (data.length > context.settings().maxUnitBytes() - size) {
            context.counts().increment(TsDrop.TOO_BIG);
            forget();
            return;
        }
        int begin = size;
        append(data);
        marks.add(begin, packet, packetNumber);
        packetBeganUnit = false;
        scan(begin, false);
        alignedPackets = packetBeganUnit ? alignedPackets + 1 : 0;
        if (alignedPackets >= TRUSTED_PACKETS) {
            scan(begin, true);
            emitWhole();
        }
        dropRead();
    }

    private void emitWhole() {
        if (!codec.isWhole()) {
            return;
        }
        emitLast();
        unitAt = NONE;
        size = 0;
        scanned = 0;
        marks.clear();
    }

    private void append(byte[] data) {
        if (size + data.length > held.length) {
            held = Arrays.copyOf(held, Math.max(size + data.length, 2 * held.length));
        } else if (size == 0 && held.length > KEPT_SIZE) {
            held = new byte[Math.max(INITIAL_SIZE, data.length)];
        }
        System.arraycopy(data, 0, held, size, data.length);
        size += data.length;
    }

    /**
     * Looks for start codes.
     *
     * @param packetAt where the newest PES packet begins
     * @param atEnd whether the last bytes have to do
     */
    private void scan(int packetAt, boolean atEnd) {
        int last = atEnd ? size - 4 : size - 3 - codec.lookAhead();
        while (scanned <= last) {
            int value = held[scanned + 2];
            if (value == 1 && held[scanned] == 0 && held[scanned + 1] == 0) {
                if (codec.beginsAccessUnit(held, scanned + 3, size)) {
                    boundary(scanned, packetAt);
                }
                scanned += 3;
            } else {
                scanned += value == 0 || value == 1 ? 1 : 3;
            }
        }
    }

    private void boundary(int startCodeAt, int packetAt) {
        int first = marks.beginOfPacket(startCodeAt);
        int at = startCodeAt;
        while (at > first && held[at - 1] == 0) {
            at--;
        }
        packetBeganUnit |= at == packetAt;
        PesMarks.Mark mark = marks.claim(at);
        if (unitAt != NONE && !mark.hasTimestamp() && !codec.hasFramesOnly()) {
            return;
        }
        emit(at);
        unitAt = at;
        unitMark = mark;
    }

    /** Gives the access unit that ends here, if one has begun; what belongs to none is counted. */
    private void emit(int end) {
        if (unitAt == NONE) {
            context.counts().add(TsDrop.UNIT_MALFORMED, end > 0 ? 1 : 0);
            return;
        }
        try {
            codec.picture(Arrays.copyOfRange(held, unitAt, end)).ifPresent(this::emit);
        } catch (MalformedMediaException e) {
            context.counts().increment(TsDrop.UNIT_MALFORMED);
            context.output().onMalformed(e);
        }
    }

    private void emit(VideoCodec.Picture picture) {
        if (codec.format().isEmpty()) {
            context.counts().increment(TsDrop.UNIT_BEFORE_FORMAT);
            return;
        }
        if (!codec.format().equals(announced)) {
            announced = codec.format();
            context.output().onFormat();
        }
        if (!times.place(unitMark)) {
            context.counts().increment(TsDrop.UNIT_WITHOUT_TIME);
            return;
        }
        Unit unit =
                new Unit(
                        track,
                        times.ptsTicks(),
                        times.dtsTicks(),
                        context.ntpMicros(),
                        picture.randomAccess(),
                        picture.payload());
        context.output().onUnit(unit, unitMark.packetNumber());
    }

    /** Moves the access unit that is being collected to the begin of the array. */
    private void dropRead() {
        int keepFrom = unitAt == NONE ? Math.min(scanned, size) : unitAt;
        if (keepFrom == 0) {
            return;
        }
        System.arraycopy(held, keepFrom, held, 0, size - keepFrom);
        size -= keepFrom;
        scanned -= keepFrom;
        marks.drop(keepFrom);
        unitAt = unitAt == NONE ? NONE : 0;
    }
}
