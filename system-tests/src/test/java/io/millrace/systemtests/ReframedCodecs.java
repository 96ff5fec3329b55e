package io.millrace.systemtests;

import io.millrace.systemtests.Publishers.PublishProtocol;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.NormalForm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Codecs whose units come out of RTP in other pieces, or with other headers, than they went in:
 * pictures are compared once decoded, sound as one run of bytes.
 */
enum ReframedCodecs {
    JPEG_L16(
            "mjpeg -huffman default -q:v 5 -pix_fmt yuvj420p",
            "pcm_s16be -ar 48000 -ac 2",
            PublishProtocol.RTSP_TCP,
            ReadProtocol.RTSP_TCP),
    MPEG4_G722(
            "mpeg4 -g 25", "g722 -ar 16000 -ac 1", PublishProtocol.RTSP_TCP, ReadProtocol.RTSP_TCP),
    MPEG1_MP2(
            "mpeg1video -g 25",
            "mp2 -ar 48000 -ac 2",
            PublishProtocol.RTSP_TCP,
            ReadProtocol.RTSP_TCP),
    H264_G711(
            "libx264 -g 25 -preset ultrafast",
            "pcm_alaw -ar 8000 -ac 1",
            PublishProtocol.RTSP_TCP,
            ReadProtocol.RTMP),
    H264_LATM(
            "libx264 -g 25 -preset ultrafast",
            "aac -ar 48000 -ac 2",
            PublishProtocol.RTSP_LATM,
            ReadProtocol.RTMP);

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final String video;
    private final String audio;
    private final PublishProtocol publisher;
    private final ReadProtocol soundReader;

    ReframedCodecs(
            String video, String audio, PublishProtocol publisher, ReadProtocol soundReader) {
        this.video = video;
        this.audio = audio;
        this.publisher = publisher;
        this.soundReader = soundReader;
    }

    PublishProtocol publisher() {
        return publisher;
    }

    Set<ReadProtocol> pictureReaders() {
        return switch (this) {
            case JPEG_L16, H264_G711 -> Set.of(ReadProtocol.RTSP_TCP);
            case MPEG4_G722 -> Set.of(ReadProtocol.RTSP_TCP, ReadProtocol.SRT, ReadProtocol.HLS_TS);
            case MPEG1_MP2 -> Set.of(ReadProtocol.RTSP_TCP, ReadProtocol.HTTP_TS, ReadProtocol.HLS);
            case H264_LATM -> Set.of(ReadProtocol.HLS);
        };
    }

    ReadProtocol soundReader() {
        return soundReader;
    }

    static NormalForm form() {
        return NormalForm.decodedPictures();
    }

    /** Encodes a clip of twelve seconds in which no picture and no second of sound is twice. */
    Path make(Path folder) throws InterruptedException {
        Path file = folder.resolve(name() + ".nut");
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-y", "-f", "lavfi", "-i", "testsrc2=rate=25:size=320x192"));
        arguments.addAll(List.of("-f", "lavfi", "-i"));
        arguments.add("anoisesrc=color=pink:seed=1:amplitude=0.2:sample_rate=48000");
        arguments.addAll(List.of("-t", "12", "-pix_fmt", "yuv420p", "-c:v"));
        arguments.addAll(List.of(video.split(" ", -1)));
        arguments.add("-c:a");
        arguments.addAll(List.of(audio.split(" ", -1)));
        arguments.add(file.toString());
        Ffmpeg.run(LIMIT, arguments.toArray(String[]::new));
        return file;
    }
}
