package io.millrace.srt.crypto;

import io.millrace.srt.crypto.SendKeys.KeySettings;
import io.millrace.srt.wire.DataPacket;
import io.millrace.srt.wire.SrtProtocolException;
import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** The even and the odd key of the direction we receive (draft-sharabayko-srt, 6). */
public final class ReceiveKeys {
    private final Passphrase passphrase;
    private final CipherMode mode;
    private byte[] salt;
    private byte[] firstKey;
    private int firstKeyFlag;
    private KeyEncryption encryption;
    private Optional<PayloadCipher> even = Optional.empty();
    private Optional<PayloadCipher> odd = Optional.empty();

    /** Whose keys these are, and with what they were wrapped. */
    record Origin(Passphrase passphrase, CipherMode mode, byte[] salt, KeyEncryption encryption) {}

    ReceiveKeys(Origin origin, byte[] key, int keyFlag) {
        passphrase = origin.passphrase();
        mode = origin.mode();
        salt = origin.salt();
        encryption = origin.encryption();
        firstKey = key;
        firstKeyFlag = keyFlag;
        set(keyFlag, mode.newCipher(key, salt));
    }

    /**
     * Keys out of the caller's message; nothing when the passphrase is another one.
     *
     * @throws SrtProtocolException if the message breaks 3.2.2
     */
    public static Optional<ReceiveKeys> open(Passphrase passphrase, byte[] message)
            throws SrtProtocolException {
        KeyMaterial material = KeyMaterial.parse(message);
        KeyEncryption encryption =
                KeyEncryption.of(passphrase, material.salt(), material.keyBytes());
        return encryption
                .unwrap(material.wrappedKeys())
                .map(keys -> ofUnwrapped(passphrase, encryption, material, keys));
    }

    private static ReceiveKeys ofUnwrapped(
            Passphrase passphrase, KeyEncryption encryption, KeyMaterial material, byte[] keys) {
        int flag = material.keyFlags() == KeyMaterial.ODD ? KeyMaterial.ODD : KeyMaterial.EVEN;
        byte[] first = Arrays.copyOf(keys, material.keyBytes());
        Origin origin = new Origin(passphrase, material.mode(), material.salt(), encryption);
        ReceiveKeys opened = new ReceiveKeys(origin, first, flag);
        opened.take(material, keys);
        return opened;
    }

    /** What we send with: the first key of the caller, until we make one of our own. */
    public SendKeys toSendKeys(KeySettings settings, SecureRandom random) {
        return new SendKeys(
                settings,
                random,
                new SendKeys.Origin(mode, salt, encryption),
                firstKey,
                firstKeyFlag);
    }

    /** How the peer encrypts; we do the same. */
    public CipherMode mode() {
        return mode;
    }

    /**
     * Takes keys the peer announces while the connection runs.
     *
     * @return whether they could be unwrapped, and are for the same cipher
     * @throws SrtProtocolException if the message breaks 3.2.2
     */
    public boolean update(byte[] message) throws SrtProtocolException {
        KeyMaterial material = KeyMaterial.parse(message);
        if (material.mode() != mode) {
            return false;
        }
        if (!Arrays.equals(salt, material.salt()) || firstKey.length != material.keyBytes()) {
            encryption = KeyEncryption.of(passphrase, material.salt(), material.keyBytes());
        }
        Optional<byte[]> keys = encryption.unwrap(material.wrappedKeys());
        if (keys.isEmpty()) {
            return false;
        }
        salt = material.salt();
        firstKey = Arrays.copyOf(keys.get(), material.keyBytes());
        firstKeyFlag = material.keyFlags() == KeyMaterial.ODD ? KeyMaterial.ODD : KeyMaterial.EVEN;
        take(material, keys.get());
        return true;
    }

    private void take(KeyMaterial material, byte[] keys) {
        int size = material.keyBytes();
        if ((material.keyFlags() & KeyMaterial.EVEN) != 0) {
            set(KeyMaterial.EVEN, mode.newCipher(Arrays.copyOf(keys, size), salt));
        }
        if ((material.keyFlags() & KeyMaterial.ODD) != 0) {
            byte[] last = Arrays.copyOfRange(keys, keys.length - size, keys.length);
            set(KeyMaterial.ODD, mode.newCipher(last, salt));
        }
    }

    private void set(int keyFlag, PayloadCipher cipher) {
        if (keyFlag == KeyMaterial.EVEN) {
            even = Optional.of(cipher);
        } else {
            odd = Optional.of(cipher);
        }
    }

    /** What became of a payload. */
    public enum Outcome {
        /** It is in plain. */
        DONE,
        /** Its key is not known. */
        NO_KEY,
        /** It is not what the peer has sent. */
        FORGED
    }

    /** Appends a packet's payload in plain, when the outcome is {@link Outcome#DONE}. */
    public Outcome decrypt(DataPacket packet, ByteBuf out) {
        Optional<PayloadCipher> cipher =
                switch (packet.keyFlag()) {
                    case KeyMaterial.EVEN -> even;
                    case KeyMaterial.ODD -> odd;
                    default -> Optional.empty();
                };
        if (cipher.isEmpty()
                || packet.payload().readableBytes() > PayloadCipher.MAX_PAYLOAD_BYTES) {
            return Outcome.NO_KEY;
        }
        boolean authentic = cipher.get().decrypt(packet.header(), packet.payload(), out);
        return authentic ? Outcome.DONE : Outcome.FORGED;
    }
}
