package io.millrace.media.mp4;

import io.millrace.media.Format;
import io.millrace.media.Language;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Ticks;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * One track of a file: what a {@code trak} box says.
 *
 * @param language of {@code mdhd}
 * @param nalUnitLengthSize of its samples, where they are NAL units
 * @param timescale ticks a second of its sample table
 * @param shiftTicks what its edit list adds to all times, in that timescale
 * @param leadTicks how far decoding times are moved ahead, so that none is after its presentation
 */
record Mp4Track(
        Format format,
        Optional<Language> language,
        int nalUnitLengthSize,
        int timescale,
        long shiftTicks,
        long leadTicks,
        SampleTable samples) {
    private static final long MAX_EDIT_TICKS = 1L << 48;

    static Mp4Track read(Mp4Box trak, SampleEntry.Known entry, int movieTimescale, Mp4Limits limits)
            throws MalformedMediaException {
        Mp4Box mdia = trak.required("mdia");
        int timescale = timescale(mdia.required("mdhd"));
        SampleTable samples = SampleTable.read(mdia.required("minf").required("stbl"), limits);
        long lead = 0;
        for (int i = 0; i < samples.count(); i++) {
            lead = Math.min(lead, samples.compositionTicks()[i]);
        }
        return new Mp4Track(
                entry.format(),
                language(mdia.required("mdhd")),
                entry.nalUnitLengthSize(),
                timescale,
                editShift(trak, timescale, movieTimescale),
                lead,
                samples);
    }

    /** The timescale of mvhd (8.2.2) or mdhd (8.4.2), which begin alike. */
    static int timescale(Mp4Box box) throws MalformedMediaException {
        ByteBuf in = box.fullBody();
        int dates = box.version() == 1 ? 16 : 8;
        box.require(in, dates + 4, "timescale");
        long timescale = in.skipBytes(dates).readUnsignedInt();
        if (timescale == 0 || timescale > Integer.MAX_VALUE) {
            throw box.malformed("timescale " + timescale);
        }
        return (int) timescale;
    }

    /** Three letters of five bits each (8.4.2). */
    private static Optional<Language> language(Mp4Box mdhd) throws MalformedMediaException {
        ByteBuf in = mdhd.fullBody();
        int before = mdhd.version() == 1 ? 28 : 16;
        mdhd.require(in, before + 2, "language");
        int packed = in.skipBytes(before).readUnsignedShort();
        StringBuilder code = new StringBuilder(3);
        for (int shift = 10; shift >= 0; shift -= 5) {
            code.append((char) ('`' + (packed >> shift & 0x1F)));
        }
        return Language.of(code.toString());
    }

    /**
     * The edit list (8.6.6) as far as files for playing use it: pauses before the media begins,
     * then one edit, whose media time is where presentation starts.
     */
    private static long editShift(Mp4Box trak, int timescale, int movieTimescale)
            throws MalformedMediaException {
        Optional<Mp4Box> edts = trak.child("edts");
        Optional<Mp4Box> elst = edts.isPresent() ? edts.get().child("elst") : Optional.empty();
        if (elst.isEmpty()) {
            return 0;
        }
        Mp4Box box = elst.get();
        boolean wide = box.version() == 1;
        ByteBuf in = box.fullBody();
        int edits = box.entries(in, wide ? 20 : 12);
        long pause = 0;
        for (int i = 0; i < edits; i++) {
            long duration = wide ? in.readLong() : in.readUnsignedInt();
            long mediaTime = wide ? in.readLong() : in.readInt();
            in.skipBytes(4);
            if (mediaTime > MAX_EDIT_TICKS || duration < 0 || duration > MAX_EDIT_TICKS) {
                throw box.malformed("edit at %d for %d".formatted(mediaTime, duration));
            }
            if (mediaTime >= 0) {
                return pause - mediaTime;
            }
            pause += Ticks.convertNearest(duration, movieTimescale, timescale);
        }
        return pause;
    }

    int clockRate() {
        return format.clockRate();
    }

    long ptsTicks(int sample) {
        return toClock(samples.dtsTicks()[sample] + samples.compositionTicks()[sample]);
    }

    long dtsTicks(int sample) {
        return toClock(samples.dtsTicks()[sample] + leadTicks);
    }

    /** Where the presentation of its last sample ends, in ticks of its clock. */
    long endTicks() {
        long end = 0;
        for (int i = 0; i < samples.count(); i++) {
            end = Math.max(end, samples.dtsTicks()[i] + samples.compositionTicks()[i] + length(i));
        }
        return toClock(end);
    }

    private long length(int sample) {
        long next =
                sample + 1 < samples.count()
                        ? samples.dtsTicks()[sample + 1]
                        : samples.durationTicks();
        return next - samples.dtsTicks()[sample];
    }

    private long toClock(long mediaTicks) {
        return Ticks.convertNearest(mediaTicks + shiftTicks, timescale, clockRate());
    }
}
