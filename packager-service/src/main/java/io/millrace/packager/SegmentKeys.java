package io.millrace.packager;

import io.millrace.media.Bytes;
import io.millrace.media.cmaf.SampleEncryption;
import io.millrace.stream.PathName;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts whole segments (RFC 8216, section 4.3.2.4: AES-128 in CBC mode, PKCS7 padding; 5.2: the
 * initialization vector is the media sequence number). A key is derived from the secret, the path
 * and its number, so that all packagers agree and nothing is kept. Thread-safe.
 */
final class SegmentKeys {
    static final int KEY_BYTES = 16;

    private static final Pattern FILE = Pattern.compile("key-(0|[1-9][0-9]{0,17})\\.key");

    private final byte[] secret;

    SegmentKeys(PackagerKeys keys) {
        this.secret = keys.key("segments");
    }

    /** The name of a key's file. */
    static String fileName(long number) {
        return "key-" + number + ".key";
    }

    /** The number of the key of that name; empty if it is none. */
    static Optional<Long> parse(String fileName) {
        Matcher matcher = FILE.matcher(fileName);
        return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }

    /** The key's bytes. */
    byte[] key(PathName path, long number) {
        return derived(path, Long.toString(number));
    }

    private byte[] derived(PathName path, String what) {
        byte[] text = (path.value() + "\n" + what).getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(PackagerKeys.hmac(secret, text), KEY_BYTES);
    }

    /** By what all samples of a path are encrypted: key 0, and names derived as it is. */
    SampleEncryption samples(PathName path) {
        return new SampleEncryption(
                Bytes.copyOf(key(path, 0)),
                Bytes.copyOf(derived(path, "id")),
                Bytes.copyOf(derived(path, "vector")));
    }

    /**
     * A segment's bytes, encrypted, in a new buffer that the caller owns.
     *
     * @param clear transferred
     * @param keyNumber by which key
     * @param number of the segment
     */
    ByteBuf encrypt(ByteBuf clear, PathName path, long keyNumber, long number) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            byte[] vector = ByteBuffer.allocate(KEY_BYTES).putLong(0).putLong(number).array();
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key(path, keyNumber), "AES"),
                    new IvParameterSpec(vector));
            int size = cipher.getOutputSize(clear.readableBytes());
            ByteBuf encrypted = clear.alloc().directBuffer(size);
            int written = cipher.doFinal(clear.nioBuffer(), encrypted.nioBuffer(0, size));
            return encrypted.writerIndex(written);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has AES", missing);
        } finally {
            clear.release();
        }
    }
}
