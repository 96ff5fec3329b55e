package io.millrace.media.cmaf;

import io.millrace.media.AudioFormat;
import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.H264Format;
import io.millrace.media.H265Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.netty.buffer.ByteBuf;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts samples, not segments: the scheme {@code cbcs} of ISO/IEC 23001-7, 10.4, which HLS calls
 * SAMPLE-AES. Sizes stay as they are. One key and one vector hold for all samples of all tracks.
 *
 * <p>Of pictures one block in ten is encrypted, sound whole. A pure function of its bytes.
 *
 * @param key of 16 bytes
 * @param keyId by which players find the key; 16 bytes
 * @param vector with which each encrypted range begins; 16 bytes
 */
public record SampleEncryption(Bytes key, Bytes keyId, Bytes vector) {
    static final int BLOCK_BYTES = 16;
    private static final Charset LATIN = StandardCharsets.ISO_8859_1;
    private static final int PATTERN_BLOCKS = 10;
    private static final int PATTERN_OF_PICTURES = 0x19; // 1 encrypted, 9 clear (9.6)
    private static final int SCHEME_VERSION = 0x0001_0000;

    public SampleEncryption {
        if (key.size() != BLOCK_BYTES
                || keyId.size() != BLOCK_BYTES
                || vector.size() != BLOCK_BYTES) {
            throw new IllegalArgumentException("key, id and vector have 16 bytes each");
        }
    }

    /** Whether samples of this format can be encrypted here; others must not be sent. */
    public static boolean covers(Format format) {
        return format instanceof H264Format
                || format instanceof H265Format
                || format instanceof AudioFormat;
    }

    /** Appends a sample, encrypted; of sound there are no ranges. */
    void write(byte[] payload, List<SampleRange> ranges, ByteBuf out) {
        byte[] sample = payload.clone();
        if (ranges.isEmpty()) {
            encrypt(sample, 0, sample.length / BLOCK_BYTES, 1);
        }
        int at = 0;
        for (SampleRange range : ranges) {
            at += range.clearBytes();
            int whole = range.protectedBytes() / BLOCK_BYTES;
            encrypt(sample, at, Math.ceilDiv(whole, PATTERN_BLOCKS), PATTERN_BLOCKS);
            at += range.protectedBytes();
        }
        out.writeBytes(sample);
    }

    /** Encrypts {@code count} blocks, of which each begins {@code step} blocks after the last. */
    private void encrypt(byte[] sample, int from, int count, int step) {
        byte[] blocks = new byte[count * BLOCK_BYTES];
        for (int index = 0; index < count; index++) {
            int at = from + index * step * BLOCK_BYTES;
            System.arraycopy(sample, at, blocks, index * BLOCK_BYTES, BLOCK_BYTES);
        }
        byte[] encrypted = chained(blocks);
        for (int index = 0; index < count; index++) {
            int at = from + index * step * BLOCK_BYTES;
            System.arraycopy(encrypted, index * BLOCK_BYTES, sample, at, BLOCK_BYTES);
        }
    }

    private byte[] chained(byte[] blocks) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key.toByteArray(), "AES"),
                    new IvParameterSpec(vector.toByteArray()));
            return cipher.doFinal(blocks);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every JDK has AES", missing);
        }
    }

    /** The type of an encrypted track's sample entry (ISO/IEC 14496-12, 8.12). */
    static String entryType(MediaKind kind) {
        return kind == MediaKind.VIDEO ? "encv" : "enca";
    }

    /** What the sample entry was, and how it is encrypted (8.12.1; ISO/IEC 23001-7, 8.2). */
    void writeProtection(BoxWriter boxes, String clearType, MediaKind kind) {
        boxes.box(
                "sinf",
                _ -> {
                    boxes.box("frma", out -> out.writeCharSequence(clearType, LATIN));
                    boxes.fullBox(
                            "schm",
                            0,
                            0,
                            out -> {
                                out.writeCharSequence("cbcs", LATIN);
                                out.writeInt(SCHEME_VERSION);
                            });
                    boxes.box("schi", _ -> boxes.fullBox("tenc", 1, 0, out -> track(kind, out)));
                });
    }

    private void track(MediaKind kind, ByteBuf out) {
        out.writeByte(0);
        out.writeByte(kind == MediaKind.VIDEO ? PATTERN_OF_PICTURES : 0);
        out.writeByte(1); // encrypted
        out.writeByte(0); // no vector for each sample: a constant one
        out.writeBytes(keyId.toByteArray());
        out.writeByte(BLOCK_BYTES);
        out.writeBytes(vector.toByteArray());
    }

    /**
     * The ranges of a sample of pictures; none of sound, which is encrypted whole.
     *
     * @throws MalformedMediaException if the sample has too many slices, or is no sequence of NAL
     *     units
     */
    static List<SampleRange> ranges(Format format, byte[] payload) throws MalformedMediaException {
        if (!covers(format)) {
            throw new MalformedMediaException(format.codec() + " cannot be encrypted by samples");
        }
        return format.kind() == MediaKind.VIDEO
                ? SampleRange.ofPicture(format instanceof H265Format, payload)
                : List.of();
    }

    /** Fields are not for logs. */
    @Override
    public String toString() {
        return "SampleEncryption[cbcs]";
    }
}
