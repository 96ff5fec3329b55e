package io.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs the ffmpeg and ffprobe programs of the jar, quietly: only warnings are printed. */
public final class Ffmpeg {
    /** Checked once a JVM, when first asked for. */
    private static final class Machine {
        static final Optional<String> PROBLEM = FfmpegPrograms.problem();
    }

    private Ffmpeg() {}

    /** Why ffmpeg cannot run on this machine, in one line; empty if it can. */
    public static Optional<String> problem() {
        return Machine.PROBLEM;
    }

    /** Starts {@code ffmpeg} with these arguments. */
    public static ChildProcess start(String name, List<String> arguments) {
        return start(name, arguments, _ -> {});
    }

    /** Likewise; each line of its standard output also goes to {@code onStandardOutput}. */
    public static ChildProcess start(
            String name, List<String> arguments, Consumer<String> onStandardOutput) {
        return startProgram("ffmpeg", name, quiet(arguments), onStandardOutput);
    }

    /** Likewise; its standard input is written through {@link ChildProcess#input}. */
    public static ChildProcess startFed(String name, List<String> arguments) {
        try {
            Path folder = FfmpegPrograms.unpack();
            return ChildProcess.startFed(
                    name,
                    command(folder, "ffmpeg", quiet(arguments)),
                    FfmpegPrograms.environment(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The words that start {@code ffmpeg} in a command line of another program. */
    public static List<String> words(List<String> arguments) {
        try {
            Path folder = FfmpegPrograms.unpack();
            List<String> words = new ArrayList<>(List.of("/usr/bin/env"));
            FfmpegPrograms.environment(folder)
                    .forEach((name, value) -> words.add(name + "=" + value));
            words.addAll(command(folder, "ffmpeg", quiet(arguments)));
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> quiet(List<String> arguments) {
        List<String> quiet = new ArrayList<>(List.of("-hide_banner", "-v", "warning", "-nostats"));
        quiet.addAll(arguments);
        return quiet;
    }

    private static List<String> command(Path folder, String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(folder.resolve(program).toString());
        command.addAll(arguments);
        return command;
    }

    /**
     * Runs {@code ffmpeg} to its end.
     *
     * @return the lines of its standard output
     * @throws AssertionError if it fails or takes longer than {@code limit}
     */
    public static List<String> run(Duration limit, String... arguments)
            throws InterruptedException {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        try (ChildProcess ffmpeg = start("ffmpeg", List.of(arguments), lines::add)) {
            return linesOf(ffmpeg, lines, limit);
        }
    }

    /** Runs {@code ffprobe} likewise. */
    public static List<String> probe(Duration limit, String... arguments)
            throws InterruptedException {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        List<String> quiet = new ArrayList<>(List.of("-hide_banner", "-v", "error"));
        quiet.addAll(List.of(arguments));
        try (ChildProcess ffprobe = startProgram("ffprobe", "ffprobe", quiet, lines::add)) {
            return linesOf(ffprobe, lines, limit);
        }
    }

    private static List<String> linesOf(ChildProcess program, List<String> lines, Duration limit)
            throws InterruptedException {
        int exitCode = program.awaitExit(limit);
        if (exitCode != 0) {
            throw new AssertionError("exit code " + exitCode + "\n" + program.output());
        }
        return List.copyOf(lines);
    }

    private static ChildProcess startProgram(
            String program,
            String name,
            List<String> arguments,
            Consumer<String> onStandardOutput) {
        problem()
                .ifPresent(problem -> {
                    throw new IllegalStateException(problem);
                });
        try {
            Path folder = FfmpegPrograms.unpack();
            return ChildProcess.start(
                    name,
                    command(folder, program, arguments),
                    FfmpegPrograms.environment(folder),
                    onStandardOutput);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
