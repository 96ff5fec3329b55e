package io.millrace.media.mp4;

import io.millrace.media.Format;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import io.millrace.media.h264.AccessUnit;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h264.ParameterSets;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads fragmented MP4 (ISO/IEC 14496-12, 8.8), as HLS has it in its segments: first a header, then
 * whole fragments. H.264 and AAC; other tracks are left out. Bytes that break the format throw,
 * naming box and offset. Not thread-safe.
 */
public final class FragmentReader {
    private static final int MAX_TRACKS = 16;
    private static final int NOT_SYNC = 0x1_0000;

    private final int firstId;
    private final Mp4Limits limits;
    private final UnitSink sink;
    private final Map<Long, Reading> readings = new TreeMap<>();
    private final List<String> unsupported = new ArrayList<>();

    /** One track of the header. */
    private static final class Reading {
        final int id;
        final Mp4Track track;
        final FragmentRun.Defaults defaults;
        Format format;
        long leadTicks;

        Reading(int id, Mp4Track track, FragmentRun.Defaults defaults) {
            this.id = id;
            this.track = track;
            this.defaults = defaults;
            this.format = track.format();
        }

        long toClock(long mediaTicks) {
            return Ticks.convertNearest(
                    mediaTicks + track.shiftTicks(), track.timescale(), format.clockRate());
        }
    }

    /**
     * Before a header.
     *
     * @param firstId of the first track; the others follow
     */
    public FragmentReader(int firstId, Mp4Limits limits, UnitSink sink) {
        this.firstId = firstId;
        this.limits = limits;
        this.sink = sink;
    }

    /** Codecs of tracks that are left out, for people. */
    public List<String> unsupported() {
        return List.copyOf(unsupported);
    }

    private static Mp4Box whole(byte[] bytes) {
        return new Mp4Box("file", 0, 0, Unpooled.wrappedBuffer(bytes));
    }

    /** Reads a header, which replaces the one before it. */
    public void header(byte[] bytes) throws MalformedMediaException {
        Mp4Box moov = whole(bytes).required("moov");
        int movieTimescale = Mp4Track.timescale(moov.required("mvhd"));
        Map<Long, FragmentRun.Defaults> defaults = FragmentRun.defaults(moov.required("mvex"));
        readings.clear();
        for (Mp4Box trak : moov.children(0)) {
            if (trak.type().equals("trak")) {
                track(trak, movieTimescale, defaults);
            }
        }
        if (readings.isEmpty()) {
            throw moov.malformed("no track that can be read; others: " + unsupported);
        }
        describe();
    }

    private void track(Mp4Box trak, int movieTimescale, Map<Long, FragmentRun.Defaults> defaults)
            throws MalformedMediaException {
        Mp4Box stbl = trak.required("mdia").required("minf").required("stbl");
        long number = FragmentRun.trackNumber(trak.required("tkhd"));
        switch (SampleEntry.read(stbl.required("stsd"))) {
            case SampleEntry.Known entry -> {
                if (readings.size() >= MAX_TRACKS) {
                    throw trak.malformed("more than " + MAX_TRACKS + " tracks");
                }
                Mp4Track track = Mp4Track.read(trak, entry, movieTimescale, limits);
                FragmentRun.Defaults its = defaults.getOrDefault(number, FragmentRun.Defaults.NONE);
                readings.put(number, new Reading(firstId + readings.size(), track, its));
            }
            case SampleEntry.Unsupported(String codec) -> unsupported.add(codec);
        }
    }

    private void describe() {
        sink.onTracks(
                readings.values().stream()
                        .map(reading -> new Track(reading.id, reading.format))
                        .toList());
    }

    /** Reads whole fragments: a segment, or a part of one. */
    public void fragments(byte[] bytes, long ntpMicros) throws MalformedMediaException {
        for (Mp4Box box : whole(bytes).children(0)) {
            if (box.type().equals("moof")) {
                fragment(box, bytes, ntpMicros);
            }
        }
    }

    private void fragment(Mp4Box moof, byte[] bytes, long ntpMicros)
            throws MalformedMediaException {
        long next = moof.offset();
        for (Mp4Box traf : moof.children(0)) {
            if (!traf.type().equals("traf")) {
                continue;
            }
            FragmentRun.Head head = FragmentRun.Head.read(traf.required("tfhd"), moof.offset());
            Reading reading = readings.get(head.track());
            FragmentRun.Defaults defaults =
                    head.over(reading == null ? FragmentRun.Defaults.NONE : reading.defaults);
            long dts = FragmentRun.decodeTime(traf.required("tfdt"));
            next = head.hasBase() ? head.base() : next;
            for (Mp4Box trun : traf.children(0)) {
                if (trun.type().equals("trun")) {
                    FragmentRun run = FragmentRun.read(trun, defaults, head.base(), next, limits);
                    if (reading != null) {
                        samples(reading, run, dts, bytes, ntpMicros);
                    }
                    dts += run.durationTicks();
                    next = run.endOffset();
                }
            }
        }
    }

    private void samples(
            Reading reading, FragmentRun run, long firstDts, byte[] bytes, long ntpMicros)
            throws MalformedMediaException {
        long dts = firstDts;
        long offset = run.offset();
        for (FragmentRun.Sample sample : run.samples()) {
            reading.leadTicks = Math.min(reading.leadTicks, sample.compositionTicks());
            if (offset < 0 || sample.size() > bytes.length - offset) {
                throw Mp4Box.malformed("mdat", offset, "a sample is after the end of the segment");
            }
            byte[] data = Arrays.copyOfRange(bytes, (int) offset, (int) offset + sample.size());
            give(
                    reading,
                    new Unit(
                            reading.id,
                            reading.toClock(dts + sample.compositionTicks()),
                            reading.toClock(dts + reading.leadTicks),
                            ntpMicros,
                            (sample.flags() & NOT_SYNC) == 0,
                            data));
            dts += sample.durationTicks();
            offset += sample.size();
        }
    }

    private void give(Reading reading, Unit unit) throws MalformedMediaException {
        if (!(reading.format instanceof H264Format format)) {
            if (unit.sizeBytes() > 0) {
                sink.onUnit(unit);
            }
            return;
        }
        byte[] data = unit.payload();
        AccessUnit accessUnit =
                AccessUnit.of(
                        NalUnits.ofLengthPrefixed(
                                data, 0, data.length, reading.track.nalUnitLengthSize()));
        if (!accessUnit.parameterSets().isEmpty()) {
            ParameterSets sets = new ParameterSets(format);
            if (sets.update(accessUnit.parameterSets())) {
                reading.format = sets.format().orElseThrow();
                describe();
            }
        }
        if (accessUnit.hasPicture()) {
            sink.onUnit(
                    new Unit(
                            unit.track(),
                            unit.ptsTicks(),
                            unit.dtsTicks(),
                            unit.ntpMicros(),
                            unit.randomAccess() || accessUnit.randomAccess(),
                            accessUnit.payload()));
        }
    }
}
