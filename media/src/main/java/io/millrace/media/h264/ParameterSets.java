package io.millrace.media.h264;

import io.millrace.media.BitReader;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The newest SPS and PPS of one track, by their ids; what every ingest asks for the track's format.
 * Parameter sets come from a description (SDP, avcC) and from the stream itself; a new one replaces
 * the one with its id (H.264, 7.4.1.2.1). Not thread-safe.
 */
public final class ParameterSets {
    private static final int MAX_BYTES_OF_ONE = 4096;
    private static final int MAX_BYTES_OF_ALL = 65_536;
    private static final int MAX_SPS_ID = 31;
    private static final int MAX_PPS_ID = 255;

    private final SortedMap<Integer, Bytes> sequence = new TreeMap<>();
    private final SortedMap<Integer, Bytes> picture = new TreeMap<>();
    private Optional<H264Format> format = Optional.empty();

    public ParameterSets() {}

    /** Starts with those of a format that was described before. */
    public ParameterSets(H264Format described) throws MalformedMediaException {
        List<NalUnit> units = new ArrayList<>();
        described.sequenceParameterSets().forEach(sps -> units.add(NalUnit.of(sps)));
        described.pictureParameterSets().forEach(pps -> units.add(NalUnit.of(pps)));
        update(units);
    }

    /** The format; empty until there are an SPS and a PPS. */
    public Optional<H264Format> format() {
        return format;
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
                    switch (unit.type()) {
                        case NalUnitType.SPS -> put(sequence, sequenceId(unit), unit);
                        case NalUnitType.PPS -> put(picture, pictureId(unit), unit);
                        default -> false;
                    };
        }
        if (!changed || sequence.isEmpty() || picture.isEmpty()) {
            return false;
        }
        H264Format next =
                new H264Format(List.copyOf(sequence.values()), List.copyOf(picture.values()));
        boolean different = !format.equals(Optional.of(next));
        format = Optional.of(next);
        return different;
    }

    private boolean put(SortedMap<Integer, Bytes> sets, int id, NalUnit unit)
            throws MalformedMediaException {
        Bytes content = unit.toBytes();
        Bytes before = sets.put(id, content);
        if (sizeInBytes() > MAX_BYTES_OF_ALL) {
            sets.remove(id);
            throw new MalformedMediaException(
                    "parameter sets of more than " + MAX_BYTES_OF_ALL + " bytes");
        }
        return !content.equals(before);
    }

    private int sizeInBytes() {
        int size = 0;
        for (Bytes set : sequence.values()) {
            size += set.size();
        }
        for (Bytes set : picture.values()) {
            size += set.size();
        }
        return size;
    }

    /** seq_parameter_set_id, after profile, constraint flags and level (7.3.2.1.1). */
    private static int sequenceId(NalUnit unit) throws MalformedMediaException {
        BitReader bits = new BitReader(rbsp(unit));
        bits.skip(24);
        return bits.unsignedGolomb(MAX_SPS_ID, "seq_parameter_set_id");
    }

    /** pic_parameter_set_id (7.3.2.2). */
    private static int pictureId(NalUnit unit) throws MalformedMediaException {
        return new BitReader(rbsp(unit)).unsignedGolomb(MAX_PPS_ID, "pic_parameter_set_id");
    }

    private static byte[] rbsp(NalUnit unit) throws MalformedMediaException {
        if (unit.size() > MAX_BYTES_OF_ONE) {
            throw new MalformedMediaException("parameter set of " + unit.size() + " bytes");
        }
        return unit.rbsp(unit.size());
    }
}
