package io.millrace.srt.crypto;

import io.millrace.srt.wire.PacketHeader;
import io.netty.buffer.ByteBuf;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * The keys of the direction we send: which is in use, when the next one is announced and taken
 * (draft-sharabayko-srt, 6.1.6). A new key is announced {@code preAnnouncePackets} before the old
 * one has served {@code refreshPackets}. Not thread-safe.
 */
public final class SendKeys {
    /** Less than the sequence numbers there are: none comes twice under one key. */
    private static final long MAX_REFRESH_PACKETS = 1 << 30;

    private final KeySettings settings;
    private final SecureRandom random;
    private final CipherMode mode;
    private final int keyBytes;
    private final byte[] salt;
    private final KeyEncryption encryption;
    private byte[] key;
    private int keyFlag;
    private PayloadCipher cipher;
    private Optional<byte[]> nextKey = Optional.empty();
    private Optional<byte[]> announcement = Optional.empty();
    private long packets;

    /** How long keys are and how long they serve; a listener encrypts as its caller does. */
    public record KeySettings(
            int keyBytes, long refreshPackets, long preAnnouncePackets, CipherMode mode) {
        public KeySettings {
            if (keyBytes != 16 && keyBytes != 24 && keyBytes != 32) {
                throw new IllegalArgumentException("A key has 16, 24 or 32 bytes: " + keyBytes);
            }
            if (refreshPackets > MAX_REFRESH_PACKETS) {
                throw new IllegalArgumentException("A key serves at most 2^30 packets");
            }
            if (preAnnouncePackets < 1 || refreshPackets < 2 * preAnnouncePackets) {
                throw new IllegalArgumentException("Refresh is under twice the announcement");
            }
        }

        /** For AES-CTR. */
        public KeySettings(int keyBytes, long refreshPackets, long preAnnouncePackets) {
            this(keyBytes, refreshPackets, preAnnouncePackets, CipherMode.AES_CTR);
        }

        /** libsrt's: a key for 2^24 packets, announced 2^12 packets before. */
        public static KeySettings ofBytes(int keyBytes) {
            return new KeySettings(keyBytes, 1 << 24, 1 << 12);
        }

        /** The same with another cipher. */
        public KeySettings withMode(CipherMode newMode) {
            return new KeySettings(keyBytes, refreshPackets, preAnnouncePackets, newMode);
        }
    }

    /** What all keys of a connection have in common. */
    record Origin(CipherMode mode, byte[] salt, KeyEncryption encryption) {}

    SendKeys(KeySettings settings, SecureRandom random, Origin origin, byte[] key, int keyFlag) {
        this.settings = settings;
        this.random = random;
        this.key = key;
        this.keyFlag = keyFlag;
        keyBytes = key.length;
        mode = origin.mode();
        salt = origin.salt();
        encryption = origin.encryption();
        cipher = mode.newCipher(key, salt);
    }

    /** New keys, as the caller of a connection makes them. */
    public static SendKeys generate(
            Passphrase passphrase, KeySettings settings, SecureRandom random) {
        byte[] salt = new byte[KeyMaterial.SALT_BYTES];
        byte[] key = new byte[settings.keyBytes()];
        random.nextBytes(salt);
        random.nextBytes(key);
        KeyEncryption encryption = KeyEncryption.of(passphrase, salt, key.length);
        Origin origin = new Origin(settings.mode(), salt, encryption);
        return new SendKeys(settings, random, origin, key, KeyMaterial.EVEN);
    }

    /** The key material message of a handshake. */
    public byte[] message() {
        return new KeyMaterial(mode, keyFlag, keyBytes, salt, encryption.wrap(key)).toBytes();
    }

    /** What the other direction starts with: both directions share the first key. */
    public ReceiveKeys toReceiveKeys(Passphrase passphrase) {
        return new ReceiveKeys(
                new ReceiveKeys.Origin(passphrase, mode, salt, encryption), key, keyFlag);
    }

    /** The flag of the next packet: 1 = even key, 2 = odd key. */
    public int keyFlag() {
        return keyFlag;
    }

    public CipherMode mode() {
        return mode;
    }

    /** By how much a payload grows. */
    public int overheadBytes() {
        return mode.overheadBytes();
    }

    /**
     * Appends a payload in cipher and counts it towards the next key.
     *
     * @param header with the {@link #keyFlag} of before the call
     */
    public void encrypt(PacketHeader header, ByteBuf plain, ByteBuf out) {
        cipher.encrypt(header, plain, out);
        packets++;
        if (packets >= settings.refreshPackets() && nextKey.isPresent()) {
            key = nextKey.get();
            keyFlag = KeyMaterial.BOTH - keyFlag;
            cipher = mode.newCipher(key, salt);
            nextKey = Optional.empty();
            packets = 0;
        } else if (nextKey.isEmpty()
                && packets >= settings.refreshPackets() - settings.preAnnouncePackets()) {
            announceNextKey();
        }
    }

    private void announceNextKey() {
        byte[] next = new byte[keyBytes];
        random.nextBytes(next);
        byte[] both = new byte[2 * keyBytes];
        boolean even = keyFlag == KeyMaterial.EVEN;
        System.arraycopy(even ? key : next, 0, both, 0, keyBytes);
        System.arraycopy(even ? next : key, 0, both, keyBytes, keyBytes);
        nextKey = Optional.of(next);
        announcement =
                Optional.of(
                        new KeyMaterial(
                                        mode,
                                        KeyMaterial.BOTH,
                                        keyBytes,
                                        salt,
                                        encryption.wrap(both))
                                .toBytes());
    }

    /** The key material message the peer has not answered yet, if there is one. */
    public Optional<byte[]> announcement() {
        return announcement;
    }

    /** The peer's answer to the announcement; an answer is the message itself when it took it. */
    public void acknowledge(byte[] response) {
        if (announcement.isPresent() && Arrays.equals(announcement.get(), response)) {
            announcement = Optional.empty();
        }
    }
}
