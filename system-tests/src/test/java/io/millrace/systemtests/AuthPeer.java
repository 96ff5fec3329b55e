package io.millrace.systemtests;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Clip;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.client.RtspClient;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A peer that tries to get in, in each way to show credentials. */
enum AuthPeer {
    RTSP_READ,
    RTSP_PUBLISH,
    RTSP_BASIC_HEADER,
    RTMP_READ,
    RTMP_PUBLISH,
    SRT_READ,
    SRT_PUBLISH,
    HLS_BASIC,
    HLS_BEARER,
    HLS_QUERY,
    TS_BASIC,
    TS_QUERY;

    private static final Duration LIMIT = Duration.ofSeconds(25);

    /** Whether it gets in; {@code path} is for publishers, the others read the live one. */
    boolean proceeds(AuthDeployment server, String path, Shown shown) throws Exception {
        String live = AuthSettings.LIVE;
        return switch (this) {
            case RTSP_READ -> ffmpeg(server, read(rtsp(server, live, shown)));
            case RTSP_PUBLISH -> ffmpeg(server, publish(rtsp(server, path, shown)));
            case RTSP_BASIC_HEADER -> describes(server, shown);
            case RTMP_READ -> ffmpeg(server, read(server.readUrl("rtmp", live) + shown.query()));
            case RTMP_PUBLISH ->
                    ffmpeg(server, publish(server.publishUrl("rtmp", path) + shown.query()));
            case SRT_READ -> ffmpeg(server, read(srt(server, "request", live, shown)));
            case SRT_PUBLISH -> ffmpeg(server, publish(srt(server, "publish", path, shown)));
            case HLS_BASIC -> gets(server.readUrl("hls", live), shown.basic());
            case HLS_BEARER -> gets(server.readUrl("hls", live), bearer(shown));
            case HLS_QUERY -> gets(server.readUrl("hls", live) + shown.query(), "");
            case TS_BASIC -> gets(server.readUrl("page", live) + "/mpegts", shown.basic());
            case TS_QUERY -> gets(server.readUrl("page", live) + "/mpegts" + shown.query(), "");
        };
    }

    /** Tokens go into the query here: ffmpeg cuts what stands before an RTSP URL's host. */
    private static String rtsp(AuthDeployment server, String path, Shown shown) {
        String url = server.publishUrl("rtsp", path);
        return switch (shown) {
            case Shown.Nothing _, Shown.Password _ ->
                    url.replace("rtsp://", "rtsp://" + shown.userInfo());
            case Shown.Token _ -> url + shown.query();
        };
    }

    private static String srt(AuthDeployment server, String mode, String path, Shown shown) {
        String id = "#!::r=" + path + ",m=" + mode + shown.streamId();
        return "srt://127.0.0.1:"
                + server.ports().srt()
                + "?streamid="
                + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    private static String bearer(Shown shown) {
        return switch (shown) {
            case Shown.Nothing _, Shown.Password _ -> "";
            case Shown.Token(String value) -> "Bearer " + value;
        };
    }

    /** Takes one picture. */
    static List<String> read(String url) {
        List<String> arguments = new ArrayList<>();
        if (url.startsWith("rtsp")) {
            arguments.addAll(List.of("-rtsp_transport", "tcp"));
        }
        if (url.startsWith("srt:")) {
            arguments.addAll(List.of("-f", "mpegts"));
        }
        arguments.addAll(List.of("-i", url, "-map", "0:v", "-frames:v", "1"));
        arguments.addAll(List.of("-c", "copy", "-f", "null", "-"));
        return arguments;
    }

    /** Reads until it is ended. */
    static List<String> watch(String url) {
        List<String> arguments = new ArrayList<>();
        if (url.startsWith("rtsp")) {
            arguments.addAll(List.of("-rtsp_transport", "tcp"));
        }
        arguments.addAll(List.of("-i", url, "-map", "0:v", "-c", "copy", "-f", "null", "-"));
        return arguments;
    }

    /** The first challenge of RTSP. */
    static String challenge(int port) throws IOException {
        try (RtspClient client = new RtspClient(port, AuthSettings.LIVE)) {
            String accept = "Accept: application/sdp\r\n";
            return client.request("DESCRIBE", client.url(), accept, "").header("WWW-Authenticate");
        }
    }

    /** Sends half a second. */
    static List<String> publish(String url) throws InterruptedException {
        return publish(url, "-t", "0.5");
    }

    static List<String> publish(String url, String... length) throws InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-re", "-stream_loop", "-1"));
        arguments.addAll(List.of("-i", Clip.PLAIN.file().toString(), "-c", "copy"));
        arguments.addAll(List.of(length));
        if (url.startsWith("rtsp")) {
            arguments.addAll(List.of("-f", "rtsp", "-rtsp_transport", "tcp"));
        } else {
            arguments.addAll(List.of("-f", url.startsWith("srt:") ? "mpegts" : "flv"));
        }
        arguments.add(url);
        return arguments;
    }

    private boolean ffmpeg(AuthDeployment server, List<String> arguments)
            throws InterruptedException {
        try (ChildProcess program = Ffmpeg.start(name(), arguments)) {
            return program.awaitExit(LIMIT) == 0;
        } catch (AssertionError late) {
            throw new AssertionError(server.output(), late);
        }
    }

    private static boolean describes(AuthDeployment server, Shown shown) throws IOException {
        String authorization = shown.basic();
        String headers =
                "Accept: application/sdp\r\n"
                        + (authorization.isEmpty()
                                ? ""
                                : "Authorization: " + authorization + "\r\n");
        try (RtspClient client = new RtspClient(server.ports().rtsp(), AuthSettings.LIVE)) {
            int status = client.request("DESCRIBE", client.url(), headers, "").status();
            return isYes(status);
        }
    }

    private static boolean gets(String url, String authorization) throws IOException {
        return isYes(status(url, authorization));
    }

    /** What a GET is answered with. */
    static int status(String url, String authorization) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(5_000);
        connection.setReadTimeout(15_000);
        if (!authorization.isEmpty()) {
            connection.setRequestProperty("Authorization", authorization);
        }
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    private static boolean isYes(int status) {
        if (status != 200 && status != 401) {
            throw new AssertionError("answered " + status);
        }
        return status == 200;
    }
}
