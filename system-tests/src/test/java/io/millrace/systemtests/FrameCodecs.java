package io.millrace.systemtests;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.NormalForm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Codecs of browsers, with Opus, or with an encoding that is passed on as received: who publishes
 * and who reads them, as far as ffmpeg can.
 */
enum FrameCodecs {
    AV1(
            "libaom-av1 -usage realtime -cpu-used 8 -lag-in-frames 0",
            "av1_metadata=td=remove",
            "libopus"),
    VP9("libvpx-vp9 -deadline realtime -cpu-used 8", "null", "libopus"),
    VP8("libvpx -deadline realtime -cpu-used 8", "null", "vorbis -strict experimental"),
    /** With Opus of 5.1 channels, which ffmpeg has not in RTP. */
    H264_SURROUND(
            "libx264 -preset ultrafast -bf 0", NormalForm.H264, "libopus -ac 6 -mapping_family 1");

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final String encoder;
    private final String form;
    private final String audio;

    FrameCodecs(String encoder, String form, String audio) {
        this.encoder = encoder;
        this.form = form;
        this.audio = audio;
    }

    NormalForm form() {
        return NormalForm.ofVideo(form);
    }

    /** ffmpeg knows no VP8 in RTMP. */
    Set<PublishProtocol> publishers() {
        return switch (this) {
            case VP8 -> Set.of(PublishProtocol.RTSP_TCP);
            case AV1, VP9 -> Set.of(PublishProtocol.RTSP_TCP, PublishProtocol.RTMP);
            case H264_SURROUND -> Set.of(PublishProtocol.RTMP, PublishProtocol.SRT);
        };
    }

    /** ffmpeg sends VP9 as RFC 9628 says, but reads it as an old draft did. */
    Set<ReadProtocol> readers() {
        return switch (this) {
            case AV1 ->
                    Set.of(
                            ReadProtocol.RTSP_TCP,
                            ReadProtocol.RTMP,
                            ReadProtocol.HLS,
                            ReadProtocol.DASH);
            case VP9 -> Set.of(ReadProtocol.RTMP, ReadProtocol.HLS, ReadProtocol.DASH);
            case VP8 -> Set.of(ReadProtocol.RTSP_TCP);
            case H264_SURROUND ->
                    Set.of(
                            ReadProtocol.RTMP,
                            ReadProtocol.HTTP_TS,
                            ReadProtocol.HLS,
                            ReadProtocol.DASH);
        };
    }

    /** Encodes a clip of ten seconds in which every unit differs. */
    Path make(Path folder) throws InterruptedException {
        Path file = folder.resolve(name() + ".mkv");
        if (Files.exists(file)) {
            return file;
        }
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-y", "-f", "lavfi", "-i", "testsrc2=rate=25:size=320x180"));
        arguments.addAll(List.of("-f", "lavfi", "-i"));
        arguments.add("anoisesrc=color=pink:seed=1:amplitude=0.2:sample_rate=48000");
        arguments.addAll(List.of("-t", "10", "-pix_fmt", "yuv420p", "-ac", "2", "-g", "25"));
        arguments.add("-c:v");
        arguments.addAll(List.of(encoder.split(" ", -1)));
        arguments.add("-c:a");
        arguments.addAll(List.of(audio.split(" ", -1)));
        arguments.add(file.toString());
        Ffmpeg.run(LIMIT, arguments.toArray(String[]::new));
        return file;
    }
}
