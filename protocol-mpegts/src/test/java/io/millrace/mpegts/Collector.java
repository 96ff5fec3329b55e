package io.millrace.mpegts;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.ts.TsDemuxer;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** Takes a transport stream apart. */
public final class Collector implements TsDemuxer.Sink {
    public final List<Unit> units = new ArrayList<>();
    public final List<String> problems = new ArrayList<>();
    public List<Track> tracks = List.of();
    private final TsDemuxer demuxer = new TsDemuxer(this, 1 << 24);

    public void read(byte[] bytes) {
        demuxer.read(Unpooled.wrappedBuffer(bytes), 0);
    }

    public void finish() {
        demuxer.finish();
    }

    /** Units of one track so far. */
    public List<Unit> of(Track track) {
        return units.stream().filter(unit -> unit.track() == track.id()).toList();
    }

    @Override
    public void onTracks(List<Track> described) {
        tracks = described;
    }

    @Override
    public void onUnit(Unit unit) {
        units.add(unit);
    }

    @Override
    public void onUnsupported(int pid, String codec) {
        problems.add(codec);
    }

    @Override
    public void onMalformed(long offset, MalformedMediaException problem) {
        problems.add(String.valueOf(problem.getMessage()));
    }
}
