package io.millrace.srt.crypto;

import java.util.Arrays;
import java.util.Optional;

/** The 4-byte answers to key material that was not taken (draft-sharabayko-srt, 3.2.1.1.2). */
public enum KeyRefusal {
    /** The peer encrypts, we have no passphrase. */
    NO_SECRET(3),
    /** The passphrases differ. */
    BAD_SECRET(4),
    /** The cipher is not one we know, or not with a peer of that version. */
    BAD_CIPHER(5);

    private final int state;

    KeyRefusal(int state) {
        this.state = state;
    }

    /** As the content of a KMRSP; libsrt writes the word with its lowest byte first. */
    public byte[] message() {
        return new byte[] {(byte) state, 0, 0, 0};
    }

    /** What a KMRSP of these bytes says; nothing when it takes the keys, or says another thing. */
    public static Optional<KeyRefusal> of(byte[] message) {
        return Arrays.stream(values())
                .filter(refusal -> Arrays.equals(refusal.message(), message))
                .findFirst();
    }

    /** Whether a KMRSP of these bytes refuses. */
    public static boolean isRefusal(byte[] message) {
        return message.length == 4;
    }
}
