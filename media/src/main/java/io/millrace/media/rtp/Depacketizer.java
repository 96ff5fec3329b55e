package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;

/**
 * Turns the RTP packets of one SSRC, in sequence order, into the units of one track. Missing
 * sequence numbers are losses: the access units that they touch are dropped and counted. Not
 * thread-safe. Packets are borrowed.
 */
public interface Depacketizer {
    /**
     * Consumes one packet; may give units to the sink.
     *
     * @throws MalformedMediaException costs the access unit at hand only; go on with the next
     *     packet
     */
    void add(RtpPacket packet) throws MalformedMediaException;

    /** Nothing more comes: gives the last unit if it is whole. */
    void finish() throws MalformedMediaException;

    DepacketizerCounts counts();

    /** Takes what a depacketizer makes, during {@link #add} and {@link #finish}. */
    interface Sink {
        /**
         * The format of all units from now on. Comes before the first unit, also where the session
         * description told it already, and at every change.
         */
        void onFormat(Format format);

        /**
         * One unit.
         *
         * @param ptsTicks unwrapped RTP timestamp, in ticks of the format's clock
         * @param dtsTicks likewise; rises with every unit, never above {@code ptsTicks}
         * @param payload canonical; the sink owns it
         */
        void onUnit(long ptsTicks, long dtsTicks, boolean randomAccess, byte[] payload);
    }
}
