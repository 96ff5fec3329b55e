package io.millrace.runtime.hook;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What a program prints, as lines for the log: each cut at a length, and so many within a time; the
 * rest is read, counted and told. Confined to one thread.
 */
final class HookOutput {
    private static final int MAX_LINE = 512;
    private static final int MAX_LINES = 20;
    private static final long SPAN_MILLIS = 10_000;
    private static final int BUFFER_BYTES = 8_192;

    private final Consumer<String> lines;
    private final LongSupplier clockMillis;
    private final StringBuilder line = new StringBuilder();
    private long spanBeganMillis;
    private int told;
    private long leftOut;

    HookOutput(Consumer<String> lines, LongSupplier clockMillis) {
        this.lines = lines;
        this.clockMillis = clockMillis;
        this.spanBeganMillis = clockMillis.getAsLong();
    }

    /** Reads to the end. */
    void drain(InputStream output) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int size = output.read(buffer); size >= 0; size = output.read(buffer)) {
            for (int i = 0; i < size; i++) {
                take((char) (buffer[i] & 0xFF));
            }
        }
        endLine();
        tellLeftOut();
    }

    private void take(char next) {
        if (next == '\n') {
            endLine();
        } else if (line.length() < MAX_LINE) {
            line.append(Character.isISOControl(next) || next > '~' ? '?' : next);
        }
    }

    private void endLine() {
        if (line.isEmpty()) {
            return;
        }
        long nowMillis = clockMillis.getAsLong();
        if (nowMillis - spanBeganMillis >= SPAN_MILLIS) {
            tellLeftOut();
            spanBeganMillis = nowMillis;
            told = 0;
        }
        if (told < MAX_LINES) {
            told++;
            lines.accept(line.toString());
        } else {
            leftOut++;
        }
        line.setLength(0);
    }

    private void tellLeftOut() {
        if (leftOut > 0) {
            lines.accept("(" + leftOut + " more lines are left out)");
            leftOut = 0;
        }
    }
}
