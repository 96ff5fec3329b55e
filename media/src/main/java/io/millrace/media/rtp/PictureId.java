package io.millrace.media.rtp;

/** The running number of pictures, 15 bits, that VP8 and VP9 put in their payload descriptors. */
final class PictureId {
    private static final int MASK = 0x7FFF;

    private int last;

    PictureId(int first) {
        last = first;
    }

    int next() {
        last = last + 1 & MASK;
        return last;
    }
}
