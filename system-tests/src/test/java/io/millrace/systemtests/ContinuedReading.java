package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.testkit.FrameHash;
import io.millrace.testkit.PublishedRun;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a reader got from two publications of the same clip, one after the other. */
final class ContinuedReading {
    private ContinuedReading() {}

    /** Whether both publications were read, at least {@code pictures} of the second. */
    static boolean reachedSecond(List<FrameHash> published, List<FrameHash> read, int pictures) {
        int begin = secondBegin(published, read);
        return begin >= 0
                && read.subList(begin, read.size()).stream().filter(FrameHash::video).count()
                        >= pictures;
    }

    /** Each publication's part is one run without a hole, and timestamps never go back. */
    static void assertContinued(List<FrameHash> published, List<FrameHash> read) {
        int begin = secondBegin(published, read);
        assertTrue(begin > 0, "only one publication was read");
        PublishedRun.find(published, read.subList(0, begin), true);
        PublishedRun second = PublishedRun.find(published, read.subList(begin, read.size()), true);
        assertTrue(second.first() == 0, "the second publication begins at " + second.first());
        assertNeverBack(read, true);
        assertNeverBack(read, false);
    }

    private static void assertNeverBack(List<FrameHash> read, boolean video) {
        List<FrameHash> units = read.stream().filter(unit -> unit.video() == video).toList();
        for (int i = 1; i < units.size(); i++) {
            FrameHash before = units.get(i - 1);
            FrameHash unit = units.get(i);
            assertTrue(unit.ptsTicks() > before.ptsTicks(), unit + " after " + before);
        }
    }

    /** The first picture that comes earlier in the clip than the one before it. */
    private static int secondBegin(List<FrameHash> published, List<FrameHash> read) {
        Map<String, Integer> places = new HashMap<>();
        for (FrameHash unit : published) {
            places.put(unit.md5(), places.size());
        }
        int last = -1;
        for (int i = 0; i < read.size(); i++) {
            if (read.get(i).video()) {
                int place = places.getOrDefault(read.get(i).md5(), last + 1);
                if (place < last) {
                    return i;
                }
                last = place;
            }
        }
        return -1;
    }
}
