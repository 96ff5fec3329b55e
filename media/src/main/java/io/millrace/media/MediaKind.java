package io.millrace.media;

/** What a track carries. */
public enum MediaKind {
    VIDEO,
    AUDIO,
    /** Anything timed that is neither: metadata, subtitles, cue messages. */
    DATA
}
