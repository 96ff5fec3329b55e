package io.millrace.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process has used, from Linux's {@code /proc} (proc(5)). */
public final class ProcessUsage {
    /** USER_HZ: 100 on every Linux that we know. */
    private static final double TICKS_PER_SECOND = 100;

    /** Fields of {@code stat} after the command's name in parentheses; utime is field 14. */
    private static final int USER_TICKS = 11;

    private static final int SYSTEM_TICKS = 12;

    private ProcessUsage() {}

    /** User and system time of all threads, in seconds. */
    public static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
                / TICKS_PER_SECOND;
    }

    /** Resident memory now, in megabytes. */
    public static double residentMegabytes(long pid) throws IOException {
        return statusKilobytes(pid, "VmRSS:") / 1_024.0;
    }

    /** The most resident memory up to now, in megabytes. */
    public static double peakMegabytes(long pid) throws IOException {
        return statusKilobytes(pid, "VmHWM:") / 1_024.0;
    }

    /** Files and sockets that it has open. */
    public static int openFiles(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return (int) files.count();
        }
    }

    /** Threads of the system, virtual ones not counted. */
    public static int threads(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return (int) threads.count();
        }
    }

    private static long statusKilobytes(long pid, String key) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith(key)) {
                return Long.parseLong(line.substring(key.length()).replace("kB", "").trim());
            }
        }
        throw new NoSuchFileException("/proc/" + pid + "/status has no " + key);
    }
}
