package io.millrace.media;

/**
 * One access unit: all bytes of one picture, or one audio frame. What flows through Millrace.
 *
 * @param track id of its track
 * @param ptsTicks presentation time in ticks of the track's clock; all tracks of a stream share one
 *     zero; unwrapped
 * @param dtsTicks decoding time, likewise; not above {@code ptsTicks}, and never going back within
 *     a track
 * @param ntpMicros wall clock of the sender, microseconds since 1970; ours where it has none
 * @param randomAccess decoding may start here (video: IDR or recovery point; audio: always)
 * @param payload in the canonical form of the track's format; immutable from here on: whoever makes
 *     a unit hands the array over and never writes to it again
 */
public record Unit(
        int track,
        long ptsTicks,
        long dtsTicks,
        long ntpMicros,
        boolean randomAccess,
        byte[] payload) {

    public int sizeBytes() {
        return payload.length;
    }

    /** The same unit on a timeline that is {@code ticks} later. */
    public Unit shiftedBy(long ticks) {
        return new Unit(
                track, ptsTicks + ticks, dtsTicks + ticks, ntpMicros, randomAccess, payload);
    }

    /** The same unit, passing for one that decoding may start at. */
    public Unit asRandomAccess() {
        return new Unit(track, ptsTicks, dtsTicks, ntpMicros, true, payload);
    }

    @Override
    public String toString() {
        return "Unit[track=%d pts=%d dts=%d%s %d bytes]"
                .formatted(
                        track,
                        ptsTicks,
                        dtsTicks,
                        randomAccess ? " random-access" : "",
                        payload.length);
    }
}
