package io.millrace.media.rtp;

/**
 * NTP timestamps (RFC 3550, section 4): seconds since 1900 in the upper 32 bits, fractions in the
 * lower. Microseconds since 1970 elsewhere. Good until 2036, where the seconds wrap.
 */
public final class NtpTime {
    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private NtpTime() {}

    public static long ofMicros(long ntpMicros) {
        long seconds = Math.floorDiv(ntpMicros, MICROS_PER_SECOND) + SECONDS_1900_TO_1970;
        long micros = Math.floorMod(ntpMicros, MICROS_PER_SECOND);
        long fraction = ((micros << 32) + MICROS_PER_SECOND / 2) / MICROS_PER_SECOND;
        return (seconds << 32) + fraction;
    }

    /** Rounded to the nearest microsecond. */
    public static long toMicros(long ntp) {
        long seconds = (ntp >>> 32) - SECONDS_1900_TO_1970;
        long micros = ((ntp & 0xFFFF_FFFFL) * MICROS_PER_SECOND + (1L << 31)) >>> 32;
        return seconds * MICROS_PER_SECOND + micros;
    }

    /** The middle 32 bits, as LSR of a report block. */
    public static long middle(long ntp) {
        return ntp >>> 16 & 0xFFFF_FFFFL;
    }
}
