package io.millrace.systemtests;

import io.millrace.testkit.FrameHashes;
import io.millrace.testkit.NormalForm;
import java.util.ArrayList;
import java.util.List;

/** How ffmpeg reads. */
enum ReadProtocol {
    RTSP_TCP("rtsp", false, "-rtsp_transport tcp -i"),
    RTSP_UDP("rtsp", false, "-rtsp_transport udp -i"),
    RTSP_HTTP("rtsp", false, "-rtsp_transport http -i"),
    RTMP("rtmp", false, "-rtmp_live live -i"),
    SRT("srt", true, "-f mpegts -i"),
    HTTP_TS("mpegts", true, "-f mpegts -i"),
    HLS("hls", true, "-i"),
    HLS_TS("hls-ts", true, "-i"),
    DASH("dash", true, "-i");

    private final String scheme;
    private final boolean adts;
    private final String options;

    ReadProtocol(String scheme, boolean adts, String options) {
        this.scheme = scheme;
        this.adts = adts;
        this.options = options;
    }

    /** Whether the answer is a playlist or a manifest, which is there a while after the path. */
    boolean isPlaylist() {
        return this == HLS || this == HLS_TS || this == DASH;
    }

    String url(Deployment deployment, String path) {
        return deployment.readUrl(scheme, path);
    }

    FrameHashes read(Deployment deployment, String path) {
        return readUrl(url(deployment, path));
    }

    FrameHashes readUrl(String url) {
        return FrameHashes.read("reader " + this, adts, input(url));
    }

    /** Other codecs than H.264 and AAC. */
    FrameHashes read(Deployment deployment, String path, NormalForm form) {
        return FrameHashes.read("reader " + this, form, input(url(deployment, path)));
    }

    /** As ffmpeg takes it. */
    List<String> input(Deployment deployment, String path) {
        return List.of(input(url(deployment, path)));
    }

    private String[] input(String url) {
        List<String> input = new ArrayList<>(List.of(options.split(" ", -1)));
        input.add(url);
        return input.toArray(String[]::new);
    }
}
