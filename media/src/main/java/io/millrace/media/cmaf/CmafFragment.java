package io.millrace.media.cmaf;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Writes parts as movie fragments (ISO/IEC 23000-19, 7.3.2.3): one moof and one mdat each. A
 * segment is its parts, one after the other. Bytes are a pure function of units and numbers.
 */
public final class CmafFragment {
    private static final int DEFAULT_BASE_IS_MOOF = 0x020000;
    private static final int DESCRIPTION_INDEX = 0x000002;

    /** Offset of the data; duration, size, flags and composition offset for each sample. */
    private static final int TRUN_FLAGS = 0x000F01;

    private static final int SYNC_SAMPLE = 0x0200_0000;
    private static final int OTHER_SAMPLE = 0x0101_0000;
    private static final int BOX_HEADER = 8;
    private static final int BYTES_A_SAMPLE = 16;
    private static final int FIXED_BYTES = 128;

    /** Parts a segment may have before numbers of fragments meet those of the next. */
    private static final int PARTS_PER_SEGMENT = 1 << 12;

    private CmafFragment() {}

    /** Writes all complete parts of a segment. The target is borrowed. */
    public static void write(TrackSegment segment, long segmentNumber, ByteBuf out) {
        for (int index = 0; index < segment.parts().size(); index++) {
            write(segment, segmentNumber, index, out);
        }
    }

    /** Writes one part. */
    public static void write(TrackSegment segment, long segmentNumber, int index, ByteBuf out) {
        write(segment, index, place(segmentNumber, index), out);
    }

    /**
     * Writes one part with its samples encrypted.
     *
     * @throws MalformedMediaException if a sample cannot be encrypted; nothing is written then
     */
    public static void write(
            TrackSegment segment,
            long segmentNumber,
            int index,
            SampleEncryption encryption,
            ByteBuf out)
            throws MalformedMediaException {
        TrackSegment.Part part = segment.parts().get(index);
        EncryptedSamples samples =
                EncryptedSamples.of(encryption, segment.track(), segment.units(part));
        write(segment, part, place(segmentNumber, index), Optional.of(samples), out);
    }

    private static Place place(long segmentNumber, int index) {
        int number = (int) (segmentNumber * PARTS_PER_SEGMENT + index + 1);
        return new Place(number, 0, OptionalInt.empty());
    }

    /**
     * Where a fragment stands in a file.
     *
     * @param number of the fragment, growing
     * @param startTicks of the file on the track's timeline
     * @param description number of the sample description that holds; empty for the first
     */
    record Place(int number, long startTicks, OptionalInt description) {}

    /** Writes one part at its place in a file of its own. */
    static void write(TrackSegment segment, int index, Place place, ByteBuf out) {
        write(segment, segment.parts().get(index), place, Optional.empty(), out);
    }

    private static void write(
            TrackSegment segment,
            TrackSegment.Part part,
            Place place,
            Optional<EncryptedSamples> encrypted,
            ByteBuf out) {
        BoxWriter boxes = new BoxWriter(out);
        int begin = out.writerIndex();
        int[] dataOffset = new int[1];
        boxes.box(
                "moof",
                _ -> {
                    boxes.fullBox("mfhd", 0, 0, body -> body.writeInt(place.number()));
                    boxes.box(
                            "traf",
                            _ -> {
                                dataOffset[0] = traf(boxes, segment, part, place, out);
                                encrypted.ifPresent(all -> all.writeBoxes(boxes, begin, out));
                            });
                });
        out.setInt(dataOffset[0], out.writerIndex() - begin + BOX_HEADER);
        boxes.box(
                "mdat",
                body ->
                        encrypted.ifPresentOrElse(
                                all -> all.writeSamples(body),
                                () ->
                                        segment.units(part)
                                                .forEach(unit -> body.writeBytes(unit.payload()))));
    }

    /** Returns where the offset of the data is to be put. */
    private static int traf(
            BoxWriter boxes,
            TrackSegment segment,
            TrackSegment.Part part,
            Place place,
            ByteBuf out) {
        Track track = segment.track();
        boxes.fullBox(
                "tfhd",
                0,
                DEFAULT_BASE_IS_MOOF | (place.description().isPresent() ? DESCRIPTION_INDEX : 0),
                body -> {
                    body.writeInt(CmafHeader.trackNumber(track));
                    place.description().ifPresent(body::writeInt);
                });
        boxes.fullBox("tfdt", 1, 0, body -> body.writeLong(part.startTicks() - place.startTicks()));
        int dataOffset = out.writerIndex() + BOX_HEADER + 4 + 4;
        boxes.fullBox(
                "trun",
                1,
                TRUN_FLAGS,
                body -> {
                    body.writeInt(part.to() - part.from());
                    body.writeInt(0);
                    samples(segment, part, body);
                });
        return dataOffset;
    }

    private static void samples(TrackSegment segment, TrackSegment.Part part, ByteBuf out) {
        List<Unit> units = segment.units(part);
        for (int index = 0; index < units.size(); index++) {
            Unit unit = units.get(index);
            out.writeInt(segment.duration(part.from() + index));
            out.writeInt(unit.sizeBytes());
            out.writeInt(unit.randomAccess() ? SYNC_SAMPLE : OTHER_SAMPLE);
            out.writeInt((int) (unit.ptsTicks() - unit.dtsTicks()));
        }
    }

    /** Bytes that {@link #write(TrackSegment, long, int, ByteBuf)} writes at most. */
    public static long estimatedBytes(TrackSegment segment, int index) {
        List<Unit> units = segment.units(segment.parts().get(index));
        long bytes = FIXED_BYTES + (long) BYTES_A_SAMPLE * units.size();
        for (Unit unit : units) {
            bytes += unit.sizeBytes();
        }
        return bytes;
    }
}
