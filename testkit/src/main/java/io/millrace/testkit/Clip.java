package io.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Test clips, MP4 with H.264 at 25 pictures a second and stereo AAC at 48 kHz, made by ffmpeg when
 * first asked for and kept beside it. Every picture and every audio unit differs from all others,
 * so a hash tells which one it is. Lengths are whole numbers of pictures and of audio units (8 s =
 * 200 pictures = 375 units), so that a looped clip has no seam.
 */
public enum Clip {
    /** No B pictures, key picture every second. */
    PLAIN("640x360", 64, 25, 0, 700),
    /** Two B pictures between references, key picture every second. */
    B_PICTURES("640x360", 64, 25, 2, 700),
    /** No B pictures, key picture every four seconds. */
    LONG_GOP("640x360", 64, 100, 0, 700),
    /** The 2.5 Mbit/s path of the benchmarks. */
    REFERENCE("1280x720", 16, 25, 0, 2_500),
    /** Likewise with a key picture every four seconds. */
    REFERENCE_LONG_GOP("1280x720", 16, 100, 0, 2_500);

    /** Changes when the making does, so that old files are not used. */
    private static final String EDITION = "clips-1";

    private static final Duration MAKING_LIMIT = Duration.ofMinutes(3);

    private final String size;
    private final int seconds;
    private final int gopPictures;
    private final int bPictures;
    private final int kilobits;

    Clip(String size, int seconds, int gopPictures, int bPictures, int kilobits) {
        this.size = size;
        this.seconds = seconds;
        this.gopPictures = gopPictures;
        this.bPictures = bPictures;
        this.kilobits = kilobits;
    }

    public Duration length() {
        return Duration.ofSeconds(seconds);
    }

    public int gopPictures() {
        return gopPictures;
    }

    /** The clip's file; made now if it is not there. */
    public Path file() throws InterruptedException {
        try {
            Path folder = Files.createDirectories(FfmpegPrograms.cache().resolve(EDITION));
            Path file = folder.resolve(name().toLowerCase(java.util.Locale.ROOT) + ".mp4");
            if (!Files.exists(file)) {
                Path fresh = Files.createTempFile(folder, "making", ".mp4");
                make(fresh);
                FfmpegPrograms.moveIntoPlace(fresh, file);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void make(Path file) throws InterruptedException {
        String rate = kilobits + "k";
        String gop = Integer.toString(gopPictures);
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("-y", "-f", "lavfi", "-i", "testsrc2=rate=25:size=" + size));
        arguments.addAll(List.of("-f", "lavfi", "-i"));
        arguments.add("anoisesrc=color=pink:seed=1:amplitude=0.2:sample_rate=48000");
        // Noise only where the rate must be filled; it costs encoding time.
        arguments.addAll(List.of("-vf", kilobits > 1_000 ? "noise=alls=12:allf=t" : "null"));
        arguments.addAll(List.of("-t", Integer.toString(seconds), "-pix_fmt", "yuv420p"));
        arguments.addAll(List.of("-c:v", "libx264", "-preset", "veryfast", "-threads", "2"));
        arguments.addAll(List.of("-g", gop, "-keyint_min", gop, "-sc_threshold", "0"));
        arguments.addAll(List.of("-bf", Integer.toString(bPictures), "-b:v", rate));
        arguments.addAll(List.of("-maxrate", rate, "-bufsize", rate));
        arguments.addAll(List.of("-c:a", "aac", "-b:a", "96k", "-ac", "2"));
        arguments.addAll(List.of("-bitexact", "-movflags", "+faststart", file.toString()));
        Ffmpeg.run(MAKING_LIMIT, arguments.toArray(String[]::new));
    }
}
