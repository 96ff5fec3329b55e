package io.millrace.rtmp.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** The hash that both challenges are made of. */
final class Md5 {
    private Md5() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String hex(String text) {
        return HexFormat.of().formatHex(hash(text));
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(hash(text));
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes(text));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has MD5", missing);
        }
    }
}
