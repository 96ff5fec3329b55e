package io.millrace.packager;

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

    boolean isWanted(PathName path) {
        return paths.apply(path).isEncrypted();
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
        int rotation = paths.apply(path).keyRotation();
        return rotation > 0 && playlist instanceof Outcome.Found<byte[]>(byte[] text)
                ? new Outcome.Found<>(
                        KeyedPlaylist.of(new String(text, StandardCharsets.UTF_8), rotation)
                                .getBytes(StandardCharsets.UTF_8))
                : playlist;
    }

    /** A segment as it is sent: encrypted where the path is. The buffer is transferred. */
    ByteBuf sealed(PathName path, long number, ByteBuf clear) {
        int rotation = paths.apply(path).keyRotation();
        return rotation == 0
                ? clear
                : keys.orElseThrow().encrypt(clear, path, number / rotation, number);
    }
}
