package io.millrace.media.ts;

import io.millrace.media.Bytes;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.TsDataFormat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The program that a multiplex has for its tracks: PIDs, and the map that tells them. */
final class MuxProgram {
    /** A program map must fit one section (ISO/IEC 13818-1, 2.4.4.8). */
    private static final int MAX_MAP_BYTES = 980;

    private static final int ENTRY_SIZE = 5;

    private final Map<Integer, Stream> streamsByTrack = new HashMap<>();
    private final List<ElementaryStream> entries = new ArrayList<>();
    private final Set<Integer> usedPids = new HashSet<>();
    private final int pcrPid;
    private int mapBytes;

    /** One track of the multiplex. */
    record Stream(Track track, int pid, UnitPayload payload) {}

    /** Tracks that cannot be carried, or for which the map has no room, are left out. */
    MuxProgram(List<Track> tracks) throws MalformedMediaException {
        usedPids.add(TsMuxer.PID_PROGRAM_MAP);
        for (Track track : tracks) {
            if (UnitPayload.isKnown(track.format()) && dataPid(track).isEmpty()) {
                add(track, nextPid());
            }
        }
        for (Track track : tracks) {
            Optional<Integer> wanted = dataPid(track);
            if (wanted.isPresent()) {
                add(track, isFree(wanted.get()) ? wanted.get() : nextPid());
            }
        }
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("transport stream without tracks");
        }
        pcrPid = pcrPid(tracks);
    }

    private static Optional<Integer> dataPid(Track track) {
        return track.format() instanceof TsDataFormat data
                ? Optional.of(data.pid())
                : Optional.empty();
    }

    private boolean isFree(int pid) {
        return pid >= TsConstants.PID_FIRST_FREE && !usedPids.contains(pid);
    }

    private int nextPid() {
        int pid = TsMuxer.PID_FIRST_STREAM;
        while (!isFree(pid)) {
            pid++;
        }
        return pid;
    }

    private void add(Track track, int pid) throws MalformedMediaException {
        UnitPayload payload = UnitPayload.of(track.format());
        UnitPayload.Naming naming = payload.naming();
        Bytes descriptors = descriptors(track, naming);
        int size = ENTRY_SIZE + descriptors.size();
        if (mapBytes + size <= MAX_MAP_BYTES) {
            mapBytes += size;
            usedPids.add(pid);
            entries.add(new ElementaryStream(pid, naming.streamType(), descriptors));
            streamsByTrack.put(track.id(), new Stream(track, pid, payload));
        }
    }

    private static Bytes descriptors(Track track, UnitPayload.Naming naming) {
        return track.kind() == MediaKind.AUDIO
                ? track.language()
                        .map(Descriptors::language)
                        .map(own -> Descriptors.join(naming.descriptors().toByteArray(), own))
                        .orElse(naming.descriptors())
                : naming.descriptors();
    }

    /** The first video track carries the clock, else the first audio track, else the first. */
    private int pcrPid(List<Track> tracks) {
        for (MediaKind kind : MediaKind.values()) {
            for (Track track : tracks) {
                Stream stream = streamsByTrack.get(track.id());
                if (stream != null && track.kind() == kind) {
                    return stream.pid();
                }
            }
        }
        return entries.getFirst().pid();
    }

    int pcrPid() {
        return pcrPid;
    }

    /** Empty for a track that is left out. */
    Optional<Stream> stream(int track) {
        return Optional.ofNullable(streamsByTrack.get(track));
    }

    /** The map's section; one with splice messages says so for the program (ANSI/SCTE 35, 8.1). */
    byte[] map(int version) {
        boolean splices = entries.stream().anyMatch(entry -> entry.type() == StreamTypes.SPLICE);
        byte[] descriptors = splices ? Descriptors.registration("CUEI") : new byte[0];
        return TsTables.programMap(version, pcrPid, descriptors, entries);
    }
}
