package io.millrace.media.mp4;

import java.io.EOFException;
import java.io.IOException;

/** A file in memory. */
record ArrayBytes(byte[] content) implements RandomAccessBytes {
    @Override
    public long size() {
        return content.length;
    }

    @Override
    public void read(long position, byte[] target, int offset, int count) throws IOException {
        if (position < 0 || position + count > content.length) {
            throw new EOFException(position + "+" + count + " of " + content.length);
        }
        System.arraycopy(content, (int) position, target, offset, count);
    }
}
