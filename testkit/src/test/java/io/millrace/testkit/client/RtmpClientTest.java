package io.millrace.testkit.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FrameHash;
import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.RequiresFfmpeg;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@RequiresFfmpeg
class RtmpClientTest {
    private static final int PICTURES = 30;
    private static final int CONNECT_TRIES = 100;

    @Test
    void play_ffmpegAsServer_givesThePicturesOfTheClip() throws Exception {
        int port = new FreePorts().next();
        List<String> published =
                FrameHashes.ofFile(Clip.PLAIN.file()).stream()
                        .filter(FrameHash::video)
                        .map(FrameHash::md5)
                        .toList();
        List<String> arguments =
                List.of(
                        "-re",
                        "-i",
                        Clip.PLAIN.file().toString(),
                        "-c",
                        "copy",
                        "-f",
                        "flv",
                        "-listen",
                        "1",
                        "rtmp://127.0.0.1:" + port + "/app/name");
        try (ChildProcess _ = Ffmpeg.start("server", arguments);
                RtmpClient client = connect(port)) {
            client.play("app/name");
            List<String> played = new ArrayList<>();
            while (played.size() < PICTURES) {
                RtmpClient.Message message = client.read();
                if (message.type() == RtmpClient.VIDEO && message.payload()[1] == 1) {
                    played.add(H264Picture.ofLengthPrefixed(message.payload(), 5).md5());
                }
            }
            assertEquals(published.subList(0, PICTURES), played);
        }
    }

    /** ffmpeg listens a moment after its start. */
    private static RtmpClient connect(int port) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return new RtmpClient(port);
            } catch (IOException e) {
                if (attempt == CONNECT_TRIES) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }
}
