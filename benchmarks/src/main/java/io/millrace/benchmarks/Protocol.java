package io.millrace.benchmarks;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What readers speak. */
public enum Protocol {
    RTSP_TCP("rtsp-tcp", 0.97),
    RTSP_UDP("rtsp-udp", 0.97),
    RTSPS("rtsps", 0.97),
    RTMP("rtmp", 0.97),
    HTTP_FLV("http-flv", 0.97),
    /** Segments make the window coarse, so less counts as full. */
    HLS("hls", 0.80);

    private final String label;
    private final double fullShare;

    Protocol(String label, double fullShare) {
        this.label = label;
        this.fullShare = fullShare;
    }

    /** As on the command line and in reports. */
    public String label() {
        return label;
    }

    /** The share of the path's rate from which on a reader counts as served in full. */
    public double fullShare() {
        return fullShare;
    }

    public static Optional<Protocol> of(String label) {
        return Arrays.stream(values()).filter(it -> it.label.equals(label)).findFirst();
    }

    public static String labels() {
        return Arrays.stream(values()).map(Protocol::label).collect(Collectors.joining(","));
    }
}
