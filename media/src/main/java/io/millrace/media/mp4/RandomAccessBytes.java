package io.millrace.media.mp4;

import java.io.IOException;

/** A file, or what is like one, given by the caller. */
public interface RandomAccessBytes {
    long size() throws IOException;

    /**
     * Reads exactly {@code count} bytes from {@code position} on into {@code target}.
     *
     * @throws IOException also if they are not all there
     */
    void read(long position, byte[] target, int offset, int count) throws IOException;
}
