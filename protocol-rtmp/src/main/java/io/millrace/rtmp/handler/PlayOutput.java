package io.millrace.rtmp.handler;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import java.util.List;

/**
 * What a player gets. Thread-safe; the order of calls is kept. The first unit sent is an entry
 * point; while the player takes nothing, units are left out up to the next one, and counted.
 */
public interface PlayOutput {
    /** The tracks of what follows; before the first unit, and again when they change. */
    void describe(List<Track> tracks);

    /** One unit. */
    void write(Unit unit);

    /** Nothing more comes: the player is told, and the connection closed. */
    void end(String reason);

    /** Whether the player is gone. */
    boolean isClosed();
}
