package io.millrace.media.rtp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;

/**
 * Turns units of one track into RTP packets. The RTP timestamp is the low 32 bits of the unit's
 * pts. Not thread-safe.
 */
public interface Packetizer {
    /**
     * Writes all packets of a unit.
     *
     * @throws MalformedMediaException if its payload is not canonical; some packets may be written
     */
    void packetize(Unit unit) throws MalformedMediaException;
}
