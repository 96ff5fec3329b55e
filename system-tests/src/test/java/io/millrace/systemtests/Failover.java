package io.millrace.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.srt.SrtClient;
import io.millrace.systemtests.NumberedPictures.Label;
import io.millrace.systemtests.SteadyPublisher.Publication;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Publishers, players and viewers of a {@link Cluster}, and what they notice of its troubles. */
final class Failover implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(60);

    /** A gap that is trouble, not jitter of a busy machine. */
    private static final long TROUBLE_MILLIS = 250;

    /** Longer than peers of SRT wait for each other here. */
    private static final long CALM_MILLIS = 5_000;

    private final Cluster cluster;
    private final List<SteadyPublisher> publishers = new ArrayList<>();
    private final List<SteadyReader> readers = new ArrayList<>();
    private final List<HlsViewer> viewers = new ArrayList<>();
    private final SrtClient srtClient = new SrtClient();
    private final Set<String> srtPaths = new HashSet<>();
    private final Set<SteadyReader> srtReaders = new HashSet<>();

    /** A step that breaks something, or mends it. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /**
     * What was noticed.
     *
     * @param gapMillis longest time that a player was without pictures, beyond one picture; of
     *     paths that are published, and players that read, by RTSP and RTMP
     * @param srtGapMillis likewise where SRT has to do with it
     * @param wellMillis until the last such gap of more than 250 ms was over
     * @param readersCut connections of players that were lost
     * @param publishersCut likewise of publishers
     * @param mostCuts of one player or publisher
     * @param awayMillis longest time that a publisher needed to be let in again
     * @param joinMillis times from connecting to the first picture of players that came back, in
     *     order; those of SRT hold each picture back by their latency
     * @param hlsRetries requests of viewers that failed once
     * @param hlsFailures and those that failed again
     * @param hlsGapMillis longest time without new media
     */
    record Outcome(
            long gapMillis,
            long srtGapMillis,
            long wellMillis,
            int readersCut,
            int publishersCut,
            int mostCuts,
            long awayMillis,
            List<Long> joinMillis,
            int hlsRetries,
            List<String> hlsFailures,
            long hlsGapMillis) {}

    /** Begins the load, and waits until all of it runs. */
    Failover(Cluster cluster, int publisherCount, int readerCount) throws Exception {
        this.cluster = cluster;
        for (int number = 0; number < publisherCount; number++) {
            publish(number);
        }
        for (int number = 0; number < readerCount; number++) {
            read(number, "live/" + number % publisherCount);
        }
        awaitMore(25);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (viewers.stream().anyMatch(viewer -> viewer.media() == 0)) {
            assertTrue(System.nanoTime() < deadline, () -> failures().toString());
            Thread.sleep(100);
        }
        awaitCalm();
    }

    /**
     * So many at once cut each other off by SRT's silence on a small machine: until that is over.
     */
    private void awaitCalm() throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        int before = -1;
        for (int now = connections(); now != before; now = connections()) {
            assertTrue(System.nanoTime() < deadline, "players and publishers are still cut off");
            before = now;
            Thread.sleep(CALM_MILLIS);
        }
    }

    private int connections() {
        return readers.stream().mapToInt(SteadyReader::visits).sum()
                + publishers.stream().mapToInt(each -> each.publications().size()).sum();
    }

    private void publish(int number) throws IOException {
        String path = "live/" + number;
        int rtsp = cluster.doors().rtspIn().port();
        int rtmp = cluster.doors().rtmpIn().port();
        int srt = cluster.doors().srtIn().port();
        SteadyPublisher.Opening opening =
                switch (number % 3) {
                    case 0 -> source -> NumberedPublisher.rtsp(rtsp, path, source);
                    case 1 -> source -> NumberedPublisher.rtmp(rtmp, path, source);
                    default -> source -> NumberedPublisher.srt(srtClient, srt, path, source);
                };
        if (number % 3 == 2) {
            srtPaths.add(path);
        }
        publishers.add(new SteadyPublisher("p" + number, opening));
    }

    /** Of seven readers two by RTSP, two by RTMP, two by SRT, one by HLS. */
    private void read(int number, String path) {
        int rtsp = cluster.doors().rtspOut().port();
        int rtmp = cluster.doors().rtmpOut().port();
        int srt = cluster.doors().srtOut().port();
        switch ((number + number / publishers.size()) % 7) {
            case 0, 2 -> readers.add(new SteadyReader(path, () -> PictureFeed.rtsp(rtsp, path)));
            case 1, 3 -> readers.add(new SteadyReader(path, () -> PictureFeed.rtmp(rtmp, path)));
            case 4, 5 -> {
                SteadyReader reader =
                        new SteadyReader(path, () -> new SrtPictures.Feed(srtClient, srt, path));
                readers.add(reader);
                srtReaders.add(reader);
            }
            default -> viewers.add(new HlsViewer(cluster.doors().http().port(), path));
        }
    }

    /** Waits for so many more pictures of every player. */
    private void awaitMore(int count) throws InterruptedException {
        List<Integer> before = readers.stream().map(SteadyReader::pictures).toList();
        for (int index = 0; index < readers.size(); index++) {
            readers.get(index).await(before.get(index) + count);
        }
    }

    private List<String> failures() {
        return viewers.stream().flatMap(viewer -> viewer.failures().stream()).toList();
    }

    /** Takes a step and looks at what comes of it, until all go on. */
    Outcome during(String name, Step step) throws Exception {
        viewers.forEach(HlsViewer::forget);
        int readersBefore = readers.stream().mapToInt(SteadyReader::visits).sum();
        List<Integer> visitsBefore = readers.stream().map(SteadyReader::visits).toList();
        List<Integer> sourcesBefore =
                publishers.stream().map(each -> each.publications().size()).toList();
        long begin = System.nanoTime();
        step.run();
        awaitMore(50);
        List<Long> joins = new ArrayList<>();
        List<Publication> returns = new ArrayList<>();
        int mostCuts = 0;
        for (int index = 0; index < readers.size(); index++) {
            List<Long> all = readers.get(index).joinMillis();
            List<Long> ours = all.subList(visitsBefore.get(index) - 1, all.size());
            joins.addAll(ours);
            mostCuts = Math.max(mostCuts, ours.size());
        }
        for (int index = 0; index < publishers.size(); index++) {
            List<Publication> all = publishers.get(index).publications();
            List<Publication> ours = all.subList(sourcesBefore.get(index), all.size());
            returns.addAll(ours);
            mostCuts = Math.max(mostCuts, ours.size());
        }
        Outcome outcome =
                new Outcome(
                        longestGap(begin, false),
                        longestGap(begin, true),
                        readers.stream()
                                .mapToLong(each -> each.wellMillis(begin, TROUBLE_MILLIS))
                                .max()
                                .orElse(0),
                        readers.stream().mapToInt(SteadyReader::visits).sum() - readersBefore,
                        returns.size(),
                        mostCuts,
                        returns.stream().mapToLong(Publication::awayMillis).max().orElse(0),
                        joins.stream().sorted().toList(),
                        viewers.stream().mapToInt(HlsViewer::retries).sum(),
                        failures(),
                        viewers.stream().mapToLong(each -> each.gapMillis(begin)).max().orElse(0));
        System.out.println("FailoverIT: " + name + ": " + outcome);
        return outcome;
    }

    private long longestGap(long sinceNanos, boolean ofSrt) {
        return readers.stream()
                .filter(each ->
                        ofSrt == (srtReaders.contains(each) || srtPaths.contains(each.path())))
                .mapToLong(each -> each.gapMillis(sinceNanos))
                .max()
                .orElse(0);
    }

    /**
     * Every player must have had exactly what the log holds, from its first picture to its last.
     *
     * @return pictures that a publication began to send later ones than, and that are not there
     */
    int checkAgainstTheLog() throws Exception {
        int missing = 0;
        try (LoggedPictures log = new LoggedPictures(cluster.bootstrap())) {
            for (int number = 0; number < publishers.size(); number++) {
                String path = "live/" + number;
                List<List<List<Label>>> read =
                        readers.stream()
                                .filter(reader -> reader.path().equals(path))
                                .map(SteadyReader::labels)
                                .toList();
                List<Label> logged = log.read(path).pictures();
                read.forEach(visits -> visits.forEach(visit -> checkRun(path, logged, visit)));
                missing += missing(logged);
            }
        }
        return missing;
    }

    static void checkRun(String path, List<Label> logged, List<Label> visit) {
        if (Collections.indexOfSubList(logged, visit) < 0) {
            int begin = logged.indexOf(visit.getFirst());
            assertTrue(begin >= 0, () -> path + ": not in the log: " + visit.getFirst());
            int end = Math.min(logged.size(), begin + visit.size());
            assertEquals(logged.subList(begin, end), visit, path);
        }
    }

    static int missing(List<Label> logged) {
        int missing = 0;
        for (int index = 1; index < logged.size(); index++) {
            Label before = logged.get(index - 1);
            Label now = logged.get(index);
            boolean same = before.source().equals(now.source());
            missing += now.number() - (same ? before.number() + 1 : 0);
        }
        return missing;
    }

    static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    @Override
    public void close() throws IOException {
        for (SteadyReader reader : readers) {
            reader.close();
        }
        for (HlsViewer viewer : viewers) {
            viewer.close();
        }
        for (SteadyPublisher publisher : publishers) {
            publisher.close();
        }
        srtClient.close();
    }
}
