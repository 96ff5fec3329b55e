package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millrace.runtime.config.Secret;
import io.millrace.runtime.config.WebhookSettings;
import io.millrace.stream.Counters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A webhook's receiver that is good, slow, wrong or down. */
@Timeout(120)
class WebhookSenderTest {
    private static final String SECRET = "0123456789abcdef";
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    private final Counters counters = new Counters();
    private final Feed feed = new Feed();
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
    private HttpServer server;
    private Optional<WebhookSender> sender = Optional.empty();

    private record Received(String body, String signature) {}

    /** Events that a test gives, in batches. */
    private static final class Feed implements EventFeed {
        private final BlockingQueue<List<Entry>> batches = new LinkedBlockingQueue<>();
        private final List<Entry> buried = new ArrayList<>();
        private final AtomicInteger commits = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();

        void add(String... types) {
            List<Entry> batch = new ArrayList<>();
            for (String type : types) {
                batch.add(new Entry(1, type, "cam", "{\"type\":\"" + type + "\"}"));
            }
            batches.add(batch);
        }

        @Override
        public List<Entry> poll(Duration wait) {
            try {
                List<Entry> next = batches.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
                return next == null ? List.of() : next;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return List.of();
            }
        }

        @Override
        public void commit() throws IOException {
            if (failures.getAndDecrement() > 0) {
                throw new IOException("not now");
            }
            commits.incrementAndGet();
        }

        @Override
        public synchronized void bury(List<Entry> entries) {
            buried.addAll(entries);
        }

        synchronized int buried() {
            return buried.size();
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String signature = exchange.getRequestHeaders().getFirst(WebhookSignature.HEADER);
        received.add(new Received(body, String.valueOf(signature)));
        Integer status = answers.poll();
        if (status != null && status == 0) {
            return; // an answer that never comes
        }
        exchange.sendResponseHeaders(status == null ? 204 : status, -1);
        exchange.close();
    }

    @AfterEach
    void stop() {
        sender.ifPresent(WebhookSender::close);
        server.stop(0);
    }

    private void start(int attempts, String... events) {
        start(Duration.ofSeconds(30), attempts, events);
    }

    private void start(Duration timeout, int attempts, String... events) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook?key=x");
        WebhookSender made =
                new WebhookSender(
                                new WebhookSettings(
                                        url,
                                        new Secret(SECRET),
                                        List.of(events),
                                        timeout,
                                        attempts),
                                feed,
                                new WebhookSender.Waits(
                                        Duration.ofMillis(10), Duration.ofMillis(20)),
                                () -> NOW,
                                counters)
                        .start();
        sender = Optional.of(made);
    }

    private Received take() throws InterruptedException {
        Received next = received.poll(60, TimeUnit.SECONDS);
        assertTrue(next != null, "nothing came");
        return next;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "did not come");
            Thread.sleep(10);
        }
    }

    @Test
    void deliver_goodReceiver_getsSignedBatches() throws Exception {
        start(3);
        feed.add("PATH_PUBLISHED", "SESSION_OPENED");
        Received got = take();
        assertEquals(
                "{\"events\":[{\"type\":\"PATH_PUBLISHED\"},{\"type\":\"SESSION_OPENED\"}]}",
                got.body());
        assertEquals(
                WebhookSignature.of(SECRET, NOW.getEpochSecond(), got.body()), got.signature());
        await(() -> feed.commits.get() == 1);
    }

    @Test
    void signature_knownInput_isTheKnownCode() {
        assertEquals(
                "t=7,v1=239f4b39fd23f4376db46b239fae471e7c6824b3931bc60f4c0b745bef8de34f",
                WebhookSignature.of("Jefe", 7, "what do ya want for nothing?"));
    }

    @Test
    void deliver_wrongAnswers_triesUntilTaken() throws Exception {
        answers.addAll(List.of(500, 404, 302));
        start(10);
        feed.add("PATH_ENDED");
        for (int i = 0; i < 4; i++) {
            assertEquals("{\"events\":[{\"type\":\"PATH_ENDED\"}]}", take().body());
        }
        await(() -> feed.commits.get() == 1);
        assertEquals(0, feed.buried());
        assertEquals(3, counters.counter("webhook_failures").sum());
    }

    @Test
    void deliver_slowReceiver_isAskedAgain() throws Exception {
        answers.add(0);
        start(Duration.ofMillis(500), 20);
        feed.add("PATH_ENDED");
        take();
        take();
        await(() -> feed.commits.get() == 1);
    }

    @Test
    void deliver_receiverDown_buriesAndGoesOn() throws Exception {
        answers.addAll(List.of(500, 500));
        start(2);
        feed.add("PATH_ENDED");
        await(() -> feed.buried() == 1);
        feed.add("PATH_PUBLISHED");
        await(() -> feed.commits.get() == 2);
        assertEquals(1, counters.counter("webhook_dead_letters").sum());
        assertEquals(1, counters.counter("webhook_events").sum());
    }

    @Test
    void deliver_logOutOfReach_tellsAgainRatherThanLose() throws Exception {
        feed.failures.set(1);
        start(3);
        feed.add("PATH_ENDED");
        assertEquals(take().body(), take().body());
        await(() -> feed.commits.get() == 1);
    }

    @Test
    void deliver_unwantedTypes_areDoneWithUntold() throws Exception {
        start(3, "PATH_ENDED");
        feed.add("SESSION_OPENED");
        await(() -> feed.commits.get() == 1);
        feed.add("SESSION_CLOSED", "PATH_ENDED");
        assertEquals("{\"events\":[{\"type\":\"PATH_ENDED\"}]}", take().body());
    }
}
