package io.millrace.mpegts.http;

import io.millrace.media.Track;
import io.millrace.stream.StreamRecord;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * What one reader of a {@link StreamForm} gets beside the images that all share. Confined to the
 * reader's event loop; the buffers it gives are the caller's to release.
 */
public interface ReaderForm {
    /** Whether the reader can go on with these tracks, after those before; else it ends. */
    boolean canFollow(List<Track> tracks);

    /** What goes before the next image, whose description this is; empty for nothing. */
    ByteBuf onTracks(List<Track> tracks);

    /** What goes right before the image of {@code record}; mostly empty. */
    ByteBuf before(StreamRecord record);

    /** Images were left out. */
    void onSkipped();
}
