package io.millrace.media.ts;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Unit;
import java.util.Optional;

/**
 * The elementary stream layer of one PID: makes units of PES packets. One implementation a codec.
 */
sealed interface ElementaryReader permits H264Reader, AdtsReader {
    /** Where units go. */
    interface Output {
        /** The format is known, or has changed. */
        void onFormat();

        void onUnit(Unit unit);
    }

    /** Takes a PES packet with unwrapped timestamps. */
    void read(PesPacket packet, long ntpMicros, Output output) throws MalformedMediaException;

    /** Bytes were lost before the next PES packet. */
    void onLoss();

    Optional<Format> format();

    /** Units that could not be placed or decoded: before the format, or without timestamp. */
    long dropped();
}
