package io.millrace.stream.mpegts;

import io.millrace.media.Track;
import io.millrace.media.TransportStreamFormat;
import io.millrace.media.Unit;
import io.millrace.media.ts.TsPassthrough;
import io.millrace.stream.StreamRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;

/**
 * What a reader of a transport stream gets before an image with which it begins, or goes on after a
 * gap: of a path set to passthrough the tables that were in force, since the packets as received
 * need not begin with any. Muxed images have their own. Confined to the reader's thread.
 */
public final class TsOpening {
    private boolean due = true;
    private int track = -1;

    /** The description of what follows. */
    public void onTracks(List<Track> tracks) {
        track =
                tracks.stream()
                        .filter(each -> each.format() instanceof TransportStreamFormat)
                        .mapToInt(Track::id)
                        .findFirst()
                        .orElse(-1);
    }

    /** Packets were left out. */
    public void onSkipped() {
        due = true;
    }

    /** What goes before the image of {@code record}; mostly nothing. A view. */
    public ByteBuf before(StreamRecord record) {
        if (!due || track < 0) {
            return Unpooled.EMPTY_BUFFER;
        }
        for (Unit unit : record.units()) {
            if (unit.track() == track && TsPassthrough.isEntry(unit)) {
                due = false;
                ByteBuf joining = TsPassthrough.joining(unit);
                int running = TsPassthrough.running(unit).readableBytes();
                return joining.slice(0, joining.readableBytes() - running);
            }
        }
        return Unpooled.EMPTY_BUFFER;
    }
}
