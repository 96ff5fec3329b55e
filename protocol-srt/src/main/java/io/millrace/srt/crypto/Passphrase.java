package io.millrace.srt.crypto;

import java.nio.charset.StandardCharsets;

/** The secret both sides know, 10 to 79 bytes (draft-sharabayko-srt, 6.1.4). It never prints. */
public final class Passphrase {
    private static final int MIN_BYTES = 10;
    private static final int MAX_BYTES = 79;

    private final String value;

    public Passphrase(String value) {
        int bytes = value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < MIN_BYTES || bytes > MAX_BYTES) {
            throw new IllegalArgumentException("A passphrase has 10 to 79 bytes, not " + bytes);
        }
        this.value = value;
    }

    char[] toCharArray() {
        return value.toCharArray();
    }

    @Override
    public String toString() {
        return "Passphrase[hidden]";
    }
}
