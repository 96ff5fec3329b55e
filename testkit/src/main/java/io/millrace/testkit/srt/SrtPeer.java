package io.millrace.testkit.srt;

import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.InstalledProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A program that carries bytes over SRT as they are. Written to a sender's {@link
 * ChildProcess#input} in pieces of {@value #PACKET_BYTES} bytes, they go one packet each.
 */
public enum SrtPeer {
    /** The program of libsrt itself. */
    LIVE_TRANSMIT {
        @Override
        public Optional<String> problem() {
            return LIVE.problem();
        }

        @Override
        public ChildProcess send(SrtLink link) {
            List<String> command =
                    LIVE.command("-a:no", "-chunk:" + PACKET_BYTES, "file://con", liveUri(link));
            return ChildProcess.startFed("srt-live-transmit", command, Map.of());
        }

        // It throws away what it reads before.
        @Override
        public void awaitConnected(ChildProcess sender, Duration limit)
                throws InterruptedException {
            sender.awaitLine(line -> CONNECTED.matcher(line).find(), limit);
        }

        @Override
        public ChildProcess receive(SrtLink link, Path file) {
            // Its output has no buffer, so that the file is complete while it still runs.
            List<String> command = new ArrayList<>(List.of("stdbuf", "-o0"));
            command.addAll(LIVE.command("-a:no", "-q", liveUri(link), "file://con"));
            return ChildProcess.startInto(file, "srt-live-transmit", command, Map.of());
        }
    },
    /** The ffmpeg of the jar. */
    FFMPEG {
        @Override
        public Optional<String> problem() {
            return Ffmpeg.problem();
        }

        @Override
        public ChildProcess send(SrtLink link) {
            List<String> arguments = new ArrayList<>(List.of("-f", "data"));
            arguments.addAll(List.of("-raw_packet_size", Integer.toString(PACKET_BYTES)));
            arguments.addAll(List.of("-probesize", "32"));
            arguments.addAll(List.of("-i", "pipe:0", "-map", "0", "-c", "copy"));
            arguments.addAll(List.of("-flush_packets", "1", "-f", "data", ffmpegUri(link)));
            return Ffmpeg.startFed("ffmpeg", arguments);
        }

        @Override
        public int bytesBeforeConnecting() {
            return PACKET_BYTES;
        }

        @Override
        public ChildProcess receive(SrtLink link, Path file) {
            List<String> arguments = new ArrayList<>(List.of("-y", "-f", "data"));
            arguments.addAll(List.of("-i", ffmpegUri(link), "-map", "0", "-c", "copy"));
            arguments.addAll(List.of("-flush_packets", "1", "-f", "data", file.toString()));
            return Ffmpeg.start("ffmpeg", arguments);
        }
    },
    /** GStreamer's srtsink and srtsrc. */
    GSTREAMER {
        @Override
        public Optional<String> problem() {
            return GST.problem();
        }

        @Override
        public ChildProcess send(SrtLink link) {
            List<String> command =
                    GST.command("-q", "fdsrc", "fd=0", "blocksize=" + PACKET_BYTES, "!", "srtsink");
            command.addAll(gstreamerProperties(link));
            return ChildProcess.startFed("gst-launch", command, Map.of());
        }

        @Override
        public ChildProcess receive(SrtLink link, Path file) {
            List<String> command = GST.command("-q", "srtsrc");
            command.addAll(gstreamerProperties(link));
            command.addAll(List.of("!", "filesink", "buffer-mode=unbuffered", "location=" + file));
            return ChildProcess.start("gst-launch", command, Map.of());
        }
    };

    /** Seven TS packets: libsrt's payload in live mode. */
    public static final int PACKET_BYTES = 1316;

    private static final InstalledProgram LIVE = new InstalledProgram("srt-live-transmit");
    private static final InstalledProgram GST = new InstalledProgram("gst-launch-1.0");
    private static final Pattern CONNECTED =
            Pattern.compile("SRT target connected|Accepted SRT target connection");
    private static final int CONNECT_MILLIS = 10_000;

    /** Why it cannot run on this machine, in one line; empty if it can. */
    public abstract Optional<String> problem();

    /** Starts a sender of what is written to its standard input. */
    public abstract ChildProcess send(SrtLink link);

    /** Starts a receiver into a file. */
    public abstract ChildProcess receive(SrtLink link, Path file);

    /** Waits until a sender takes what is written to it; most let it wait by themselves. */
    @SuppressWarnings("unused") // the parameters are for those that do not
    public void awaitConnected(ChildProcess sender, Duration limit) throws InterruptedException {}

    /** What a sender must be given before it connects at all, which it then sends. */
    public int bytesBeforeConnecting() {
        return 0;
    }

    private static String liveUri(SrtLink link) {
        return link.address()
                + "?mode="
                + link.mode()
                + "&latency="
                + link.latencyMillis()
                + (link.listens() ? "" : "&conntimeo=" + CONNECT_MILLIS)
                + streamIdAndSecret(link);
    }

    /** The latency is in microseconds here. */
    private static String ffmpegUri(SrtLink link) {
        return link.address()
                + "?mode="
                + link.mode()
                + "&latency="
                + link.latencyMillis()
                + "000&connect_timeout="
                + CONNECT_MILLIS
                + "&pkt_size="
                + PACKET_BYTES
                + streamIdAndSecret(link);
    }

    private static String streamIdAndSecret(SrtLink link) {
        String streamId = link.streamId().isEmpty() ? "" : "&streamid=" + link.streamId();
        return link.passphrase().isEmpty()
                ? streamId
                : streamId + "&passphrase=" + link.passphrase() + "&pbkeylen=" + link.keyBytes();
    }

    private static List<String> gstreamerProperties(SrtLink link) {
        List<String> properties = new ArrayList<>();
        properties.add("uri=" + link.address() + "?mode=" + link.mode());
        properties.add("latency=" + link.latencyMillis());
        if (!link.streamId().isEmpty()) {
            properties.add("streamid=" + link.streamId());
        }
        if (!link.passphrase().isEmpty()) {
            properties.add("passphrase=" + link.passphrase());
            properties.add("pbkeylen=" + link.keyBytes());
        }
        return properties;
    }
}
