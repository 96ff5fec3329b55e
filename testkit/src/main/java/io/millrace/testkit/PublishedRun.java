package io.millrace.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The part of a publication that a reader got: read units of one kind, found as one contiguous run,
 * without a hole, among the published ones.
 *
 * @param first index of the first unit read among the published ones of its kind
 * @param length number of units
 * @param untimed units at the begin without a timestamp
 * @param offsetMicros what the way added to the timestamps, from the first unit that has one
 * @param maxDeviationMicros how far the other units' offsets were from it at most
 */
public record PublishedRun(
        int first, int length, int untimed, double offsetMicros, double maxDeviationMicros) {

    /**
     * Finds {@code read} in {@code published}; units of the other kind are left out on both sides.
     *
     * @throws AssertionError naming the first unit that is unknown or not the successor of the one
     *     before
     */
    public static PublishedRun find(
            List<FrameHash> published, List<FrameHash> read, boolean video) {
        List<FrameHash> from = published.stream().filter(unit -> unit.video() == video).toList();
        List<FrameHash> got = read.stream().filter(unit -> unit.video() == video).toList();
        if (got.isEmpty()) {
            throw new AssertionError("no " + (video ? "video" : "audio") + " unit was read");
        }
        Map<String, Integer> places = places(from);
        int first = place(places, got, 0);
        for (int i = 1; i < got.size(); i++) {
            int place = place(places, got, i);
            if (place != first + i) {
                throw new AssertionError(
                        "unit %d read is published unit %d, expected %d: %s"
                                .formatted(i, place, first + i, got.get(i)));
            }
        }
        return timed(from.subList(first, first + got.size()), got, first);
    }

    private static PublishedRun timed(List<FrameHash> from, List<FrameHash> got, int first) {
        int untimed = 0;
        while (untimed < got.size() - 1 && !got.get(untimed).hasPts()) {
            untimed++;
        }
        double offset = got.get(untimed).ptsMicros() - from.get(untimed).ptsMicros();
        double deviation = 0;
        for (int i = untimed; i < got.size(); i++) {
            double difference = got.get(i).ptsMicros() - from.get(i).ptsMicros() - offset;
            deviation = Math.max(deviation, Math.abs(difference));
        }
        return new PublishedRun(first, got.size(), untimed, offset, deviation);
    }

    private static Map<String, Integer> places(List<FrameHash> published) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < published.size(); i++) {
            if (places.put(published.get(i).md5(), i) != null) {
                throw new IllegalArgumentException("published twice: " + published.get(i));
            }
        }
        return places;
    }

    private static int place(Map<String, Integer> places, List<FrameHash> got, int index) {
        Integer place = places.get(got.get(index).md5());
        if (place == null) {
            throw new AssertionError(
                    "unit %d of %d read was never published: %s"
                            .formatted(index, got.size(), got.get(index)));
        }
        return place;
    }
}
