package io.millrace.stream;

/** Where in the log a reader starts. */
public sealed interface StartPosition {
    /** The newest entry point of the newest epoch. */
    record Live() implements StartPosition {}

    /** The last entry point written at or before a wall-clock instant; else the oldest there is. */
    record Since(long epochMillis) implements StartPosition {}

    static StartPosition live() {
        return new Live();
    }
}
