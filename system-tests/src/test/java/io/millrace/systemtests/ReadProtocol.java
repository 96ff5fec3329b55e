package io.millrace.systemtests;

import io.millrace.testkit.FrameHashes;
import java.util.ArrayList;
import java.util.List;

/** How ffmpeg reads. */
enum ReadProtocol {
    RTSP_TCP("rtsp", false, List.of("-rtsp_transport", "tcp")),
    RTSP_UDP("rtsp", false, List.of("-rtsp_transport", "udp")),
    RTMP("rtmp", false, List.of("-rtmp_live", "live")),
    HLS("hls", true, List.of());

    private final String scheme;
    private final boolean adts;
    private final List<String> options;

    ReadProtocol(String scheme, boolean adts, List<String> options) {
        this.scheme = scheme;
        this.adts = adts;
        this.options = options;
    }

    FrameHashes read(Deployment deployment, String path) {
        return readUrl(deployment.readUrl(scheme, path));
    }

    FrameHashes readUrl(String url) {
        List<String> input = new ArrayList<>(options);
        input.addAll(List.of("-i", url));
        return FrameHashes.read("reader " + this, adts, input.toArray(String[]::new));
    }
}
