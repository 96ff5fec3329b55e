package io.millrace.media.mp4;

import io.millrace.media.Av1Format;
import io.millrace.media.Format;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import io.millrace.media.av1.Av1TemporalUnit;
import io.millrace.media.h264.AccessUnit;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h264.ParameterSets;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads an MP4 file that is not fragmented (ISO/IEC 14496-12): its H.264 and AAC tracks, and their
 * units of all tracks in decoding order. The movie box may be anywhere. Times start at the zero of
 * the presentation; what an edit list leaves out before it has negative times. Not thread-safe.
 *
 * <p>Bytes that break the format throw, naming box and offset.
 */
public final class Mp4Reader {
    private static final int MAX_TRACKS = 16;

    private final RandomAccessBytes bytes;
    private final List<Cursor> cursors = new ArrayList<>();
    private final List<String> unsupported = new ArrayList<>();

    /** Where the reading of one track is. */
    private static final class Cursor {
        final int id;
        final Mp4Track track;
        Format format;
        int next;

        Cursor(int id, Mp4Track track) {
            this.id = id;
            this.track = track;
            this.format = track.format();
        }

        long dtsMicros() {
            return Ticks.toMicros(track.dtsTicks(next), track.clockRate());
        }
    }

    private Mp4Reader(RandomAccessBytes bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads the movie box. The bytes are read again for each unit; closing them is the caller's.
     */
    public static Mp4Reader open(RandomAccessBytes bytes, Mp4Limits limits)
            throws IOException, MalformedMediaException {
        Mp4Reader reader = new Mp4Reader(bytes);
        reader.readMovie(findMovie(bytes, limits), limits);
        return reader;
    }

    /** The tracks; their ids are their order among those that are read. */
    public List<Track> tracks() {
        return cursors.stream()
                .map(cursor -> new Track(cursor.id, cursor.format, cursor.track.language()))
                .toList();
    }

    /** Codecs of tracks that are left out, for people. */
    public List<String> unsupported() {
        return List.copyOf(unsupported);
    }

    /** Where a track's presentation ends, in ticks of its clock. */
    public long endTicks(int track) {
        return cursors.get(track).track.endTicks();
    }

    /** Goes back to the first unit. */
    public void rewind() {
        for (Cursor cursor : cursors) {
            cursor.next = 0;
        }
    }

    /**
     * Gives the next unit, after a new description where it brings one.
     *
     * @return false at the end
     */
    public boolean next(long ntpMicros, UnitSink sink) throws IOException, MalformedMediaException {
        while (true) {
            Cursor first = null;
            for (Cursor cursor : cursors) {
                boolean has = cursor.next < cursor.track.samples().count();
                if (has && (first == null || cursor.dtsMicros() < first.dtsMicros())) {
                    first = cursor;
                }
            }
            if (first == null) {
                return false;
            }
            if (give(first, first.next++, ntpMicros, sink)) {
                return true;
            }
        }
    }

    private boolean give(Cursor cursor, int sample, long ntpMicros, UnitSink sink)
            throws IOException, MalformedMediaException {
        byte[] data = sample(cursor.track.samples(), sample);
        boolean sync = cursor.track.samples().syncSamples().get(sample);
        Optional<Content> content = content(cursor, sample, data, sink);
        if (content.isEmpty()) {
            return false;
        }
        sink.onUnit(
                new Unit(
                        cursor.id,
                        cursor.track.ptsTicks(sample),
                        cursor.track.dtsTicks(sample),
                        ntpMicros,
                        sync || content.get().randomAccess(),
                        content.get().payload()));
        return true;
    }

    /** Empty if there is nothing to decode; of most codecs the sample is the unit. */
    private Optional<Content> content(Cursor cursor, int sample, byte[] data, UnitSink sink)
            throws MalformedMediaException {
        if (cursor.format instanceof H264Format h264) {
            return h264(cursor, h264, sample, data, sink);
        }
        if (cursor.format instanceof Av1Format av1) {
            return av1(cursor, av1, sample, data, sink);
        }
        return data.length > 0 ? Optional.of(new Content(data, false)) : Optional.empty();
    }

    /** What a sample holds, in the form of our units. */
    private record Content(byte[] payload, boolean randomAccess) {}

    private Optional<Content> h264(
            Cursor cursor, H264Format format, int sample, byte[] data, UnitSink sink)
            throws MalformedMediaException {
        AccessUnit accessUnit = accessUnit(cursor, sample, data);
        if (!accessUnit.hasPicture()) {
            return Optional.empty();
        }
        announce(cursor, format, accessUnit, sink);
        return Optional.of(new Content(accessUnit.payload(), accessUnit.randomAccess()));
    }

    /** The sequence header may be in the configuration only (AV1 in ISOBMFF, 2.4). */
    private Optional<Content> av1(
            Cursor cursor, Av1Format format, int sample, byte[] data, UnitSink sink)
            throws MalformedMediaException {
        Av1TemporalUnit unit;
        try {
            unit = Av1TemporalUnit.parse(data).with(format);
        } catch (MalformedMediaException e) {
            throw malformedSample(cursor, sample, e);
        }
        if (!unit.hasFrame()) {
            return Optional.empty();
        }
        if (unit.format().isPresent() && !unit.format().get().equals(format)) {
            cursor.format = unit.format().get();
            sink.onTracks(tracks());
        }
        return Optional.of(new Content(unit.payload(), unit.randomAccess()));
    }

    private static MalformedMediaException malformedSample(
            Cursor cursor, int sample, MalformedMediaException problem) {
        long offset = cursor.track.samples().offsets()[sample];
        return Mp4Box.malformed("mdat", offset, "sample " + sample + ": " + problem.getMessage());
    }

    private static AccessUnit accessUnit(Cursor cursor, int sample, byte[] data)
            throws MalformedMediaException {
        try {
            return AccessUnit.of(
                    NalUnits.ofLengthPrefixed(
                            data, 0, data.length, cursor.track.nalUnitLengthSize()));
        } catch (MalformedMediaException e) {
            throw malformedSample(cursor, sample, e);
        }
    }

    private void announce(Cursor cursor, H264Format format, AccessUnit accessUnit, UnitSink sink)
            throws MalformedMediaException {
        if (accessUnit.parameterSets().isEmpty()) {
            return;
        }
        ParameterSets sets = new ParameterSets(format);
        if (sets.update(accessUnit.parameterSets())) {
            cursor.format = sets.format().orElseThrow();
            sink.onTracks(tracks());
        }
    }

    private byte[] sample(SampleTable samples, int sample)
            throws IOException, MalformedMediaException {
        long offset = samples.offsets()[sample];
        int size = samples.sizes()[sample];
        if (size > bytes.size() - offset) {
            throw Mp4Box.malformed(
                    "mdat",
                    offset,
                    "sample %d of %d bytes is after the end of the file".formatted(sample, size));
        }
        byte[] data = new byte[size];
        bytes.read(offset, data, 0, size);
        return data;
    }

    private void readMovie(Mp4Box moov, Mp4Limits limits) throws MalformedMediaException {
        if (moov.child("mvex").isPresent()) {
            throw moov.malformed("fragmented files ('mvex') are not read");
        }
        int movieTimescale = Mp4Track.timescale(moov.required("mvhd"));
        for (Mp4Box trak : moov.children(0)) {
            if (trak.type().equals("trak")) {
                readTrack(trak, movieTimescale, limits);
            }
        }
        if (cursors.isEmpty()) {
            throw moov.malformed("no track that can be read; others: " + unsupported);
        }
    }

    private void readTrack(Mp4Box trak, int movieTimescale, Mp4Limits limits)
            throws MalformedMediaException {
        Mp4Box stbl = trak.required("mdia").required("minf").required("stbl");
        switch (SampleEntry.read(stbl.required("stsd"))) {
            case SampleEntry.Known entry -> {
                if (cursors.size() >= MAX_TRACKS) {
                    throw trak.malformed("more than " + MAX_TRACKS + " tracks");
                }
                Mp4Track track = Mp4Track.read(trak, entry, movieTimescale, left(limits));
                cursors.add(new Cursor(cursors.size(), track));
            }
            case SampleEntry.Unsupported(String codec) -> unsupported.add(codec);
        }
    }

    /** The limits of the next track: samples are counted over all. */
    private Mp4Limits left(Mp4Limits limits) {
        int used = cursors.stream().mapToInt(cursor -> cursor.track.samples().count()).sum();
        return new Mp4Limits(limits.movieBytes(), limits.samples() - used, limits.sampleBytes());
    }

    /** Goes along the boxes of the file to the movie box (8.2.1) and reads it into memory. */
    private static Mp4Box findMovie(RandomAccessBytes bytes, Mp4Limits limits)
            throws IOException, MalformedMediaException {
        long end = bytes.size();
        long position = 0;
        while (end - position >= Mp4Box.HEADER_SIZE) {
            FileBox box = FileBox.read(bytes, position, end);
            if (box.type().equals("moov")) {
                if (box.bodySize() > limits.movieBytes()) {
                    throw Mp4Box.malformed(
                            "moov",
                            position,
                            "%d bytes, above the limit of %d"
                                    .formatted(box.bodySize(), limits.movieBytes()));
                }
                byte[] body = new byte[(int) box.bodySize()];
                bytes.read(box.bodyPosition(), body, 0, body.length);
                int headerSize = (int) (box.bodyPosition() - position);
                return new Mp4Box("moov", position, headerSize, Unpooled.wrappedBuffer(body));
            }
            position = box.bodyPosition() + box.bodySize();
        }
        throw Mp4Box.malformed("moov", end, "there is none up to the end of the file");
    }
}
