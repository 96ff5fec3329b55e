package io.millrace.rtsp.srtp;

import io.millrace.media.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a key message (RFC 3830, section 6). The time in it is not looked at: TLS keeps old
 * messages out, and cameras have wrong clocks.
 */
final class MikeyReader {
    private static final int MAX_BYTES = 8_192;
    private static final int MAX_PAYLOADS = 32;
    private static final int HEADER_BYTES = 10;

    private final ByteBuf in;
    private Optional<SrtpKey> key = Optional.empty();

    private MikeyReader(ByteBuf in) {
        this.in = in;
    }

    static MikeyMessage read(byte[] bytes) throws MikeyException {
        if (bytes.length > MAX_BYTES) {
            throw new MikeyException("the key message has " + bytes.length + " bytes");
        }
        return new MikeyReader(Unpooled.wrappedBuffer(bytes)).message();
    }

    private MikeyMessage message() throws MikeyException {
        require(HEADER_BYTES, "header");
        expect(in.readUnsignedByte(), MikeyPayload.VERSION, "version");
        expect(in.readUnsignedByte(), MikeyPayload.PRE_SHARED_KEY, "data type");
        int next = in.readUnsignedByte();
        expect(in.readUnsignedByte() & 0x7F, 0, "pseudo-random function");
        long bundle = in.readUnsignedInt();
        int count = in.readUnsignedByte();
        expect(in.readUnsignedByte(), MikeyPayload.SRTP_MAP, "kind of map");
        List<MikeyMessage.CryptoSession> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            require(9, "crypto session");
            in.skipBytes(1);
            long ssrc = in.readUnsignedInt();
            sessions.add(new MikeyMessage.CryptoSession(ssrc, in.readUnsignedInt()));
        }
        for (int i = 0; next != MikeyPayload.LAST; i++) {
            if (i == MAX_PAYLOADS) {
                throw new MikeyException("the key message has too many payloads");
            }
            next = payload(next);
        }
        return new MikeyMessage(
                bundle,
                sessions,
                key.orElseThrow(() -> new MikeyException("the key message has no key")));
    }

    /** Reads a payload of the kind; the kind of the next. */
    private int payload(int kind) throws MikeyException {
        require(2, "payload");
        int next = in.readUnsignedByte();
        switch (kind) {
            case MikeyPayload.TIMESTAMP -> {
                boolean counter = in.readUnsignedByte() == MikeyPayload.COUNTER;
                skip(counter ? 4 : 8, "time");
            }
            case MikeyPayload.RANDOM -> skip(in.readUnsignedByte(), "noise");
            case MikeyPayload.IDENTITY, MikeyPayload.GENERAL_EXTENSION -> {
                in.skipBytes(1);
                skip(unsignedShort("size"), "identity or extension");
            }
            case MikeyPayload.SECURITY_POLICY -> readPolicy();
            case MikeyPayload.KEMAC -> readKeys();
            default -> throw new MikeyException("payload " + kind + " of key messages is unknown");
        }
        return next;
    }

    private void readPolicy() throws MikeyException {
        in.skipBytes(1);
        require(3, "policy");
        expect(in.readUnsignedByte(), MikeyPayload.SRTP, "protocol of the policy");
        ByteBuf parameters = slice(in.readUnsignedShort(), "policy");
        while (parameters.readableBytes() >= 2) {
            int type = parameters.readUnsignedByte();
            int size = parameters.readUnsignedByte();
            if (parameters.readableBytes() < size) {
                throw new MikeyException("the policy is cut off");
            }
            checkParameter(type, number(parameters.readSlice(size)));
        }
    }

    private static long number(ByteBuf value) {
        long number = 0;
        while (value.isReadable() && number >= 0 && number < 1L << 48) {
            number = number << 8 | value.readUnsignedByte();
        }
        return number;
    }

    private static void checkParameter(int type, long value) throws MikeyException {
        switch (type) {
            case MikeyPayload.ENCRYPTION -> expect(value, MikeyPayload.AES_CM, "encryption");
            case MikeyPayload.ENCRYPTION_KEY_BYTES -> expect(value, 16, "encryption key size");
            case MikeyPayload.AUTHENTICATION ->
                    expect(value, MikeyPayload.HMAC_SHA1, "authentication");
            case MikeyPayload.AUTHENTICATION_KEY_BYTES -> {
                // GStreamer writes the size of the tag here.
                if (value != PacketCipher.TAG_BYTES) {
                    expect(value, 20, "authentication key size");
                }
            }
            case MikeyPayload.SALT_BYTES -> expect(value, SrtpKey.SALT_BYTES, "salt size");
            case MikeyPayload.RTP_ENCRYPTED, MikeyPayload.RTCP_ENCRYPTED ->
                    expect(value, 1, "encryption switch");
            case MikeyPayload.RTP_AUTHENTICATED -> expect(value, 1, "authentication switch");
            case MikeyPayload.TAG_BYTES -> expect(value, PacketCipher.TAG_BYTES, "tag size");
            case MikeyPayload.PSEUDO_RANDOM_FUNCTION,
                    MikeyPayload.KEY_DERIVATION_RATE,
                    MikeyPayload.PREFIX_BYTES ->
                    expect(value, 0, "policy parameter " + type);
            default -> {
                // The order of forward error correction and the like change nothing here.
            }
        }
    }

    private void readKeys() throws MikeyException {
        expect(in.readUnsignedByte(), 0, "encryption of keys");
        ByteBuf keys = slice(unsignedShort("size of keys"), "keys");
        MikeyReader inner = new MikeyReader(keys);
        int next = MikeyPayload.KEY_DATA;
        while (next == MikeyPayload.KEY_DATA) {
            next = inner.readKey();
        }
        key = inner.key;
        require(1, "authentication of keys");
        expect(in.readUnsignedByte(), 0, "authentication of keys");
    }

    private int readKey() throws MikeyException {
        require(4, "key");
        int next = in.readUnsignedByte();
        int kinds = in.readUnsignedByte();
        byte[] both = bytes(in.readUnsignedShort(), "key");
        int kind = kinds >> 4;
        if (kind == MikeyPayload.TRAFFIC_KEY_AND_SALT) {
            byte[] salt = bytes(unsignedShort("size of salt"), "salt");
            both = Arrays.copyOf(both, both.length + salt.length);
            System.arraycopy(salt, 0, both, both.length - salt.length, salt.length);
        } else {
            expect(kind, MikeyPayload.TRAFFIC_KEY, "kind of key");
        }
        Bytes identifier = Bytes.copyOf(identifier(kinds & 0x0F));
        if (both.length != SrtpKey.MASTER_BYTES + SrtpKey.SALT_BYTES || key.isPresent()) {
            throw new MikeyException("one key of 16 bytes with a salt of 14 is taken");
        }
        key = Optional.of(SrtpKey.of(both, identifier));
        return next;
    }

    private byte[] identifier(int validity) throws MikeyException {
        return switch (validity) {
            case 0 -> new byte[0];
            case MikeyPayload.BY_SPI -> {
                require(1, "key identifier");
                int size = in.readUnsignedByte();
                expect(Math.min(size, SrtpKey.MAX_IDENTIFIER_BYTES), size, "identifier size");
                yield bytes(size, "key identifier");
            }
            case MikeyPayload.BY_INTERVAL -> {
                for (int i = 0; i < 2; i++) {
                    require(1, "key interval");
                    skip(in.readUnsignedByte(), "key interval");
                }
                yield new byte[0];
            }
            default -> throw new MikeyException("validity " + validity + " of keys is unknown");
        };
    }

    private int unsignedShort(String what) throws MikeyException {
        require(2, what);
        return in.readUnsignedShort();
    }

    private byte[] bytes(int size, String what) throws MikeyException {
        require(size, what);
        byte[] bytes = new byte[size];
        in.readBytes(bytes);
        return bytes;
    }

    private ByteBuf slice(int size, String what) throws MikeyException {
        require(size, what);
        return in.readSlice(size);
    }

    private void skip(int size, String what) throws MikeyException {
        require(size, what);
        in.skipBytes(size);
    }

    private void require(int size, String what) throws MikeyException {
        if (in.readableBytes() < size) {
            throw new MikeyException("the key message ends in its " + what);
        }
    }

    private static void expect(long found, long expected, String what) throws MikeyException {
        if (found != expected) {
            throw new MikeyException(
                    "%s %d of key messages is not taken, %d is".formatted(what, found, expected));
        }
    }
}
