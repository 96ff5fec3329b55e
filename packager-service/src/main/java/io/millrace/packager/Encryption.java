package io.millrace.packager;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.cmaf.CmafHeader;
import io.millrace.media.cmaf.SampleEncryption;
import io.millrace.stream.PathName;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;

/** What encryption makes of paths' playlists and segments, where they have it. Thread-safe. */
final class Encryption {
    private final Function<PathName, PathPackaging> paths;
    private final Optional<SegmentKeys> keys;

    /**
     * Of these paths.
     *
     * @param keys empty where the process has no secret
     */
    Encryption(Function<PathName, PathPackaging> paths, Optional<SegmentKeys> keys) {
        this.paths = paths;
        this.keys = keys;
    }

    private Protection of(PathName path) {
        return paths.apply(path).protection();
    }

    boolean isWanted(PathName path) {
        return !(of(path) instanceof Protection.None);
    }

    /** Whether a segment is encrypted as one, so that it has no parts. */
    boolean isOfWholeSegments(PathName path) {
        return of(path) instanceof Protection.WholeSegments;
    }

    /** Whether samples are, which only CMAF carries here. */
    boolean isOfSamples(PathName path) {
        return of(path) instanceof Protection.Samples;
    }

    /** Whether a path is to be encrypted, and there is nothing to do it by. */
    boolean isImpossible(PathName path) {
        return isWanted(path) && keys.isEmpty();
    }

    /** A key of an encrypted path. */
    Outcome<byte[]> key(PathName path, long number) {
        return isWanted(path) && keys.isPresent()
                ? new Outcome.Found<>(keys.get().key(path, number))
                : new Outcome.NotFound<>("the path's segments are not encrypted");
    }

    /** Names the keys of an encrypted path's segments in its playlist. */
    Outcome<byte[]> keyed(PathName path, Outcome<byte[]> playlist) {
        return switch (of(path)) {
            case Protection.None _ -> playlist;
            case Protection.WholeSegments(int segmentsPerKey) ->
                    rewritten(playlist, text -> KeyedPlaylist.of(text, segmentsPerKey));
            case Protection.Samples _ ->
                    rewritten(
                            playlist,
                            text ->
                                    KeyedPlaylist.ofSamples(
                                            text, keys.orElseThrow().samples(path).vector()));
        };
    }

    private static Outcome<byte[]> rewritten(
            Outcome<byte[]> playlist, Function<String, String> rewriting) {
        return playlist.map(text ->
                rewriting
                        .apply(new String(text, StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** A segment as it is sent: encrypted where the path's are. The buffer is transferred. */
    ByteBuf sealed(PathName path, long number, ByteBuf clear) {
        return switch (of(path)) {
            case Protection.None _, Protection.Samples _ -> clear;
            case Protection.WholeSegments(int segmentsPerKey) ->
                    keys.orElseThrow().encrypt(clear, path, number / segmentsPerKey, number);
        };
    }

    /** By what a path's samples are encrypted, if they are. */
    Optional<SampleEncryption> ofSamples(PathName path) {
        return isOfSamples(path) ? Optional.of(keys.orElseThrow().samples(path)) : Optional.empty();
    }

    /** The header of a track as it is sent. */
    byte[] header(PathName path, Track track) throws MalformedMediaException {
        Optional<SampleEncryption> samples = ofSamples(path);
        if (samples.isPresent() && !SampleEncryption.covers(track.format())) {
            throw new MalformedMediaException(
                    track.format().codec() + " cannot be encrypted by samples");
        }
        return samples.map(one -> CmafHeader.of(track, one)).orElseGet(() -> CmafHeader.of(track));
    }

    /** What tells bytes that were made for a path as it is from those of another setting. */
    String mark(PathName path) {
        return of(path).toString();
    }
}
