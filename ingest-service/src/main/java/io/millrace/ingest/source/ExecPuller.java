package io.millrace.ingest.source;

import io.millrace.media.MalformedMediaException;
import io.millrace.rtsp.WallClock;
import io.millrace.stream.Counters;
import io.millrace.stream.mpegts.TsPublication;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Takes what a program writes to its output: MPEG-TS or H.264. The command line is split at spaces,
 * where quotes do not hold it together; no shell sees it. The program and what it started are ended
 * with the pull.
 */
record ExecPuller(Counters counters) implements Puller {
    private static final int CHUNK_BYTES = 64 * 188;
    private static final int FIRST_BYTES = 4;
    private static final long GENTLE_SECONDS = 2;

    @Override
    public Pull pull(PullRequest request, Feed feed) {
        List<String> command = split(request.address().rest().strip());
        if (command.isEmpty()) {
            throw new IllegalArgumentException("no program is named");
        }
        return run(command, 0, request, feed);
    }

    /**
     * Takes what a program writes.
     *
     * @param framesPerSecond of H.264; 0 if not known
     */
    Pull run(List<String> command, double framesPerSecond, PullRequest request, Feed feed) {
        Late<Process> late = new Late<>(program -> Thread.startVirtualThread(() -> end(program)));
        ProgramOutput output =
                new ProgramOutput(
                        () ->
                                new TsPublication(
                                        feed,
                                        request.title(),
                                        request.spec().transport(),
                                        counters),
                        () -> new PictureStream(feed, framesPerSecond, WallClock.sinceNow()));
        Blocking.run(
                "exec-source",
                feed,
                () -> {
                    ProcessBuilder builder = new ProcessBuilder(command);
                    builder.environment().put("MILLRACE_PATH", request.path().value());
                    Process program =
                            builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
                    late.opened(program);
                    try {
                        read(program.getInputStream(), output);
                        feed.fail("the program has ended with " + program.waitFor());
                    } catch (MalformedMediaException broken) {
                        throw new IOException(Problems.text(broken), broken);
                    } finally {
                        end(program);
                    }
                });
        return late;
    }

    private static void read(InputStream stream, ProgramOutput output)
            throws IOException, MalformedMediaException {
        byte[] chunk = new byte[CHUNK_BYTES];
        int size = stream.readNBytes(chunk, 0, FIRST_BYTES);
        while (size > 0) {
            output.read(chunk, size);
            size = stream.read(chunk);
        }
        output.finish();
    }

    /** Asks it and all that it started to end, then makes them. Blocks for a while. */
    private static void end(Process program) {
        List<ProcessHandle> all = new ArrayList<>(program.descendants().toList());
        all.add(program.toHandle());
        all.forEach(ProcessHandle::destroy);
        try {
            program.waitFor(GENTLE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * Splits a command line.
     *
     * @throws IllegalArgumentException if a quote is not closed
     */
    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean inWord = false;
        for (int at = 0; at < line.length(); at++) {
            char next = line.charAt(at);
            if (quote != 0 && next == quote) {
                quote = 0;
            } else if (quote == 0 && (next == '\'' || next == '"')) {
                quote = next;
                inWord = true;
            } else if (quote == 0 && Character.isWhitespace(next)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                inWord = false;
            } else {
                word.append(next);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote is not closed in the command line");
        }
        if (inWord) {
            words.add(word.toString());
        }
        return List.copyOf(words);
    }
}
