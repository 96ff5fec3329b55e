package io.millrace.benchmarks.load;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a load generator saw in its window; travels as one line.
 *
 * @param stalled readers that once got nothing for a second or, with HLS, four
 * @param lossy readers for whom packets were lost for good; 0 over TCP
 * @param readerBytes delivered to each reader
 */
public record LoadResult(
        int connected,
        int alive,
        int stalled,
        int lossy,
        double seconds,
        double serverCpuSeconds,
        double ownCpuSeconds,
        long[] readerBytes) {

    private static final double ABOUT_ALL = 0.9;

    /** What the line begins with. */
    public static final String PREFIX = "RESULT ";

    public long totalBytes() {
        return Arrays.stream(readerBytes).sum();
    }

    /**
     * Readers that got {@code share} of what the fastest got, if that one got about all: a part of
     * a clip may be a little below or above the whole clip's rate.
     *
     * @param bytesPerSecond of the whole clip
     */
    public long fullReaders(double share, double bytesPerSecond) {
        long most = Arrays.stream(readerBytes).max().orElse(0);
        double needed = Math.max((double) most, ABOUT_ALL * bytesPerSecond * seconds) * share;
        return Arrays.stream(readerBytes).filter(it -> it >= needed).count();
    }

    String toLine() {
        String bytes =
                Arrays.stream(readerBytes)
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(","));
        return PREFIX
                + "connected=%d alive=%d stalled=%d lossy=%d seconds=%s serverCpu=%s ownCpu=%s bytes=%s"
                        .formatted(
                                connected,
                                alive,
                                stalled,
                                lossy,
                                seconds,
                                serverCpuSeconds,
                                ownCpuSeconds,
                                bytes);
    }

    /** Reads what {@link #toLine} wrote. */
    public static LoadResult parse(String line) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : line.substring(PREFIX.length()).split(" ", -1)) {
            String[] keyAndValue = part.split("=", 2);
            values.put(keyAndValue[0], keyAndValue[1]);
        }
        return new LoadResult(
                Integer.parseInt(value(values, "connected")),
                Integer.parseInt(value(values, "alive")),
                Integer.parseInt(value(values, "stalled")),
                Integer.parseInt(value(values, "lossy")),
                Double.parseDouble(value(values, "seconds")),
                Double.parseDouble(value(values, "serverCpu")),
                Double.parseDouble(value(values, "ownCpu")),
                Arrays.stream(value(values, "bytes").split(",", -1))
                        .mapToLong(Long::parseLong)
                        .toArray());
    }

    private static String value(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("result without " + key);
        }
        return value;
    }
}
