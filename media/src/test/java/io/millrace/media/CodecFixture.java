package io.millrace.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Short elementary streams, made by ffmpeg. */
public final class CodecFixture {
    private CodecFixture() {}

    public static byte[] bytes(String name) {
        try (InputStream in = CodecFixture.class.getResourceAsStream("/codecs/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no test resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
