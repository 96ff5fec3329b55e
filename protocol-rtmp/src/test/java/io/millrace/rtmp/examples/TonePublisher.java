package io.millrace.rtmp.examples;

import io.millrace.media.G711Format;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.rtmp.client.RtmpClient;
import io.millrace.rtmp.client.RtmpException;
import io.millrace.rtmp.client.RtmpPublication;
import io.millrace.rtmp.client.RtmpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Publishes a tone of 400 Hz, as G.711. */
final class TonePublisher {
    private static final Track TRACK = new Track(0, new G711Format(G711Format.Law.A, 8_000, 1));
    private static final int FRAME_SAMPLES = 160;
    private static final int FRAME_MILLIS = 20;

    /** One wave of 20 samples: a square of A-law's smaller amplitudes. */
    private static final int WAVE_SAMPLES = 20;

    private TonePublisher() {}

    /** Arguments: URL, seconds. */
    public static void main(String[] arguments) throws Exception {
        Duration length = Duration.ofSeconds(Integer.parseInt(arguments[1]));
        Optional<RtmpException> problem = publish(arguments[0], length, true);
        System.out.println(problem.map(RtmpException::getMessage).orElse("done"));
    }

    /** Blocks; gives what the publication ended of, if it was not our decision. */
    static Optional<RtmpException> publish(String url, Duration length, boolean inRealTime)
            throws Exception {
        CompletableFuture<Optional<RtmpException>> over = new CompletableFuture<>();
        try (RtmpClient client = new RtmpClient()) {
            RtmpPublication publication =
                    client.publish(RtmpRequest.of(url), over::complete).toCompletableFuture().get();
            publication.describe(List.of(TRACK));
            byte[] frame = frame();
            for (long at = 0; at < length.toMillis(); at += FRAME_MILLIS) {
                long samples = at * TRACK.clockRate() / 1000;
                publication.write(new Unit(TRACK.id(), samples, samples, 0, true, frame));
                if (inRealTime) {
                    Thread.sleep(FRAME_MILLIS);
                }
            }
            publication.close();
            return over.get();
        }
    }

    private static byte[] frame() {
        byte[] frame = new byte[FRAME_SAMPLES];
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (byte) (i % WAVE_SAMPLES < WAVE_SAMPLES / 2 ? 0x90 : 0x10);
        }
        return frame;
    }
}
