package io.millrace.rtmp;

import io.millrace.media.Track;
import io.millrace.rtmp.carriage.SentTracks;
import io.millrace.stream.PathName;
import io.millrace.stream.WireEncoder;
import io.millrace.stream.WireFlavour;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * The wire image of RTMP readers: whole messages in chunks of one size, each with a full header, so
 * that a reader can begin at any record.
 *
 * @param multitrack whether the readers take several tracks of a kind
 * @param exactTimes whether they take nanosecond offsets
 */
record RtmpFlavour(int chunkSize, boolean multitrack, boolean exactTimes, RtmpCounters counters)
        implements WireFlavour<ByteBuf> {
    @Override
    public String name() {
        return "rtmp" + (multitrack ? "-multitrack" : "") + (exactTimes ? "-exact" : "");
    }

    /** The tracks that the readers get. */
    SentTracks sent(List<Track> tracks) {
        return SentTracks.of(tracks, multitrack, exactTimes);
    }

    @Override
    public WireEncoder<ByteBuf> newEncoder(PathName path) {
        return new RtmpImageEncoder(this);
    }
}
