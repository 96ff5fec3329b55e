package io.millrace.media.cmaf;

import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.OptionalInt;

/**
 * One MP4 file of several tracks (ISO/IEC 14496-12): a header, an index of its segments (8.16.3),
 * then the segments, each a movie fragment a track. It starts at zero, and every byte follows from
 * the segments, so that any part of it can be made again. Immutable.
 */
public final class ClipFile {
    /** Fragments' headers without their samples: moof, mfhd, traf, tfhd, tfdt, trun, mdat. */
    private static final int FIXED_BYTES = 8 + 16 + 8 + 20 + 20 + 20 + 8;

    private static final int BYTES_A_SAMPLE = 16;
    private static final int BYTES_A_REFERENCE = 12;

    /** References are counted in 16 bits. */
    private static final int MAX_SEGMENTS = 0xFFFF;

    /** Starts with a stream access point of type 1 (8.16.3.3). */
    private static final int STARTS_WITH_SAP = 0x9000_0000;

    /** A segment is one fragment a track, however its parts are cut for low latency. */
    public static final int WHOLE_SEGMENT_MILLIS = 3_600_000;

    private final List<List<Track>> tracks;
    private final long startMicros;
    private final List<Piece> pieces;

    /**
     * What the index tells of a segment.
     *
     * @param durationTicks of the leading track
     */
    public record Piece(int sizeBytes, long durationTicks) {}

    /**
     * Describes a file.
     *
     * @param tracks of each, all its descriptions in the file, of one codec and clock
     * @param startMicros dts of its beginning on the path's timeline
     * @param pieces its segments
     */
    public ClipFile(List<List<Track>> tracks, long startMicros, List<Piece> pieces) {
        if (pieces.isEmpty() || pieces.size() > MAX_SEGMENTS || tracks.isEmpty()) {
            throw new IllegalArgumentException(
                    "%d tracks in %d segments".formatted(tracks.size(), pieces.size()));
        }
        this.tracks = tracks.stream().map(List::copyOf).toList();
        this.startMicros = startMicros;
        this.pieces = List.copyOf(pieces);
    }

    /** What a segment will be in any file. */
    public static Piece piece(List<TrackSegment> segment) {
        long bytes = 0;
        for (TrackSegment track : segment) {
            bytes += FIXED_BYTES + (long) BYTES_A_SAMPLE * track.size();
            for (Unit unit : track.units()) {
                bytes += unit.sizeBytes();
            }
        }
        return new Piece(Math.toIntExact(bytes), lead(segment).durationTicks());
    }

    /** Where a file that begins with this segment starts on the path's timeline. */
    public static long startMicros(List<TrackSegment> segment) {
        return segment.stream()
                .mapToLong(track -> Ticks.toMicros(track.startTicks(), track.track().clockRate()))
                .min()
                .orElseThrow();
    }

    private static TrackSegment lead(List<TrackSegment> segment) {
        return segment.stream()
                .filter(track -> track.track().kind() == MediaKind.VIDEO)
                .findFirst()
                .orElse(segment.getFirst());
    }

    private Track lead() {
        return tracks.stream()
                .map(List::getFirst)
                .filter(track -> track.kind() == MediaKind.VIDEO)
                .findFirst()
                .orElse(tracks.getFirst().getFirst());
    }

    /** Header and index. */
    public byte[] head() {
        ByteBuf out = Unpooled.buffer(2_048 + BYTES_A_REFERENCE * pieces.size());
        out.writeBytes(CmafHeader.of("iso6mp41", tracks));
        new BoxWriter(out).fullBox("sidx", 1, 0, this::index);
        byte[] head = new byte[out.readableBytes()];
        out.readBytes(head);
        return head;
    }

    private void index(ByteBuf out) {
        out.writeInt(CmafHeader.trackNumber(lead()));
        out.writeInt(lead().clockRate());
        out.writeLong(0); // earliest presentation time
        out.writeLong(0); // the first segment follows at once
        out.writeShort(0);
        out.writeShort(pieces.size());
        for (Piece piece : pieces) {
            out.writeInt(piece.sizeBytes());
            out.writeInt((int) piece.durationTicks());
            out.writeInt(STARTS_WITH_SAP);
        }
    }

    public List<Piece> pieces() {
        return pieces;
    }

    /** The whole file. */
    public long sizeBytes() {
        long size = head().length;
        for (Piece piece : pieces) {
            size += piece.sizeBytes();
        }
        return size;
    }

    /** The bytes of one segment. */
    public byte[] segment(int index, List<TrackSegment> segment) {
        ByteBuf out = Unpooled.buffer(pieces.get(index).sizeBytes());
        int number = index * tracks.size() + 1;
        for (TrackSegment track : segment) {
            CmafFragment.Place place =
                    new CmafFragment.Place(
                            number++,
                            Ticks.ofMicros(startMicros, track.track().clockRate()),
                            OptionalInt.of(description(track.track())));
            CmafFragment.write(track, 0, place, out);
        }
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private int description(Track track) {
        for (List<Track> descriptions : tracks) {
            int index = descriptions.indexOf(track);
            if (index >= 0) {
                return index + 1;
            }
        }
        throw new IllegalArgumentException("track " + track.id() + " is not in this file");
    }
}
