package io.millrace.media.cmaf;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** The samples of one fragment as they are encrypted, and the boxes that tell of it. */
final class EncryptedSamples {
    private static final int HAS_RANGES = 0x000002;
    private static final int RANGE_BYTES = 6;

    private final SampleEncryption encryption;
    private final List<Unit> units;
    private final List<List<SampleRange>> ranges;

    private EncryptedSamples(
            SampleEncryption encryption, List<Unit> units, List<List<SampleRange>> ranges) {
        this.encryption = encryption;
        this.units = units;
        this.ranges = ranges;
    }

    /**
     * Finds out what is encrypted of each unit.
     *
     * @throws MalformedMediaException if a unit cannot be encrypted
     */
    static EncryptedSamples of(SampleEncryption encryption, Track track, List<Unit> units)
            throws MalformedMediaException {
        List<List<SampleRange>> ranges = new ArrayList<>();
        for (Unit unit : units) {
            ranges.add(SampleEncryption.ranges(track.format(), unit.payload()));
        }
        return new EncryptedSamples(encryption, units, ranges);
    }

    /**
     * Where ranges are, for readers of either box (ISO/IEC 23001-7, 7.2; ISO/IEC 14496-12, 8.7.8
     * and 8.7.9). Samples that are encrypted whole need nothing.
     *
     * @param fragmentBegin index of the moof box
     */
    void writeBoxes(BoxWriter boxes, int fragmentBegin, ByteBuf out) {
        if (ranges.stream().allMatch(List::isEmpty)) {
            return;
        }
        boxes.fullBox("senc", 0, HAS_RANGES, this::writeRanges);
        int first = out.writerIndex() - rangeBytes();
        boxes.fullBox("saiz", 0, 0, this::writeSizes);
        boxes.fullBox(
                "saio",
                0,
                0,
                body -> {
                    body.writeInt(1);
                    body.writeInt(first - fragmentBegin);
                });
    }

    private void writeRanges(ByteBuf out) {
        out.writeInt(ranges.size());
        for (List<SampleRange> sample : ranges) {
            out.writeShort(sample.size());
            for (SampleRange range : sample) {
                out.writeShort(range.clearBytes());
                out.writeInt(range.protectedBytes());
            }
        }
    }

    private int rangeBytes() {
        return ranges.stream().mapToInt(EncryptedSamples::rangeBytes).sum();
    }

    private static int rangeBytes(List<SampleRange> sample) {
        return 2 + RANGE_BYTES * sample.size();
    }

    private void writeSizes(ByteBuf out) {
        out.writeByte(0); // each sample has its own
        out.writeInt(ranges.size());
        ranges.forEach(sample -> out.writeByte(rangeBytes(sample)));
    }

    void writeSamples(ByteBuf out) {
        for (int index = 0; index < units.size(); index++) {
            encryption.write(units.get(index).payload(), ranges.get(index), out);
        }
    }
}
