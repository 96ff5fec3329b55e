package io.millrace.srt.interop;

import io.millrace.srt.SrtClient;
import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtServer;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.core.SrtSettings.Encryption;
import io.millrace.srt.core.SrtStatistics;
import io.millrace.testkit.ChildProcess;
import io.millrace.testkit.FreePorts;
import io.millrace.testkit.net.Impairment;
import io.millrace.testkit.net.LineCounts;
import io.millrace.testkit.net.LossyUdpProxy;
import io.millrace.testkit.srt.SrtLink;
import io.millrace.testkit.srt.SrtPeer;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Carries bytes once, paced, from a peer to us or from us to it. */
final class Transfer {
    static final String PASSPHRASE = "correct-horse";
    private static final int BYTES_PER_SECOND = 250_000;
    private static final int CALL_MILLIS = 15_000;
    private static final int TAIL_SECONDS = 4;
    private static final int LISTEN_TRIES = 5;
    private static final long LISTEN_PAUSE_MILLIS = 50;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(20);

    private final Scenario scenario;
    private final byte[] content;
    private final SrtSettings settings;
    private final Inbox inbox;

    /** What came of it. */
    record Outcome(byte[] received, SrtStatistics ours, LineCounts line, String peerOutput) {
        @Override
        public String toString() {
            return line + "\n" + ours + "\n" + peerOutput;
        }
    }

    Transfer(Scenario scenario, byte[] content) {
        this.scenario = scenario;
        this.content = content;
        SrtSettings plain = SrtSettings.DEFAULT.withLatencyMillis(scenario.latencyMillis());
        this.settings =
                scenario.keyBytes() == 0
                        ? plain
                        : plain.withEncryption(Encryption.of(PASSPHRASE, scenario.keyBytes()));
        this.inbox = new Inbox(scenario.peerSends() ? content.length : Integer.MAX_VALUE);
    }

    Outcome run(Path folder, long seed) throws Exception {
        return scenario.peerListens() ? callPeer(folder, seed) : letPeerCall(folder, seed);
    }

    private Outcome letPeerCall(Path folder, long seed) throws Exception {
        try (SrtServer server = listen();
                LossyUdpProxy line =
                        LossyUdpProxy.start(
                                server.localAddress(), scenario.line().impairment(), seed);
                ChildProcess peer = startPeer(folder, line.address().getPort())) {
            return carry(peer, folder, line);
        }
    }

    /**
     * Tries again: a program that is being started at the same moment holds a copy of every socket,
     * so a port that was just tried is not free at once.
     */
    private SrtServer listen() throws IOException, InterruptedException {
        IOException last = new IOException("not tried");
        for (int attempt = 0; attempt < LISTEN_TRIES; attempt++) {
            try {
                return SrtServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        settings,
                        request -> request.accept(settings, inbox));
            } catch (IOException taken) {
                last = taken;
                Thread.sleep(LISTEN_PAUSE_MILLIS);
            }
        }
        throw last;
    }

    private Outcome callPeer(Path folder, long seed) throws Exception {
        int port = new FreePorts().next();
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (SrtClient client = new SrtClient();
                LossyUdpProxy line = LossyUdpProxy.start(address, delayOnly(), seed);
                ChildProcess peer = startPeer(folder, port)) {
            SrtClient.Target target = new SrtClient.Target(line.address(), "", CALL_MILLIS);
            client.connect(target, settings, inbox)
                    .exceptionally(failure -> {
                        inbox.connected().completeExceptionally(failure);
                        throw new IllegalStateException(failure);
                    });
            return carry(peer, folder, line);
        }
    }

    /**
     * For a peer that listens: the programs close their listening socket as soon as they accept, so
     * a caller who does not hear their answer asks again in vain. Loss begins after the handshake.
     */
    private Impairment delayOnly() {
        return Impairment.NONE.withRoundTripMillis(scenario.line().roundTripMillis());
    }

    private ChildProcess startPeer(Path folder, int port) {
        SrtLink plain =
                scenario.peerListens()
                        ? SrtLink.listens(port, scenario.latencyMillis())
                        : SrtLink.calls(port, scenario.latencyMillis());
        SrtLink link =
                scenario.keyBytes() == 0
                        ? plain
                        : plain.withPassphrase(PASSPHRASE, scenario.keyBytes());
        return scenario.peerSends()
                ? scenario.peer().send(link)
                : scenario.peer().receive(link, file(folder));
    }

    private Path file(Path folder) {
        return folder.resolve("received-" + System.identityHashCode(this));
    }

    private Outcome carry(ChildProcess peer, Path folder, LossyUdpProxy line) throws Exception {
        try {
            int first = scenario.peerSends() ? scenario.peer().bytesBeforeConnecting() : 0;
            if (first > 0) {
                peer.input().write(content, 0, first);
                peer.input().flush();
            }
            SrtConnection connection =
                    inbox.connected().get(CONNECT_LIMIT.toSeconds(), TimeUnit.SECONDS);
            line.impair(scenario.line().impairment());
            byte[] received;
            if (scenario.peerSends()) {
                scenario.peer().awaitConnected(peer, CONNECT_LIMIT);
                received = receiveFrom(peer.input(), first);
            } else {
                received = sendTo(connection, file(folder));
            }
            SrtStatistics ours = connection.statistics().toCompletableFuture().get();
            connection.close();
            return new Outcome(received, ours, line.counts(), peer.output());
        } catch (Exception e) {
            throw new AssertionError(
                    scenario + " after " + line.counts() + "\n" + peer.output(), e);
        }
    }

    private byte[] receiveFrom(OutputStream peerInput, int first) throws Exception {
        pace(
                first,
                (bytes, from, to) -> {
                    peerInput.write(bytes, from, to - from);
                    peerInput.flush();
                },
                () -> inbox.done().isDone());
        return inbox.bytes();
    }

    private byte[] sendTo(SrtConnection connection, Path file) throws Exception {
        pace(
                0,
                (bytes, from, to) -> connection.send(Unpooled.copiedBuffer(bytes, from, to - from)),
                () -> inbox.done().isDone() || file.toFile().length() >= content.length);
        return Files.readAllBytes(file);
    }

    /** Writes a part of some bytes. */
    private interface Writer {
        void write(byte[] bytes, int from, int to) throws IOException;
    }

    /**
     * In packets, as a live encoder would, and padding after that until all is there: nothing tells
     * a receiver of packets that are lost at the end.
     */
    private void pace(int first, Writer writer, BooleanSupplier arrived)
            throws IOException, InterruptedException {
        byte[] padding = new byte[SrtPeer.PACKET_BYTES];
        long begin = System.nanoTime();
        long end = content.length + TAIL_SECONDS * (long) BYTES_PER_SECOND;
        for (long from = first;
                from < end && !arrived.getAsBoolean();
                from += SrtPeer.PACKET_BYTES) {
            long dueNanos = from * 1_000_000_000L / BYTES_PER_SECOND;
            long waitMillis = (dueNanos - (System.nanoTime() - begin)) / 1_000_000;
            if (waitMillis > 0) {
                Thread.sleep(waitMillis);
            }
            if (from < content.length) {
                writer.write(content, (int) from, (int) from + SrtPeer.PACKET_BYTES);
            } else {
                writer.write(padding, 0, SrtPeer.PACKET_BYTES);
            }
        }
    }

    /** What is wrong with the bytes that came; empty if nothing is. */
    static String difference(byte[] sent, byte[] received) {
        byte[] begin = Arrays.copyOf(received, Math.min(sent.length, received.length));
        int at = Arrays.mismatch(sent, begin);
        return at < 0
                ? ""
                : "%d of %d bytes, different from byte %d (packet %d) on"
                        .formatted(received.length, sent.length, at, at / SrtPeer.PACKET_BYTES);
    }
}
