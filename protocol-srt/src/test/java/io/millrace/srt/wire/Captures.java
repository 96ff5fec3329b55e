package io.millrace.srt.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Datagrams of libsrt 1.5.1 (ffmpeg to srt-live-transmit); data packets are cut to 200 bytes. */
public final class Captures {
    private Captures() {}

    /** One datagram of the caller or of the listener. */
    public record Datagram(boolean ofCaller, byte[] bytes) {}

    /** All of an encrypted session, with a refresh of the key. */
    public static List<Datagram> encrypted() {
        return read("libsrt-1.5.1-encrypted.txt");
    }

    /** All of a plain session through a line that lost 8 %. */
    public static List<Datagram> plain() {
        return read("libsrt-1.5.1-plain-8-percent-loss.txt");
    }

    private static List<Datagram> read(String name) {
        try (InputStream in =
                Objects.requireNonNull(Captures.class.getResourceAsStream("/captures/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line ->
                            new Datagram(
                                    line.startsWith(">"),
                                    HexFormat.of().parseHex(line.substring(2))))
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
