package io.millrace.mpegts.http;

import io.millrace.media.Track;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.mpegts.TsOpening;
import io.millrace.stream.mpegts.TsTracks;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/** One reader of {@code /<path>/mpegts}. */
final class TsReaderForm implements ReaderForm {
    private final TsOpening tables = new TsOpening();
    private List<Track> tracks = List.of();

    @Override
    public boolean canFollow(List<Track> next) {
        return tracks.isEmpty() || TsTracks.canFollow(tracks, next);
    }

    @Override
    public ByteBuf onTracks(List<Track> described) {
        tracks = described;
        tables.onTracks(described);
        return Unpooled.EMPTY_BUFFER;
    }

    @Override
    public ByteBuf before(StreamRecord record) {
        return tables.before(record);
    }

    @Override
    public void onSkipped() {
        tables.onSkipped();
    }
}
