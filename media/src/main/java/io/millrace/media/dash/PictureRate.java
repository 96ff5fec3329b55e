package io.millrace.media.dash;

/** A measured rate of pictures as the attribute frameRate writes it (5.3.7.2). */
final class PictureRate {
    private static final int TOLERANCE = 10;
    private static final long NTSC = 1001;

    private PictureRate() {}

    /** Whole, a 1001st as in television of 60 Hz, or in thousandths. */
    static String of(long picturesPerThousandSeconds) {
        long nearest = Math.max(1, (picturesPerThousandSeconds + 500) / 1000);
        if (Math.abs(picturesPerThousandSeconds - nearest * 1000) <= TOLERANCE) {
            return Long.toString(nearest);
        }
        long reduced = nearest * 1_000_000 / NTSC;
        if (Math.abs(picturesPerThousandSeconds - reduced) <= TOLERANCE) {
            return nearest * 1000 + "/" + NTSC;
        }
        return picturesPerThousandSeconds + "/1000";
    }
}
