package io.millrace.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The test clip: H.264 High with B pictures and two slices a picture, AAC-LC 44.1 kHz stereo, made
 * by ffmpeg as FLV, MP4 and TS of the same access units, and ffmpeg's framehash of them.
 */
public final class Clip {
    private Clip() {}

    /** Track (0 video, 1 audio), dts and pts in 1/12,800 s and 1/44,100 s, hash of the payload. */
    public record Frame(int track, long dts, long pts, String md5) {}

    public static byte[] bytes(String name) {
        try (InputStream in = Clip.class.getResourceAsStream("/clip/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no test resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ByteBuf buffer(String name) {
        return Unpooled.wrappedBuffer(bytes(name));
    }

    /** What ffmpeg says that the clip is. */
    public static List<Frame> frames(int track) {
        List<Frame> frames = new ArrayList<>();
        String text = new String(bytes("clip.framehash"), StandardCharsets.UTF_8);
        for (String line : text.lines().filter(line -> line.startsWith(track + ",")).toList()) {
            String[] fields = line.split(",\\s*", 0);
            frames.add(
                    new Frame(
                            track,
                            Long.parseLong(fields[1]),
                            Long.parseLong(fields[2]),
                            fields[5].strip()));
        }
        return frames;
    }

    public static List<String> hashes(int track) {
        return frames(track).stream().map(Frame::md5).toList();
    }

    public static String md5(byte[] payload) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(payload));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
