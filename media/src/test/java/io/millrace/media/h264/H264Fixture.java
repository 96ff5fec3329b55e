package io.millrace.media.h264;

import io.millrace.media.MalformedMediaException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An elementary stream that ffmpeg with libx264 made, and the pts and dts that its MP4 muxer wrote
 * (testsrc2 160x90, 25 fps, 3 s, key pictures every 25; each access unit begins with a delimiter).
 */
public record H264Fixture(List<Picture> pictures) {
    /** All streams of the folder {@code h264}. */
    public static final List<String> NAMES =
            List.of(
                    "no-b-pictures",
                    "two-b-pictures",
                    "b-pyramid-slices",
                    "adaptive-b",
                    "open-gop",
                    "interlaced",
                    "baseline",
                    "intra-refresh");

    /** One access unit, as it stands in the file, with its times in 90 kHz ticks. */
    public record Picture(List<NalUnit> nalUnits, long ptsTicks, long dtsTicks, boolean key) {}

    public static H264Fixture load(String name) {
        List<NalUnit> all = readNalUnits(name);
        List<Picture> pictures = new ArrayList<>();
        int begin = 0;
        for (String line :
                new String(read(name + ".times"), StandardCharsets.US_ASCII).lines().toList()) {
            int end = begin + 1;
            while (end < all.size() && all.get(end).type() != NalUnitType.ACCESS_UNIT_DELIMITER) {
                end++;
            }
            String[] words = line.split(" ", 3);
            pictures.add(
                    new Picture(
                            all.subList(begin, end),
                            Long.parseLong(words[0]),
                            Long.parseLong(words[1]),
                            words[2].equals("K")));
            begin = end;
        }
        return new H264Fixture(pictures);
    }

    public static byte[] read(String file) {
        try (InputStream in = H264Fixture.class.getResourceAsStream("/h264/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no fixture " + file);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<NalUnit> readNalUnits(String name) {
        try {
            return NalUnits.ofAnnexB(read(name + ".h264"));
        } catch (MalformedMediaException e) {
            throw new AssertionError(e);
        }
    }
}
