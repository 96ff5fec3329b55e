package io.millrace.srt.crypto;

/** The 4-byte answers to key material that was not taken (draft-sharabayko-srt, 3.2.1.1.2). */
public enum KeyRefusal {
    /** The peer encrypts, we have no passphrase. */
    NO_SECRET(3),
    /** The passphrases differ. */
    BAD_SECRET(4);

    private final int state;

    KeyRefusal(int state) {
        this.state = state;
    }

    /** As the content of a KMRSP; libsrt writes the word with its lowest byte first. */
    public byte[] message() {
        return new byte[] {(byte) state, 0, 0, 0};
    }

    /** Whether a KMRSP of these bytes refuses. */
    public static boolean isRefusal(byte[] message) {
        return message.length == 4;
    }
}
