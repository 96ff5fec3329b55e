package io.millrace.srt.crypto;

import io.millrace.srt.crypto.SendKeys.KeySettings;
import io.millrace.srt.wire.SrtProtocolException;
import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** The even and the odd key of the direction we receive (draft-sharabayko-srt, 6). */
public final class ReceiveKeys {
    private final Passphrase passphrase;
    private byte[] salt;
    private byte[] firstKey;
    private int firstKeyFlag;
    private KeyEncryption encryption;
    private Optional<PayloadCipher> even = Optional.empty();
    private Optional<PayloadCipher> odd = Optional.empty();

    ReceiveKeys(
            Passphrase passphrase, byte[] salt, KeyEncryption encryption, byte[] key, int keyFlag) {
        this.passphrase = passphrase;
        this.salt = salt;
        firstKey = key;
        firstKeyFlag = keyFlag;
        this.encryption = encryption;
        set(keyFlag, new PayloadCipher(key, salt));
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
        ReceiveKeys opened = new ReceiveKeys(passphrase, material.salt(), encryption, first, flag);
        opened.take(material, keys);
        return opened;
    }

    /** What we send with: the first key of the caller, until we make one of our own. */
    public SendKeys toSendKeys(KeySettings settings, SecureRandom random) {
        return new SendKeys(settings, random, salt, encryption, firstKey, firstKeyFlag);
    }

    /**
     * Takes keys the peer announces while the connection runs.
     *
     * @return whether they could be unwrapped
     * @throws SrtProtocolException if the message breaks 3.2.2
     */
    public boolean update(byte[] message) throws SrtProtocolException {
        KeyMaterial material = KeyMaterial.parse(message);
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
            set(KeyMaterial.EVEN, new PayloadCipher(Arrays.copyOf(keys, size), salt));
        }
        if ((material.keyFlags() & KeyMaterial.ODD) != 0) {
            byte[] last = Arrays.copyOfRange(keys, keys.length - size, keys.length);
            set(KeyMaterial.ODD, new PayloadCipher(last, salt));
        }
    }

    private void set(int keyFlag, PayloadCipher cipher) {
        if (keyFlag == KeyMaterial.EVEN) {
            even = Optional.of(cipher);
        } else {
            odd = Optional.of(cipher);
        }
    }

    /** Decrypts a payload in place; false when the key of that flag is not known. */
    public boolean decrypt(int keyFlag, int sequence, ByteBuf buffer, int index, int size) {
        Optional<PayloadCipher> cipher = keyFlag == KeyMaterial.EVEN ? even : odd;
        if (cipher.isEmpty()
                || keyFlag == KeyMaterial.BOTH
                || size > PayloadCipher.MAX_PAYLOAD_BYTES) {
            return false;
        }
        cipher.get().apply(sequence, buffer, index, size);
        return true;
    }
}
