package io.millrace.benchmarks.load;

import io.millrace.benchmarks.ProcessUsage;
import io.millrace.srt.SrtClient;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.core.SrtSettings.Encryption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** One SRT load, as {@link LoadMain} is for what runs over TCP. */
public final class SrtLoadMain {
    private static final int LATENCY_MILLIS = 200;
    private static final int CONNECTING_AT_ONCE = 16;
    private static final int CONNECT_MILLIS = 10_000;
    private static final int KEY_BYTES = 16;
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SrtPlan plan;
    private final SrtClient client = new SrtClient();
    private final List<SrtReader> readers = new ArrayList<>();

    private SrtLoadMain(SrtPlan plan) {
        this.plan = plan;
        for (int i = 0; i < plan.readers(); i++) {
            readers.add(new SrtReader());
        }
    }

    public static void main(String[] arguments) throws Exception {
        SrtLoadMain load = new SrtLoadMain(SrtPlan.parse(List.of(arguments)));
        load.connectAll();
        System.out.println(LoadMain.CONNECTED + " " + load.aliveCount());
        Thread.sleep(1_000L * load.plan.warmUpSeconds());
        System.out.println(load.measure().toLine());
        System.exit(0);
    }

    private void connectAll() {
        SrtSettings plain = SrtSettings.DEFAULT.withLatencyMillis(LATENCY_MILLIS);
        SrtSettings settings =
                plan.passphrase().isEmpty()
                        ? plain
                        : plain.withEncryption(Encryption.of(plan.passphrase(), KEY_BYTES));
        try (ExecutorService threads = Executors.newFixedThreadPool(CONNECTING_AT_ONCE)) {
            for (int i = 0; i < readers.size(); i++) {
                int port = plan.ports().get(i % plan.ports().size());
                SrtReader reader = readers.get(i);
                threads.execute(() -> connect(port, settings, reader));
            }
        }
    }

    /** A reader that cannot connect stays dead, and is seen as such in the result. */
    private void connect(int port, SrtSettings settings, SrtReader reader) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try {
            client.connect(
                            new SrtClient.Target(address, plan.streamId(), CONNECT_MILLIS),
                            settings,
                            reader)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            System.out.println("a reader cannot connect: " + e.getCause());
        }
    }

    private LoadResult measure() throws IOException, InterruptedException {
        long ownPid = ProcessHandle.current().pid();
        long[] lostBefore = lost();
        long[] before = readers.stream().mapToLong(it -> it.counts().bytes()).toArray();
        double sendersBefore = senderSeconds();
        double ownBefore = ProcessUsage.cpuSeconds(ownPid);
        long begin = System.nanoTime();
        Thread.sleep(1_000L * plan.windowSeconds());
        double seconds = (System.nanoTime() - begin) / 1e9;
        double senders = senderSeconds() - sendersBefore;
        double own = ProcessUsage.cpuSeconds(ownPid) - ownBefore;
        long[] bytes = new long[before.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = readers.get(i).counts().bytes() - before[i];
        }
        int alive = aliveCount();
        return new LoadResult(
                alive, alive, stalledCount(), lossy(lostBefore), seconds, senders, own, bytes);
    }

    private double senderSeconds() throws IOException {
        double sum = 0;
        for (long pid : plan.senderPids()) {
            sum += ProcessUsage.cpuSeconds(pid);
        }
        return sum;
    }

    private long[] lost() throws InterruptedException {
        long[] lost = new long[readers.size()];
        for (int i = 0; i < lost.length; i++) {
            lost[i] = readers.get(i).lostPackets();
        }
        return lost;
    }

    private int lossy(long[] lostBefore) throws InterruptedException {
        long[] now = lost();
        int lossy = 0;
        for (int i = 0; i < now.length; i++) {
            lossy += now[i] > lostBefore[i] ? 1 : 0;
        }
        return lossy;
    }

    private int aliveCount() {
        return (int) readers.stream().filter(it -> it.counts().isAlive()).count();
    }

    private int stalledCount() {
        return (int)
                readers.stream().filter(it -> it.counts().longestGapNanos() > STALL_NANOS).count();
    }
}
