package io.millrace.media.flv;

import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Splits an FLV file in its tags, for tests. */
final class FlvFile {
    record Tag(FlvTagHeader header, ByteBuf body) {}

    private FlvFile() {}

    static List<Tag> tags(ByteBuf file) throws MalformedMediaException {
        List<Tag> tags = new ArrayList<>();
        file.skipBytes(9 + FlvTagHeader.BACK_POINTER_SIZE);
        while (file.isReadable()) {
            FlvTagHeader header = FlvTagHeader.read(file);
            tags.add(new Tag(header, file.readSlice(header.dataSize())));
            file.skipBytes(FlvTagHeader.BACK_POINTER_SIZE);
        }
        return tags;
    }

    static void demux(List<Tag> tags, FlvDemuxer demuxer) throws MalformedMediaException {
        for (Tag tag : tags) {
            switch (tag.header().type()) {
                case FlvTagHeader.VIDEO ->
                        demuxer.video(tag.header().timestampMillis(), 0, tag.body().slice());
                case FlvTagHeader.AUDIO ->
                        demuxer.audio(tag.header().timestampMillis(), 0, tag.body().slice());
                default -> {}
            }
        }
    }
}
