package io.millrace.srt.wire;

import io.millrace.testkit.Fuzz;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Packets of libsrt, spoilt, are read or refused. */
@Tag("fuzz")
class SrtParserFuzzTest {
    private static List<byte[]> seeds() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/captures/libsrt-1.5.1-encrypted.txt"))
                .stream()
                .filter(line -> line.startsWith("> ") || line.startsWith("< "))
                .limit(60)
                .map(line -> HexFormat.of().parseHex(line.substring(2)))
                .toList();
    }

    @Test
    void packets() throws Exception {
        Fuzz.run(
                "srt-packets",
                seeds(),
                in -> {
                    try {
                        PacketCodec.parse(Unpooled.wrappedBuffer(in));
                    } catch (SrtProtocolException e) {
                        Objects.requireNonNull(e.getMessage());
                    }
                });
    }
}
