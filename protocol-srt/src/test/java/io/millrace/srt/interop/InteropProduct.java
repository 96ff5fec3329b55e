package io.millrace.srt.interop;

import io.millrace.srt.interop.Scenario.Line;
import io.millrace.testkit.srt.SrtPeer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every peer, direction, role, key and line, by hand: prints what was lost. Arguments: transfers at
 * once, and milliseconds to add to the latencies.
 */
final class InteropProduct {
    private static final int PACKETS = 500;
    private static final List<Integer> KEY_BYTES = List.of(0, 16, 24, 32);

    private final byte[] content;
    private final Path folder;
    private final Map<String, List<String>> losses = new TreeMap<>();
    private final Map<String, AtomicInteger> runs = new TreeMap<>();

    private InteropProduct(byte[] content, Path folder) {
        this.content = content;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        int atOnce = Integer.parseInt(arguments[0]);
        int moreMillis = Integer.parseInt(arguments[1]);
        Path folder = Files.createTempDirectory("interop-product");
        InteropProduct product = new InteropProduct(TsContent.make(folder, PACKETS), folder);
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService side = Executors.newFixedThreadPool(atOnce)) {
            int seed = 0;
            for (Scenario scenario : scenarios(moreMillis)) {
                long itsSeed = seed++;
                all.add(side.submit(() -> product.run(scenario, itsSeed)));
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
        product.report();
    }

    private static List<Scenario> scenarios(int moreMillis) {
        List<Scenario> scenarios = new ArrayList<>();
        for (SrtPeer peer : SrtPeer.values()) {
            if (peer.problem().isPresent()) {
                System.out.println(peer.problem().get());
                continue;
            }
            for (Line line : Line.values()) {
                for (int keyBytes : KEY_BYTES) {
                    for (boolean sends : List.of(true, false)) {
                        for (boolean listens : List.of(true, false)) {
                            int latency = line.leastLatencyMillis() + moreMillis;
                            scenarios.add(
                                    new Scenario(peer, sends, listens, keyBytes, line, latency));
                        }
                    }
                }
            }
        }
        return scenarios;
    }

    private void run(Scenario scenario, long seed) {
        String problem;
        try {
            Transfer.Outcome outcome = new Transfer(scenario, content).run(folder, seed);
            problem = Transfer.difference(content, outcome.received());
        } catch (Exception | AssertionError e) {
            problem = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        }
        note(scenario, problem);
    }

    private synchronized void note(Scenario scenario, String problem) {
        String key =
                "%-11s %-14s %s"
                        .formatted(
                                scenario.line(),
                                scenario.peer(),
                                scenario.peerSends() ? "sends" : "receives");
        runs.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
        if (!problem.isEmpty()) {
            losses.computeIfAbsent(key, _ -> new ArrayList<>()).add(scenario + ": " + problem);
        }
    }

    private void report() {
        runs.forEach((key, count) -> {
            List<String> lost = losses.getOrDefault(key, List.of());
            System.out.printf("%s: %d of %d whole%n", key, count.get() - lost.size(), count.get());
            lost.forEach(line -> System.out.println("    " + line));
        });
    }
}
