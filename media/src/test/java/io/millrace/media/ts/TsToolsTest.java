package io.millrace.media.ts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.millrace.media.CollectedUnits;
import io.millrace.media.Unit;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.RequiresFfmpeg;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written here, decoded by ffmpeg: same pictures, same times, not one warning. */
@RequiresFfmpeg
class TsToolsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ParameterizedTest
    @CsvSource({
        "h265-latm, 0",
        "mpeg2-mp2, 0",
        "mpeg1-mp3, 0",
        "mpeg4-ac3, 0",
        "h264-eac3, 0",
        "h264-opus, 0",
        "h264-s302m, 0",
        "h264-eac3, 4000000",
        "h265-latm, 4000000"
    })
    void ffmpeg_decodes_theSameFramesAtTheSameTimes(String name, long rate, @TempDir Path folder)
            throws Exception {
        Path original = folder.resolve("original.ts");
        Files.write(original, TsFixture.bytes(name + ".ts"));
        Path written = folder.resolve("written.ts");
        try (OutputStream out = Files.newOutputStream(written)) {
            ByteBuf stream = remux(name, rate);
            stream.readBytes(out, stream.readableBytes());
        }
        for (String kind : List.of("v", "a")) {
            List<String> frames = frames(original, kind, 0);
            assertFalse(frames.isEmpty());
            assertEquals(frames, frames(written, kind, 90_000));
        }
    }

    private static ByteBuf remux(String name, long rate) throws Exception {
        CollectedUnits media = TsFixture.demux(name);
        TsMuxer muxer =
                rate == 0
                        ? new TsMuxer(media.tracks())
                        : new TsMuxer(media.tracks(), TsMuxerSettings.constantRate(rate));
        ByteBuf out = Unpooled.buffer();
        for (Unit unit : TsFixture.inOrder(media)) {
            muxer.write(unit, out);
        }
        return out;
    }

    /** Time in milliseconds, less the shift, and hash of each decoded frame. */
    private static List<String> frames(Path file, String kind, long shiftTicks) throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        List<String> arguments =
                List.of(
                        "-copyts",
                        "-i",
                        file.toString(),
                        "-map",
                        "0:" + kind,
                        "-enc_time_base",
                        "1:90000",
                        "-f",
                        "framehash",
                        "-hash",
                        "md5",
                        "-");
        try (ChildProcess ffmpeg = Ffmpeg.start("ffmpeg", arguments, lines::add)) {
            assertEquals(0, ffmpeg.awaitExit(LIMIT), ffmpeg::output);
            assertFalse(
                    ffmpeg.output().matches("(?is).*(corrupt|non.monoton|error|invalid).*"),
                    ffmpeg::output);
        }
        return lines.stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(",\\s*", 0))
                .map(fields -> rounded(fields[2].strip(), shiftTicks) + " " + fields[5])
                .toList();
    }

    /** Some decoders count in samples: in steps of 2 ms it is the same time. */
    private static long rounded(String pts, long shiftTicks) {
        return Math.round((Long.parseLong(pts) - shiftTicks) / 180.0);
    }
}
