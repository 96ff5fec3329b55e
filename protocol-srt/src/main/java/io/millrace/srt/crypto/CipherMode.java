package io.millrace.srt.crypto;

/** How payloads are encrypted, with its numbers in key material messages. */
public enum CipherMode {
    /** Counter mode, which every peer knows (draft-sharabayko-srt, 6.3). */
    AES_CTR(2, 0, 0),
    /**
     * Galois counter mode: a packet that was changed on its way is noticed. As libsrt has it from
     * 1.5.4 on; what 1.5.2 and 1.5.3 had repeats its nonces and is refused.
     */
    AES_GCM(4, 1, 16);

    private final int cipher;
    private final int authentication;
    private final int overheadBytes;

    CipherMode(int cipher, int authentication, int overheadBytes) {
        this.cipher = cipher;
        this.authentication = authentication;
        this.overheadBytes = overheadBytes;
    }

    int cipher() {
        return cipher;
    }

    int authentication() {
        return authentication;
    }

    /** By how much a payload grows. */
    public int overheadBytes() {
        return overheadBytes;
    }

    PayloadCipher newCipher(byte[] key, byte[] salt) {
        return switch (this) {
            case AES_CTR -> new CounterCipher(key, salt);
            case AES_GCM -> new GaloisCipher(key, salt);
        };
    }
}
