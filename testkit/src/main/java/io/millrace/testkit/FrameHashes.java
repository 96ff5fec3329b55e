package io.millrace.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The access units that ffmpeg reads from a file or URL, hashed, as they come.
 *
 * <p>Units are copied, not decoded, and brought into one normal form first, because each protocol
 * frames them differently: H.264 as Annex B without parameter sets and access unit delimiters, AAC
 * without ADTS header. So equal hashes mean that every byte that the encoder made for the picture
 * arrived, over whatever protocol. Thread-safe.
 */
public final class FrameHashes implements AutoCloseable {
    private static final Pattern TIME_BASE = Pattern.compile("#tb (\\d): (\\d+)/(\\d+)");
    private static final Duration FILE_LIMIT = Duration.ofMinutes(1);

    /** How often a wait looks whether the reader has ended, which changes no unit. */
    private static final long LOOK_NANOS = 100_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<FrameHash> units = new ArrayList<>();
    private final double[] tickMicros = new double[2];
    private final ChildProcess ffmpeg;

    private FrameHashes(String name, List<String> input, NormalForm form) {
        List<String> arguments = new ArrayList<>(input);
        arguments.addAll(form.arguments());
        arguments.addAll(List.of("-copyts", "-flush_packets", "1", "-f", "framehash"));
        arguments.addAll(List.of("-hash", "md5", "-"));
        this.ffmpeg = Ffmpeg.start(name, arguments, this::onLine);
    }

    /**
     * Starts reading.
     *
     * @param input ffmpeg's input options and {@code -i URL}
     * @param adts whether audio comes with ADTS headers, as in MPEG-TS
     */
    public static FrameHashes read(String name, boolean adts, String... input) {
        return read(name, NormalForm.h264AndAac(adts), input);
    }

    /** Starts reading other codecs. */
    public static FrameHashes read(String name, NormalForm form, String... input) {
        return new FrameHashes(name, List.of(input), form);
    }

    /** All units of a clip, in decoding order. */
    public static List<FrameHash> ofFile(Path file) throws InterruptedException {
        return ofFile(file, NormalForm.h264AndAac(false));
    }

    /** All units of a file in MPEG-TS; the last may be cut where the file is. */
    public static List<FrameHash> ofTransportStream(Path file) throws InterruptedException {
        return ofFile(file, NormalForm.h264AndAac(true));
    }

    /** All units of a file with other codecs. */
    public static List<FrameHash> ofFile(Path file, NormalForm form) throws InterruptedException {
        try (FrameHashes hashes = read("hashes of " + file, form, "-i", file.toString())) {
            int exitCode = hashes.ffmpeg.awaitExit(FILE_LIMIT);
            if (exitCode != 0) {
                throw new AssertionError(hashes.ffmpeg.output());
            }
            return hashes.units();
        }
    }

    public ChildProcess process() {
        return ffmpeg;
    }

    /** What was read up to now. */
    public List<FrameHash> units() {
        lock.lock();
        try {
            return List.copyOf(units);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until {@code pictures} video units were read.
     *
     * @throws AssertionError with the reader's output if they do not come in time
     */
    public List<FrameHash> awaitVideo(int pictures, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        lock.lock();
        try {
            while (videoCount() < pictures) {
                boolean ended = ffmpeg.outputEnded();
                long left = deadline - System.nanoTime();
                if (ended || left <= 0) {
                    throw new AssertionError(
                            "%d of %d pictures within %s%s\n%s"
                                    .formatted(
                                            videoCount(),
                                            pictures,
                                            limit,
                                            ended ? ", and the reader ended" : "",
                                            ffmpeg.output()));
                }
                changed.awaitNanos(Math.min(left, LOOK_NANOS));
            }
            return List.copyOf(units);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        ffmpeg.close();
    }

    private int videoCount() {
        int count = 0;
        for (FrameHash unit : units) {
            count += unit.video() ? 1 : 0;
        }
        return count;
    }

    private void onLine(String line) {
        lock.lock();
        try {
            Matcher timeBase = TIME_BASE.matcher(line);
            if (timeBase.matches()) {
                tickMicros[Integer.parseInt(timeBase.group(1))] =
                        1e6
                                * Integer.parseInt(timeBase.group(2))
                                / Integer.parseInt(timeBase.group(3));
            } else if (FrameHash.isUnit(line)) {
                units.add(FrameHash.parse(line, tickMicros));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
