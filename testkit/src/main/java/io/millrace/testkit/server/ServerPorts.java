package io.millrace.testkit.server;

import io.millrace.testkit.FreePorts;
import java.util.Map;
import java.util.TreeMap;

/**
 * The ports of one Millrace process.
 *
 * @param rtp even; RTCP is the next one
 * @param httpStream of a play service alone; in standalone endless streams are on {@code http}
 */
public record ServerPorts(
        int rtsp,
        int rtp,
        int rtmp,
        int srt,
        int http,
        int httpStream,
        int controlGrpc,
        int controlHttp,
        int metrics,
        int kafka) {

    public static ServerPorts take(FreePorts free) {
        return new ServerPorts(
                free.next(),
                free.nextEvenPair(),
                free.next(),
                free.next(),
                free.next(),
                free.next(),
                free.next(),
                free.next(),
                free.next(),
                free.next());
    }

    /** The same settings as environment variables. */
    public Map<String, String> environment() {
        Map<String, String> variables = new TreeMap<>();
        variables.put("MILLRACE_RTSP_PORT", Integer.toString(rtsp));
        variables.put("MILLRACE_RTSP_RTP_PORT", Integer.toString(rtp));
        variables.put("MILLRACE_RTSP_RTCP_PORT", Integer.toString(rtp + 1));
        variables.put("MILLRACE_RTMP_PORT", Integer.toString(rtmp));
        variables.put("MILLRACE_SRT_PORT", Integer.toString(srt));
        variables.put("MILLRACE_HTTP_PORT", Integer.toString(http));
        variables.put("MILLRACE_HTTP_STREAM_PORT", Integer.toString(httpStream));
        variables.put("MILLRACE_CONTROL_GRPC_PORT", Integer.toString(controlGrpc));
        variables.put("MILLRACE_CONTROL_HTTP_PORT", Integer.toString(controlHttp));
        variables.put("MILLRACE_METRICS_PORT", Integer.toString(metrics));
        variables.put("MILLRACE_KAFKA_EMBEDDED_PORT", Integer.toString(kafka));
        return variables;
    }

    /** The same settings as lines of a settings file; a reload may change them. */
    public String yaml() {
        return """
        rtsp: {port: %d, rtp-port: %d, rtcp-port: %d}
        rtmp: {port: %d}
        srt: {port: %d}
        http: {port: %d}
        control: {grpc-port: %d, http-port: %d}
        metrics: {port: %d}
        kafka: {embedded-port: %d}
        """
                .formatted(
                        rtsp,
                        rtp,
                        rtp + 1,
                        rtmp,
                        srt,
                        http,
                        controlGrpc,
                        controlHttp,
                        metrics,
                        kafka);
    }

    /** Where clients go, as ffmpeg takes it. */
    public String url(String scheme, String path) {
        return switch (scheme) {
            case "rtsp" -> "rtsp://127.0.0.1:" + rtsp + "/" + path;
            case "rtmp" -> "rtmp://127.0.0.1:" + rtmp + "/" + path;
            case "srt-publish" ->
                    "srt://127.0.0.1:" + srt + "?connect_timeout=10000&streamid=publish:" + path;
            case "srt" -> "srt://127.0.0.1:" + srt + "?connect_timeout=10000&streamid=read:" + path;
            case "hls" -> "http://127.0.0.1:" + http + "/" + path + "/index.m3u8";
            case "hls-ts" -> "http://127.0.0.1:" + http + "/" + path + "/ts.m3u8";
            case "dash" -> "http://127.0.0.1:" + http + "/" + path + "/manifest.mpd";
            case "mpegts" -> "http://127.0.0.1:" + http + "/" + path + "/mpegts";
            case "mpegts-play" -> "http://127.0.0.1:" + httpStream + "/" + path + "/mpegts";
            case "page" -> "http://127.0.0.1:" + http + "/" + path;
            default -> throw new IllegalArgumentException(scheme);
        };
    }
}
