package io.millrace.rtmp;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.flv.FlvDemuxer;
import io.millrace.media.flv.FlvTagHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an FLV file holds. */
public final class FlvFile implements FlvDemuxer.Sink {
    private static final int FILE_HEADER_BYTES = 13;

    private List<Track> tracks = List.of();
    private final List<Unit> units = new ArrayList<>();

    public static FlvFile read(Path file) throws Exception {
        return read(Files.readAllBytes(file));
    }

    /** A tag cut off at the end is passed over. */
    public static FlvFile read(byte[] bytes) throws Exception {
        FlvFile read = new FlvFile();
        FlvDemuxer demuxer = new FlvDemuxer(read);
        ByteBuf in = Unpooled.wrappedBuffer(bytes).skipBytes(FILE_HEADER_BYTES);
        while (in.readableBytes() >= FlvTagHeader.SIZE) {
            FlvTagHeader header = FlvTagHeader.read(in);
            if (in.readableBytes() < header.dataSize() + FlvTagHeader.BACK_POINTER_SIZE) {
                break;
            }
            ByteBuf body = in.readSlice(header.dataSize());
            if (header.type() == FlvTagHeader.VIDEO) {
                demuxer.video(header.timestampMillis(), 0, body);
            } else if (header.type() == FlvTagHeader.AUDIO) {
                demuxer.audio(header.timestampMillis(), 0, body);
            }
            in.skipBytes(FlvTagHeader.BACK_POINTER_SIZE);
        }
        return read;
    }

    public List<Track> tracks() {
        return tracks;
    }

    public List<Unit> units() {
        return units;
    }

    /** The units of one track. */
    public List<Unit> units(int track) {
        return units.stream().filter(unit -> unit.track() == track).toList();
    }

    @Override
    public void onTracks(List<Track> all) {
        tracks = all;
    }

    @Override
    public void onUnit(Unit unit) {
        units.add(unit);
    }

    @Override
    public void onUnsupported(MediaKind kind, String codec) {
        throw new AssertionError(codec);
    }
}
