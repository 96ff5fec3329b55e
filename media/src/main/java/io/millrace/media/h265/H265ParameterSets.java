package io.millrace.media.h265;

import io.millrace.media.BitReader;
import io.millrace.media.Bytes;
import io.millrace.media.H265Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The newest VPS, SPS and PPS of one track, by their ids; what every ingest asks for the track's
 * format. A new one replaces the one with its id (H.265, 7.4.2.4.2). Not thread-safe.
 */
public final class H265ParameterSets {
    private static final int MAX_BYTES_OF_ONE = 4096;
    private static final int MAX_BYTES_OF_ALL = 65_536;
    private static final int MAX_PPS_ID = 63;

    private final SortedMap<Integer, Bytes> video = new TreeMap<>();
    private final SortedMap<Integer, Bytes> sequence = new TreeMap<>();
    private final SortedMap<Integer, Bytes> picture = new TreeMap<>();
    private Optional<H265Format> format = Optional.empty();
    private Optional<H265SequenceParameterSet> parsed = Optional.empty();

    /** The format; empty until there are an SPS and a PPS. */
    public Optional<H265Format> format() {
        return format;
    }

    /** The SPS with the lowest id; empty until there is a format. */
    public Optional<H265SequenceParameterSet> sequenceParameterSet() {
        return parsed;
    }

    /**
     * Takes parameter sets that the access unit at hand brought; other NAL units are passed over.
     *
     * @return whether the format changed, so that a new description is due before the next unit
     */
    public boolean update(List<NalUnit> units) throws MalformedMediaException {
        boolean changed = false;
        for (NalUnit unit : units) {
            changed |=
                    switch (H265NalUnit.type(unit)) {
                        case H265NalUnit.VPS -> put(video, videoId(unit), unit);
                        case H265NalUnit.SPS ->
                                put(
                                        sequence,
                                        H265SequenceParameterSet.parse(unit.toBytes()).id(),
                                        unit);
                        case H265NalUnit.PPS -> put(picture, pictureId(unit), unit);
                        default -> false;
                    };
        }
        if (!changed || sequence.isEmpty() || picture.isEmpty()) {
            return false;
        }
        H265Format next =
                new H265Format(
                        List.copyOf(video.values()),
                        List.copyOf(sequence.values()),
                        List.copyOf(picture.values()));
        boolean different = !format.equals(Optional.of(next));
        format = Optional.of(next);
        parsed = Optional.of(H265SequenceParameterSet.parse(sequence.firstEntry().getValue()));
        return different;
    }

    private boolean put(SortedMap<Integer, Bytes> sets, int id, NalUnit unit)
            throws MalformedMediaException {
        Bytes content = unit.toBytes();
        Bytes before = sets.put(id, content);
        if (bytesOf(video) + bytesOf(sequence) + bytesOf(picture) > MAX_BYTES_OF_ALL) {
            sets.remove(id);
            throw new MalformedMediaException(
                    "parameter sets of more than " + MAX_BYTES_OF_ALL + " bytes");
        }
        return !content.equals(before);
    }

    private static int bytesOf(SortedMap<Integer, Bytes> sets) {
        return sets.values().stream().mapToInt(Bytes::size).sum();
    }

    /** vps_video_parameter_set_id (7.3.2.1). */
    private static int videoId(NalUnit unit) throws MalformedMediaException {
        return new BitReader(rbsp(unit)).bits(4);
    }

    /** pps_pic_parameter_set_id (7.3.2.3.1). */
    private static int pictureId(NalUnit unit) throws MalformedMediaException {
        return new BitReader(rbsp(unit)).unsignedGolomb(MAX_PPS_ID, "pps_pic_parameter_set_id");
    }

    static byte[] rbsp(NalUnit unit) throws MalformedMediaException {
        if (unit.size() > MAX_BYTES_OF_ONE) {
            throw new MalformedMediaException("parameter set of " + unit.size() + " bytes");
        }
        return H265NalUnit.rbsp(unit, unit.size());
    }
}
