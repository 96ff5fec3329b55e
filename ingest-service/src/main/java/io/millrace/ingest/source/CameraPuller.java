package io.millrace.ingest.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Raspberry Pi's camera, by its own program, which writes H.264: {@code
 * rpi-camera:0?width=1280&height=720&fps=25&bitrate=2000000}. The number is that of the camera.
 * What the program is told otherwise has the program's own names.
 */
record CameraPuller(ExecPuller exec) implements Puller {
    private static final String PROGRAM = "rpicam-vid";
    private static final int LARGEST = 16_384;
    private static final int MOST_FRAMES = 240;
    private static final int MOST_BITS = 100_000_000;

    /** Options whose values are words or numbers, which the program looks at. */
    private static final List<String> PASSED =
            List.of(
                    "profile",
                    "level",
                    "brightness",
                    "contrast",
                    "saturation",
                    "sharpness",
                    "ev",
                    "gain",
                    "shutter",
                    "exposure",
                    "metering",
                    "awb",
                    "awbgains",
                    "denoise",
                    "roi",
                    "mode",
                    "hdr",
                    "rotation",
                    "tuning-file",
                    "autofocus-mode",
                    "autofocus-range",
                    "autofocus-speed",
                    "lens-position",
                    "flicker-period");

    private static final List<String> FLAGS = List.of("hflip", "vflip");

    @Override
    public Pull pull(PullRequest request, Feed feed) {
        String camera = request.address().rest().split("\\?", 2)[0];
        AddressQuery query = AddressQuery.of(request.address().text());
        int frames = query.number("fps", 1, MOST_FRAMES, 30);
        return exec.run(command(camera, frames, query), frames, request, feed);
    }

    /** What is run. */
    static List<String> command(String camera, int frames, AddressQuery query) {
        if (!camera.matches("[0-9]{1,2}")) {
            throw new IllegalArgumentException("rpi-camera: is followed by the camera's number");
        }
        Map<String, String> options = new LinkedHashMap<>();
        options.put("timeout", "0");
        options.put("codec", "h264");
        options.put("camera", camera);
        options.put("width", "" + query.number("width", 16, LARGEST, 1_280));
        options.put("height", "" + query.number("height", 16, LARGEST, 720));
        options.put("framerate", "" + frames);
        options.put("bitrate", "" + query.number("bitrate", 10_000, MOST_BITS, 2_000_000));
        options.put("intra", "" + query.number("intra", 1, 10_000, 2 * frames));
        for (String name : PASSED) {
            query.text(name).ifPresent(value -> options.put(name, value));
        }
        options.put("output", "-");
        List<String> command = new ArrayList<>();
        command.add(program(query));
        command.addAll(List.of("--nopreview", "--inline", "--flush"));
        FLAGS.stream()
                .filter(flag -> query.text(flag).equals(Optional.of("yes")))
                .forEach(flag -> command.add("--" + flag));
        options.forEach((name, value) -> command.addAll(List.of("--" + name, value)));
        return List.copyOf(command);
    }

    private static String program(AddressQuery query) {
        return query.text("program").orElse(PROGRAM);
    }
}
