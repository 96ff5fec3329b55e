package io.millrace.srt.interop;

import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.srt.SrtPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/** A transport stream to carry, in whole packets. */
final class TsContent {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private TsContent() {}

    /** The first bytes of a clip as MPEG-TS. */
    static byte[] make(Path folder, int packets) throws IOException, InterruptedException {
        Path file = folder.resolve("content.ts");
        Ffmpeg.run(
                LIMIT,
                "-y",
                "-i",
                Clip.PLAIN.file().toString(),
                "-c",
                "copy",
                "-f",
                "mpegts",
                file.toString());
        byte[] all = Files.readAllBytes(file);
        if (all.length < packets * SrtPeer.PACKET_BYTES) {
            throw new IllegalArgumentException("The clip has " + all.length + " bytes only");
        }
        return Arrays.copyOf(all, packets * SrtPeer.PACKET_BYTES);
    }
}
