package io.millrace.systemtests;

import io.millrace.testkit.FrameHashes;
import java.util.ArrayList;
import java.util.List;

/** How ffmpeg reads. */
enum ReadProtocol {
    RTSP_TCP("rtsp", false, "-rtsp_transport tcp -i"),
    RTSP_UDP("rtsp", false, "-rtsp_transport udp -i"),
    RTMP("rtmp", false, "-rtmp_live live -i"),
    SRT("srt", true, "-f mpegts -i"),
    HLS("hls", true, "-i");

    private final String scheme;
    private final boolean adts;
    private final String options;

    ReadProtocol(String scheme, boolean adts, String options) {
        this.scheme = scheme;
        this.adts = adts;
        this.options = options;
    }

    FrameHashes read(Deployment deployment, String path) {
        return readUrl(deployment.readUrl(scheme, path));
    }

    FrameHashes readUrl(String url) {
        List<String> input = new ArrayList<>(List.of(options.split(" ", -1)));
        input.add(url);
        return FrameHashes.read("reader " + this, adts, input.toArray(String[]::new));
    }
}
