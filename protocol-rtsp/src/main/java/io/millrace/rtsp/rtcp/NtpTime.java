package io.millrace.rtsp.rtcp;

/** 64-bit NTP timestamps: seconds since 1900 and a fraction of 32 bits (RFC 3550, section 4). */
final class NtpTime {
    private static final long SECONDS_1900_TO_1970 = 2_208_988_800L;
    private static final long MICROS = 1_000_000;

    private NtpTime() {}

    static long ofMicros(long micros) {
        long seconds = Math.floorDiv(micros, MICROS) + SECONDS_1900_TO_1970;
        long fraction = (Math.floorMod(micros, MICROS) << 32) / MICROS;
        return (seconds << 32) | fraction;
    }

    static long toMicros(long ntp) {
        long seconds = (ntp >>> 32) - SECONDS_1900_TO_1970;
        long fraction = ntp & 0xFFFF_FFFFL;
        return seconds * MICROS + ((fraction * MICROS + (1L << 31)) >>> 32);
    }

    static long middle(long ntp) {
        return (ntp >>> 16) & 0xFFFF_FFFFL;
    }
}
