package io.millrace.benchmarks.load;

import io.millrace.benchmarks.ProcessUsage;
import io.millrace.benchmarks.Protocol;
import io.millrace.testkit.client.RtmpClient;
import io.millrace.testkit.client.RtspClient;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One load: connects all readers, warms up, measures one window, prints it and ends. */
public final class LoadMain {
    /** What is printed once all readers are connected. */
    public static final String CONNECTED = "CONNECTED";

    private static final int CONNECTING_AT_ONCE = 16;
    private static final int CONNECTS_PER_SECOND = 200;
    private static final int CONNECT_LIMIT_SECONDS = 60;
    private static final long ACKNOWLEDGE_BYTES = 1 << 20;

    private final LoadPlan plan;
    private final SocketDrain drain;
    private final List<LoadReader> readers = new ArrayList<>();
    private final Queue<RtspClient> udpSessions = new ConcurrentLinkedQueue<>();

    private LoadMain(LoadPlan plan) throws IOException {
        this.plan = plan;
        this.drain = new SocketDrain();
        for (int i = 0; i < plan.readers(); i++) {
            readers.add(new LoadReader());
        }
    }

    public static void main(String[] arguments) throws Exception {
        LoadMain load = new LoadMain(LoadPlan.parse(List.of(arguments)));
        load.drain.start();
        load.connectAll();
        System.out.println(CONNECTED + " " + load.aliveCount());
        Thread.sleep(1_000L * load.plan.warmUpSeconds());
        LoadResult result = load.measure();
        load.tearDown();
        System.out.println(result.toLine());
        System.exit(0);
    }

    private void connectAll() throws InterruptedException {
        Semaphore connecting = new Semaphore(CONNECTING_AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int number = 0; number < readers.size(); number++) {
                LoadReader reader = readers.get(number);
                String path = plan.path(number);
                if (!connecting.tryAcquire(CONNECT_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("connecting hangs");
                }
                threads.execute(() -> {
                    connect(reader, path);
                    connecting.release();
                });
                Thread.sleep(1_000 / CONNECTS_PER_SECOND);
            }
        }
    }

    /** A reader that cannot connect stays dead, and is seen as such in the result. */
    private void connect(LoadReader reader, String path) {
        try {
            switch (plan.protocol()) {
                case RTSP_TCP -> {
                    RtspClient client = new RtspClient(plan.port(), path);
                    client.play();
                    begin(reader, client.channel());
                }
                case RTSP_UDP -> udpSessions.add(UdpReader.play(plan.port(), path, reader, drain));
                case RTSPS -> {
                    RtspClient client = new RtspClient(plan.port(), path, AnyCertificate.trusted());
                    client.play();
                    begin(reader, client.channel());
                }
                case HTTP_FLV -> begin(reader, FlvRequest.send(plan.port(), path));
                case RTMP -> {
                    RtmpClient client = new RtmpClient(plan.port());
                    client.play(path);
                    reader.begin();
                    drain.add(new SocketDrain.Drained(client.channel(), reader, ACKNOWLEDGE_BYTES));
                }
                case HLS -> {
                    reader.begin();
                    Thread.ofVirtual().start(new HlsPlayer(plan.port(), path, reader));
                }
            }
        } catch (IOException e) {
            System.out.println("a reader cannot connect: " + e);
        }
    }

    /**
     * Ends the sessions over UDP, which do not end with their connections. Else the server sends to
     * their ports until the session times out: CPU of readers that are gone, and ports that it
     * refuses to the readers of the next load.
     */
    private void tearDown() {
        for (RtspClient client : udpSessions) {
            try {
                client.request("TEARDOWN", client.url(), "", "");
            } catch (IOException e) {
                System.out.println("a reader cannot tear down: " + e);
            }
        }
    }

    private void begin(LoadReader reader, SocketChannel channel) {
        reader.begin();
        drain.add(new SocketDrain.Drained(channel, reader, 0));
    }

    private LoadResult measure() throws IOException, InterruptedException {
        long ownPid = ProcessHandle.current().pid();
        long[] before = readers.stream().mapToLong(LoadReader::bytes).toArray();
        double serverBefore = ProcessUsage.cpuSeconds(plan.serverPid());
        double ownBefore = ProcessUsage.cpuSeconds(ownPid);
        long begin = System.nanoTime();
        Thread.sleep(1_000L * plan.windowSeconds());
        double seconds = (System.nanoTime() - begin) / 1e9;
        double server = ProcessUsage.cpuSeconds(plan.serverPid()) - serverBefore;
        double own = ProcessUsage.cpuSeconds(ownPid) - ownBefore;
        long[] bytes = new long[before.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = readers.get(i).bytes() - before[i];
        }
        int alive = aliveCount();
        return new LoadResult(alive, alive, stalledCount(), 0, seconds, server, own, bytes);
    }

    private int aliveCount() {
        return (int) readers.stream().filter(LoadReader::isAlive).count();
    }

    private int stalledCount() {
        long limit = TimeUnit.SECONDS.toNanos(plan.protocol() == Protocol.HLS ? 4 : 1);
        return (int) readers.stream().filter(it -> it.longestGapNanos() > limit).count();
    }
}
