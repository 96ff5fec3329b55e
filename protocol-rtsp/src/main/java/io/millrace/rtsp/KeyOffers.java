package io.millrace.rtsp;

import io.millrace.rtsp.srtp.SrtpKey;
import io.millrace.stream.PathName;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keys that descriptions of one connection have named, each until a SETUP takes it: so no two
 * sessions share one. The oldest give way to new ones. Thread-safe.
 */
final class KeyOffers {
    private static final int MAX_KEYS = 64;

    private final Map<Place, SrtpKey> keys = new LinkedHashMap<>();

    private record Place(PathName path, int track) {}

    /** The key that is offered for a track. */
    synchronized SrtpKey offer(PathName path, int track) {
        SrtpKey key = keys.computeIfAbsent(new Place(path, track), _ -> SrtpKey.random());
        if (keys.size() > MAX_KEYS) {
            keys.remove(keys.keySet().iterator().next());
        }
        return key;
    }

    /** The key that was offered, else another; it is not given again. */
    synchronized SrtpKey take(PathName path, int track) {
        SrtpKey offered = keys.remove(new Place(path, track));
        return offered == null ? SrtpKey.random() : offered;
    }
}
