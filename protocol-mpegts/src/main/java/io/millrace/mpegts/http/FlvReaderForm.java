package io.millrace.mpegts.http;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.flv.FlvFileWriter;
import io.millrace.media.flv.FlvMuxer;
import io.millrace.stream.StreamRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One reader of {@code /<path>/flv}: the file's header once, and the codecs' headers before the
 * first image and where they change.
 */
final class FlvReaderForm implements ReaderForm {
    private List<Track> tracks = List.of();
    private boolean begun;
    private boolean headersDue;

    /** The file's header says what kinds of media there are. */
    @Override
    public boolean canFollow(List<Track> next) {
        return tracks.isEmpty() || kinds(tracks).equals(kinds(FlvFlavour.carried(next).carried()));
    }

    private static Set<MediaKind> kinds(List<Track> tracks) {
        return tracks.stream().map(Track::kind).collect(Collectors.toSet());
    }

    @Override
    public ByteBuf onTracks(List<Track> described) {
        tracks = FlvFlavour.carried(described).carried();
        headersDue = true;
        return Unpooled.EMPTY_BUFFER;
    }

    @Override
    public ByteBuf before(StreamRecord record) {
        if (!headersDue) {
            return Unpooled.EMPTY_BUFFER;
        }
        headersDue = false;
        ByteBuf out = Unpooled.buffer(512);
        if (!begun) {
            begun = true;
            FlvFileWriter.begin(tracks, out);
        }
        FlvFileWriter.configurations(tracks, firstMillis(record), out);
        return out;
    }

    /** The headers' time is that of the first unit that follows them. */
    private long firstMillis(StreamRecord record) {
        for (Unit unit : record.units()) {
            for (Track track : tracks) {
                if (track.id() == unit.track()) {
                    return Math.max(0, FlvMuxer.timestampMillis(track, unit));
                }
            }
        }
        return 0;
    }

    /** Images begin at an entry point, and headers still hold. */
    @Override
    public void onSkipped() {}
}
