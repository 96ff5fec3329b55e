package io.millrace.media;

/** In which form units of a format hold their bytes. */
public enum PayloadForm {
    /** The codec's canonical form, as its {@link Format} says. */
    ACCESS_UNIT,
    /** RTP packets as received. */
    RTP,
    /** MPEG-TS packets as received. */
    TS
}
