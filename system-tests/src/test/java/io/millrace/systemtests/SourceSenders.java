package io.millrace.systemtests;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FreePorts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** ffmpegs that wait to be asked for a clip, or send it to where it is waited for. */
final class SourceSenders implements AutoCloseable {
    private final FreePorts free = new FreePorts();
    private final int rtp = free.nextEvenPair();
    private final int transportStream = free.next();
    private final int flv = free.next();
    private final int srtListener = free.next();
    private final int srtCaller = free.next();
    private final int udp = free.next();
    private final List<ChildProcess> processes = new ArrayList<>();

    /** The settings of paths that take what is sent. */
    String settings() {
        return """
          pull/ffmpeg-http-ts: {source: 'http://127.0.0.1:%d/x.ts'}
          pull/ffmpeg-http-flv: {source: 'http://127.0.0.1:%d/x.flv'}
          pull/ffmpeg-srt: {source: 'srt://127.0.0.1:%d'}
          pull/srt-listener: {source: 'srt://:%d?mode=listener'}
          pull/udp: {source: 'udp://127.0.0.1:%d'}
        """
                .formatted(transportStream, flv, srtListener, srtCaller, udp);
    }

    /** The names of these paths. */
    static List<String> names() {
        return List.of("ffmpeg-http-ts", "ffmpeg-http-flv", "ffmpeg-srt", "srt-listener", "udp");
    }

    /** Begins to send; the file describes what comes by RTP. */
    SourceSenders start(Path sdp) throws InterruptedException {
        send("-an", "-f", "rtp", "-sdp_file", sdp.toString(), "rtp://127.0.0.1:" + rtp);
        send("-listen", "1", "-f", "mpegts", "http://127.0.0.1:" + transportStream + "/x.ts");
        send("-listen", "1", "-f", "flv", "http://127.0.0.1:" + flv + "/x.flv");
        send("-f", "mpegts", "srt://127.0.0.1:" + srtListener + "?mode=listener");
        send("-f", "mpegts", "srt://127.0.0.1:" + srtCaller + "?connect_timeout=60000");
        send("-f", "mpegts", "udp://127.0.0.1:" + udp + "?pkt_size=1316");
        return this;
    }

    private void send(String... output) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-re", "-stream_loop", "-1", "-i"));
        arguments.addAll(List.of(Clip.PLAIN.file().toString(), "-c", "copy"));
        arguments.addAll(List.of(output));
        processes.add(Ffmpeg.start("sender " + output[output.length - 1], arguments));
    }

    @Override
    public void close() {
        processes.forEach(ChildProcess::close);
    }
}
