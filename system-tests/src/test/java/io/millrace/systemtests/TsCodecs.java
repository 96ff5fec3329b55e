package io.millrace.systemtests;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.NormalForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Short clips in MPEG-TS with other codecs than H.264 and AAC, and who can read them. */
enum TsCodecs {
    H265_AC3("libx265 -x265-params log-level=none:keyint=25", "ac3", NormalForm.H265),
    MPEG2_MP2("mpeg2video -g 25", "mp2", "null"),
    H264_OPUS("libx264 -g 25", "libopus", NormalForm.H264),
    H264_EAC3("libx264 -g 25", "eac3", NormalForm.H264),
    H264_MP2("libx264 -g 25", "mp2", NormalForm.H264, "RTMP"),
    H265_MP3("libx265 -x265-params log-level=none:keyint=25", "libmp3lame", NormalForm.H265);

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final String video;
    private final String audio;
    private final String videoForm;
    private final Optional<ReadProtocol> picturesOnly;

    TsCodecs(String video, String audio, String videoForm, String... picturesOnly) {
        this.video = video;
        this.audio = audio;
        this.videoForm = videoForm;
        this.picturesOnly = List.of(picturesOnly).stream().findFirst().map(ReadProtocol::valueOf);
    }

    NormalForm form() {
        return NormalForm.ofVideo(videoForm);
    }

    /** Who can carry the pictures and not the audio. */
    Optional<ReadProtocol> picturesOnly() {
        return picturesOnly;
    }

    /** Who carries both, as far as ffmpeg can read it: it knows no E-AC-3 over RTP (RFC 4598). */
    Set<ReadProtocol> both() {
        Set<ReadProtocol> both = EnumSet.of(ReadProtocol.SRT, ReadProtocol.HTTP_TS);
        if (this != H264_EAC3) {
            both.add(ReadProtocol.RTSP_TCP);
        }
        if (this != MPEG2_MP2 && this != H264_MP2) {
            both.add(ReadProtocol.HLS);
            both.add(ReadProtocol.DASH);
        }
        if (this == MPEG2_MP2) {
            both.add(ReadProtocol.HLS);
        } else if (this != H264_MP2) {
            both.add(ReadProtocol.RTMP);
        }
        if (this != H264_OPUS) {
            both.add(ReadProtocol.HLS_TS);
        }
        return both;
    }

    /** Encodes a new clip, ten seconds in which every unit differs. */
    Path make(Path folder) throws InterruptedException {
        Path file = folder.resolve(name() + ".ts");
        if (Files.exists(file)) {
            return file;
        }
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-y", "-f", "lavfi", "-i", "testsrc2=rate=25:size=320x180"));
        arguments.addAll(List.of("-f", "lavfi", "-i"));
        arguments.add("anoisesrc=color=pink:seed=1:amplitude=0.2:sample_rate=48000");
        arguments.addAll(List.of("-t", "10", "-pix_fmt", "yuv420p", "-ac", "2", "-c:v"));
        arguments.addAll(List.of(video.split(" ", -1)));
        if (video.startsWith("libx")) {
            arguments.addAll(List.of("-preset", "ultrafast"));
        }
        arguments.addAll(List.of("-c:a", audio, "-f", "mpegts", file.toString()));
        Ffmpeg.run(LIMIT, arguments.toArray(String[]::new));
        return file;
    }
}
