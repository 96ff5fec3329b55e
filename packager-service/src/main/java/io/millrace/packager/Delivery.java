package io.millrace.packager;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Makes of an answer what the client's headers ask for: unchanged (RFC 9110, section 13), a range
 * of bytes (14), compressed (8.4). A playlist's entity tag is a hash of its text, a segment's is
 * its name and size, since a name never stands for other bytes: all packagers give the same.
 * Compressed playlists are kept for the next viewer. Thread-safe.
 *
 * <p>Buffers: takes the answer's and gives one back.
 */
final class Delivery {
    private static final int MIN_COMPRESSED = 256;
    private static final int MAX_KEPT = 1_000;
    private static final int TAG_BYTES = 12;
    private static final String ENTITY_TAG = "ETag";
    private static final String VARY = "Vary";

    private final List<String> origins;
    private final Map<String, byte[]> compressed =
            new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
                    return size() > MAX_KEPT;
                }
            };

    /**
     * For pages of some origins.
     *
     * @param allowOrigin {@code *}, or origins with commas between
     */
    Delivery(String allowOrigin) {
        this.origins = Arrays.stream(allowOrigin.split(",", -1)).map(String::strip).toList();
    }

    Reply delivered(Reply reply, Asked asked) {
        return readableBy(reply.status() == 200 ? content(reply, asked) : reply, asked);
    }

    private Reply content(Reply reply, Asked asked) {
        if (PlaylistAddresses.areIn(reply.mediaType().orElse(""))) {
            return playlist(reply, asked);
        }
        return reply.caching().contains(Reply.IMMUTABLE) ? segment(reply, asked) : reply;
    }

    /** Fetch standard, section 3.3: whose pages may read the answer. */
    Reply readableBy(Reply reply, Asked asked) {
        if (origins.contains("*")) {
            return reply.with("Access-Control-Allow-Origin", "*")
                    .with("Access-Control-Expose-Headers", "*");
        }
        Reply varying = reply.with(VARY, vary(reply, "Origin"));
        return asked.origin().filter(origins::contains).isEmpty()
                ? varying
                : varying.with("Access-Control-Allow-Origin", asked.origin().get())
                        .with("Access-Control-Expose-Headers", "*");
    }

    private static String vary(Reply reply, String name) {
        String before = reply.headers().getOrDefault(VARY, "");
        return before.isEmpty() ? name : before + ", " + name;
    }

    private Reply playlist(Reply reply, Asked asked) {
        byte[] text = ByteBufUtil.getBytes(reply.body());
        boolean gzip = asked.gzip() && text.length >= MIN_COMPRESSED;
        String hash = hash(text);
        String tag = "\"" + hash + (gzip ? "-gzip" : "") + "\"";
        Reply tagged = reply.with(VARY, vary(reply, "Accept-Encoding")).with(ENTITY_TAG, tag);
        if (asked.has(tag)) {
            return notModified(tagged);
        }
        if (!gzip) {
            return tagged;
        }
        reply.body().release();
        return tagged.with("Content-Encoding", "gzip")
                .withBody(Unpooled.wrappedBuffer(gzipped(hash, text)));
    }

    private static Reply notModified(Reply reply) {
        reply.body().release();
        return reply.withStatus(304).withBody(Unpooled.EMPTY_BUFFER);
    }

    private static Reply segment(Reply reply, Asked asked) {
        ByteBuf body = reply.body();
        int size = body.readableBytes();
        String tag = "\"" + asked.file() + "-" + Integer.toHexString(size) + "\"";
        Reply tagged = reply.with(ENTITY_TAG, tag).with("Accept-Ranges", "bytes");
        if (asked.has(tag)) {
            return notModified(tagged);
        }
        boolean whole =
                asked.range().isEmpty()
                        || asked.ifRange().filter(condition -> !condition.equals(tag)).isPresent();
        return whole ? tagged : part(tagged, asked.range().get(), size);
    }

    private static Reply part(Reply reply, ByteRange range, int size) {
        ByteBuf body = reply.body();
        return range.of(size)
                .map(bytes ->
                        reply.withStatus(206)
                                .with(
                                        "Content-Range",
                                        "bytes %d-%d/%d"
                                                .formatted(bytes.first(), bytes.last(), size))
                                .withBody(
                                        body.readerIndex(body.readerIndex() + bytes.first())
                                                .writerIndex(body.readerIndex() + bytes.length())))
                .orElseGet(() -> {
                    body.release();
                    return Reply.problem(
                            416,
                            "the segment has " + size + " bytes",
                            Map.of("Content-Range", "bytes */" + size));
                });
    }

    private byte[] gzipped(String hash, byte[] text) {
        synchronized (compressed) {
            byte[] before = compressed.get(hash);
            if (before != null) {
                return before;
            }
        }
        byte[] fresh = gzip(text);
        synchronized (compressed) {
            compressed.put(hash, fresh);
        }
        return fresh;
    }

    private static byte[] gzip(byte[] text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text);
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory cannot fail", impossible);
        }
        return bytes.toByteArray();
    }

    private static String hash(byte[] text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(Arrays.copyOf(digest, TAG_BYTES));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
