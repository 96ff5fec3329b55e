package io.millrace.media;

import io.millrace.media.flv.FlvDemuxer;
import io.millrace.media.ts.TsDemuxer;
import java.util.ArrayList;
import java.util.List;

/** Keeps all that a demuxer finds. */
public final class CollectedUnits implements FlvDemuxer.Sink, TsDemuxer.Sink {
    public final List<List<Track>> descriptions = new ArrayList<>();
    public final List<Unit> units = new ArrayList<>();
    public final List<String> unsupported = new ArrayList<>();
    public final List<String> malformed = new ArrayList<>();

    @Override
    public void onTracks(List<Track> tracks) {
        descriptions.add(List.copyOf(tracks));
    }

    @Override
    public void onUnit(Unit unit) {
        units.add(unit);
    }

    @Override
    public void onUnsupported(MediaKind kind, String codec) {
        unsupported.add(kind + " " + codec);
    }

    @Override
    public void onUnsupported(int pid, String codec) {
        unsupported.add(pid + " " + codec);
    }

    @Override
    public void onMalformed(long offset, MalformedMediaException problem) {
        malformed.add(offset + ": " + problem.getMessage());
    }

    public List<Unit> units(int track) {
        return units.stream().filter(unit -> unit.track() == track).toList();
    }

    public List<String> hashes(int track) {
        return units(track).stream().map(unit -> Clip.md5(unit.payload())).toList();
    }

    public List<Track> tracks() {
        return descriptions.getLast();
    }
}
