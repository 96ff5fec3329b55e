package io.millrace.standalone;

import io.millrace.runtime.config.AuthConfig;
import io.millrace.runtime.config.MillraceConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What {@code up} tells when everything works: where it listens, and what to type next. */
final class UpText {
    private UpText() {}

    private static String whoMayConnect(MillraceConfig config) {
        if (config.server().isLoopback()) {
            return "Only this machine can connect: `up --listen all` lets others in, or"
                    + " server.listen in a --config file.";
        }
        return config.auth().methods().contains(AuthConfig.Method.ANONYMOUS)
                ? "EVERYBODY who reaches this machine may publish and read (auth.methods:"
                        + " anonymous); docs/auth.md tells how to change it."
                : "Other machines can connect, with permissions as the settings say.";
    }

    static List<String> ready(MillraceConfig config, boolean demo, Duration startTime) {
        String host = config.server().shownAddress();
        String rtsp = "rtsp://%s:%d/".formatted(host, config.rtsp().port());
        String rtmp = "rtmp://%s:%d/".formatted(host, config.rtmp().port());
        String srt = "srt://%s:%d".formatted(host, config.srt().port());
        String http = "http://%s:%d/".formatted(host, config.http().port());
        String path = demo ? "demo" : "live";
        List<String> lines = new ArrayList<>();
        lines.add("Ready after %.1f s.".formatted(startTime.toMillis() / 1000.0));
        lines.add("");
        lines.add("  RTSP     " + rtsp + "PATH   (publish and read; TCP and UDP)");
        lines.add("  RTMP     " + rtmp + "PATH   (publish and read)");
        lines.add("  SRT      " + srt + "   (stream id: publish:PATH or read:PATH)");
        lines.add("  browser  " + http + "PATH");
        lines.add("  HLS      " + http + "PATH/index.m3u8");
        lines.add("  metrics  http://%s:%d/metrics".formatted(host, config.metrics().port()));
        lines.add("");
        lines.add(whoMayConnect(config));
        lines.add("");
        if (demo) {
            lines.add("Path 'demo' is being published: open " + http + "demo");
        } else {
            lines.add("Publish, from another terminal:");
            lines.add(
                    "  ffmpeg -re -stream_loop -1 -i FILE -c copy -f rtsp -rtsp_transport tcp "
                            + rtsp
                            + path);
            lines.add("  ffmpeg -re -stream_loop -1 -i FILE -c copy -f flv " + rtmp + path);
            lines.add(
                    "  ffmpeg -re -stream_loop -1 -i FILE -c copy -f mpegts '"
                            + srt
                            + "?streamid=publish:"
                            + path
                            + "'");
        }
        lines.add("Read:");
        lines.add("  ffplay -rtsp_transport tcp " + rtsp + path);
        lines.add("  ffplay " + rtmp + path);
        lines.add("  ffplay '" + srt + "?streamid=read:" + path + "'");
        lines.add("  a browser: " + http + path);
        lines.add("Look at the log:");
        lines.add("  ./millrace log " + path);
        lines.add("Ctrl-C stops.");
        return lines;
    }
}
