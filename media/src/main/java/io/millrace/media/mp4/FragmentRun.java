package io.millrace.media.mp4;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Samples of one track that follow one another in a fragment (ISO/IEC 14496-12, 8.8.8).
 *
 * @param offset of the first one's bytes in the segment
 */
record FragmentRun(long offset, List<Sample> samples) {
    private static final int DATA_OFFSET = 0x1;
    private static final int FIRST_FLAGS = 0x4;
    private static final int DURATION = 0x100;
    private static final int SIZE = 0x200;
    private static final int FLAGS = 0x400;
    private static final int COMPOSITION = 0x800;

    /** One sample; times in ticks of its media. */
    record Sample(long durationTicks, int size, int flags, int compositionTicks) {}

    FragmentRun {
        samples = List.copyOf(samples);
    }

    /** What holds for samples that say nothing themselves. */
    record Defaults(long durationTicks, long size, int flags) {
        static final Defaults NONE = new Defaults(0, 0, 0);
    }

    /** Of each track, from a movie extends box (8.8.3). */
    static Map<Long, Defaults> defaults(Mp4Box mvex) throws MalformedMediaException {
        Map<Long, Defaults> defaults = new HashMap<>();
        for (Mp4Box trex : mvex.children(0)) {
            if (trex.type().equals("trex")) {
                ByteBuf in = trex.fullBody();
                trex.require(in, 20, "track extends");
                long track = in.readUnsignedInt();
                in.skipBytes(4);
                defaults.put(
                        track,
                        new Defaults(in.readUnsignedInt(), in.readUnsignedInt(), in.readInt()));
            }
        }
        return defaults;
    }

    /** Of a track header (8.3.2). */
    static long trackNumber(Mp4Box tkhd) throws MalformedMediaException {
        ByteBuf in = tkhd.fullBody();
        int dates = tkhd.version() == 1 ? 16 : 8;
        tkhd.require(in, dates + 4, "track number");
        return in.skipBytes(dates).readUnsignedInt();
    }

    /** Of a track fragment (8.8.12). */
    static long decodeTime(Mp4Box tfdt) throws MalformedMediaException {
        ByteBuf in = tfdt.fullBody();
        boolean wide = tfdt.version() == 1;
        tfdt.require(in, wide ? 8 : 4, "decode time");
        return wide ? in.readLong() : in.readUnsignedInt();
    }

    /**
     * A track fragment's header (8.8.7).
     *
     * @param base that offsets of data count from
     * @param hasBase whether it is said, or is the fragment's begin
     */
    record Head(
            long track,
            int flags,
            long base,
            boolean hasBase,
            long duration,
            long size,
            int sample) {
        private static final int BASE = 0x1;
        private static final int DESCRIPTION = 0x2;
        private static final int DEFAULT_DURATION = 0x8;
        private static final int DEFAULT_SIZE = 0x10;
        private static final int DEFAULT_FLAGS = 0x20;
        private static final int BASE_IS_MOOF = 0x2_0000;

        static Head read(Mp4Box tfhd, long moofOffset) throws MalformedMediaException {
            ByteBuf in = tfhd.fullBody();
            int flags = tfhd.body().getUnsignedMedium(1);
            int bytes =
                    4
                            + (flags & BASE) * 8
                            + Integer.bitCount(
                                            flags
                                                    & (DESCRIPTION
                                                            | DEFAULT_DURATION
                                                            | DEFAULT_SIZE
                                                            | DEFAULT_FLAGS))
                                    * 4;
            tfhd.require(in, bytes, "track fragment header");
            long track = in.readUnsignedInt();
            long base = (flags & BASE) != 0 ? in.readLong() : moofOffset;
            in.skipBytes((flags & DESCRIPTION) != 0 ? 4 : 0);
            return new Head(
                    track,
                    flags,
                    base,
                    (flags & (BASE | BASE_IS_MOOF)) != 0,
                    (flags & DEFAULT_DURATION) != 0 ? in.readUnsignedInt() : 0,
                    (flags & DEFAULT_SIZE) != 0 ? in.readUnsignedInt() : 0,
                    (flags & DEFAULT_FLAGS) != 0 ? in.readInt() : 0);
        }

        /** What holds in this fragment. */
        Defaults over(Defaults track) {
            return new Defaults(
                    (flags & DEFAULT_DURATION) != 0 ? duration : track.durationTicks(),
                    (flags & DEFAULT_SIZE) != 0 ? size : track.size(),
                    (flags & DEFAULT_FLAGS) != 0 ? sample : track.flags());
        }
    }

    /**
     * Reads a {@code trun}.
     *
     * @param base that its offset counts from
     * @param next where its data are if it does not say
     */
    static FragmentRun read(Mp4Box trun, Defaults defaults, long base, long next, Mp4Limits limits)
            throws MalformedMediaException {
        ByteBuf in = trun.fullBody();
        int flags = trun.body().getUnsignedMedium(1);
        trun.require(in, 4, "sample count");
        long count = in.readUnsignedInt();
        if (count > limits.samples()) {
            throw trun.malformed(count + " samples, above the limit of " + limits.samples());
        }
        int head = Integer.bitCount(flags & (DATA_OFFSET | FIRST_FLAGS)) * 4;
        int each = Integer.bitCount(flags & (DURATION | SIZE | FLAGS | COMPOSITION)) * 4;
        trun.require(in, head + count * each, "run of " + count + " samples");
        long offset = (flags & DATA_OFFSET) != 0 ? base + in.readInt() : next;
        int firstFlags = (flags & FIRST_FLAGS) != 0 ? in.readInt() : defaults.flags();
        List<Sample> samples = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            long duration =
                    (flags & DURATION) != 0 ? in.readUnsignedInt() : defaults.durationTicks();
            long size = (flags & SIZE) != 0 ? in.readUnsignedInt() : defaults.size();
            int otherwise = number == 0 ? firstFlags : defaults.flags();
            int its = (flags & FLAGS) != 0 ? in.readInt() : otherwise;
            int composition = (flags & COMPOSITION) != 0 ? in.readInt() : 0;
            if (size > limits.sampleBytes()) {
                throw trun.malformed("sample %d has %d bytes".formatted(number, size));
            }
            samples.add(new Sample(duration, (int) size, its, composition));
        }
        return new FragmentRun(offset, samples);
    }

    long durationTicks() {
        return samples.stream().mapToLong(Sample::durationTicks).sum();
    }

    long endOffset() {
        return offset + samples.stream().mapToLong(Sample::size).sum();
    }
}
