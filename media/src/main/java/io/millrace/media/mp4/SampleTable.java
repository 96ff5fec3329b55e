package io.millrace.media.mp4;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * Where a track's samples are and when (ISO/IEC 14496-12, 8.6 and 8.7), in ticks of its media.
 *
 * @param durationTicks of all samples together
 */
record SampleTable(
        int count,
        long[] offsets,
        int[] sizes,
        long[] dtsTicks,
        int[] compositionTicks,
        BitSet syncSamples,
        long durationTicks) {

    /** Reads the boxes in a {@code stbl}. */
    static SampleTable read(Mp4Box stbl, Mp4Limits limits) throws MalformedMediaException {
        int[] sizes = sizes(stbl.required("stsz"), limits);
        int count = sizes.length;
        long[] dts = new long[count];
        long duration = decodingTimes(stbl.required("stts"), dts);
        int[] composition = new int[count];
        Optional<Mp4Box> ctts = stbl.child("ctts");
        if (ctts.isPresent()) {
            compositionTimes(ctts.get(), composition);
        }
        BitSet sync = syncSamples(stbl.child("stss"), count);
        long[] chunks = chunkOffsets(stbl);
        long[] offsets = offsets(stbl.required("stsc"), chunks, sizes);
        return new SampleTable(count, offsets, sizes, dts, composition, sync, duration);
    }

    /** stsz (8.7.3.2). */
    private static int[] sizes(Mp4Box stsz, Mp4Limits limits) throws MalformedMediaException {
        ByteBuf in = stsz.fullBody();
        stsz.require(in, 8, "sample size and count");
        long fixedSize = in.readUnsignedInt();
        long count = in.readUnsignedInt();
        if (count > limits.samples()) {
            throw stsz.malformed(
                    "%d samples, above the limit of %d".formatted(count, limits.samples()));
        }
        stsz.require(in, fixedSize == 0 ? 4 * count : 0, "table of " + count + " sizes");
        int[] sizes = new int[(int) count];
        for (int i = 0; i < count; i++) {
            long size = fixedSize == 0 ? in.readUnsignedInt() : fixedSize;
            if (size > limits.sampleBytes()) {
                throw stsz.malformed("sample %d has %d bytes".formatted(i, size));
            }
            sizes[i] = (int) size;
        }
        return sizes;
    }

    /** stts (8.6.1.2): fills {@code dts}, gives the duration. */
    private static long decodingTimes(Mp4Box stts, long[] dts) throws MalformedMediaException {
        ByteBuf in = stts.fullBody();
        int runs = stts.entries(in, 8);
        long time = 0;
        int sample = 0;
        for (int run = 0; run < runs; run++) {
            long count = in.readUnsignedInt();
            long delta = in.readUnsignedInt();
            for (long i = 0; i < count && sample < dts.length; i++) {
                dts[sample++] = time;
                time += delta;
            }
        }
        if (sample < dts.length) {
            throw stts.malformed("times of %d of %d samples".formatted(sample, dts.length));
        }
        return time;
    }

    /**
     * ctts (8.6.1.3). Version 0 is unsigned by the book, but writers put negative numbers there.
     */
    private static void compositionTimes(Mp4Box ctts, int[] composition)
            throws MalformedMediaException {
        ByteBuf in = ctts.fullBody();
        int runs = ctts.entries(in, 8);
        int sample = 0;
        for (int run = 0; run < runs; run++) {
            long count = in.readUnsignedInt();
            int offset = in.readInt();
            int end = (int) Math.min(composition.length, sample + count);
            Arrays.fill(composition, sample, end, offset);
            sample = end;
        }
    }

    /** stss (8.6.2); without it every sample is one to start from. */
    private static BitSet syncSamples(Optional<Mp4Box> stss, int count)
            throws MalformedMediaException {
        BitSet sync = new BitSet(count);
        if (stss.isEmpty()) {
            sync.set(0, count);
            return sync;
        }
        ByteBuf in = stss.get().fullBody();
        int entries = stss.get().entries(in, 4);
        for (int i = 0; i < entries; i++) {
            long number = in.readUnsignedInt();
            if (number < 1 || number > count) {
                throw stss.get().malformed("sample %d of %d".formatted(number, count));
            }
            sync.set((int) number - 1);
        }
        return sync;
    }

    /** stco or co64 (8.7.5). */
    private static long[] chunkOffsets(Mp4Box stbl) throws MalformedMediaException {
        Optional<Mp4Box> stco = stbl.child("stco");
        Mp4Box box = stco.isPresent() ? stco.get() : stbl.required("co64");
        ByteBuf in = box.fullBody();
        long[] offsets = new long[box.entries(in, stco.isPresent() ? 4 : 8)];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = stco.isPresent() ? in.readUnsignedInt() : in.readLong();
            if (offsets[i] < 0) {
                throw box.malformed("offset of chunk " + i + " is above 2^63");
            }
        }
        return offsets;
    }

    /** stsc (8.7.4): how many samples each chunk has. */
    private static long[] offsets(Mp4Box stsc, long[] chunks, int[] sizes)
            throws MalformedMediaException {
        ByteBuf in = stsc.fullBody();
        int runs = stsc.entries(in, 12);
        long[] offsets = new long[sizes.length];
        int sample = 0;
        for (int run = 0; run < runs; run++) {
            long firstChunk = in.readUnsignedInt() - 1;
            long perChunk = in.readUnsignedInt();
            in.skipBytes(4);
            boolean last = run == runs - 1;
            long endChunk = last ? chunks.length : in.getUnsignedInt(in.readerIndex()) - 1;
            if (firstChunk < 0 || endChunk < firstChunk || endChunk > chunks.length) {
                throw stsc.malformed(
                        "chunks %d to %d of %d".formatted(firstChunk, endChunk, chunks.length));
            }
            for (int chunk = (int) firstChunk; chunk < endChunk; chunk++) {
                long position = chunks[chunk];
                for (long i = 0; i < perChunk && sample < sizes.length; i++) {
                    offsets[sample] = position;
                    position += sizes[sample++];
                }
            }
        }
        if (sample < sizes.length) {
            throw stsc.malformed("places of %d of %d samples".formatted(sample, sizes.length));
        }
        return offsets;
    }
}
