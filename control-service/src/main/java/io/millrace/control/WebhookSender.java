package io.millrace.control;

import io.millrace.runtime.config.WebhookSettings;
import io.millrace.stream.Counters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one receiver what happens: batches of events as JSON, each at least once and in order. One
 * that was not taken (another answer than 2xx, or none in time) is told again after a growing wait;
 * after so many attempts it is buried, counted and logged, so that the next ones come through. Has
 * a thread of its own.
 */
final class WebhookSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final WebhookSettings settings;
    private final EventFeed feed;
    private final Waits waits;
    private final InstantSource clock;
    private final Counters counters;
    private final HttpClient client;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /**
     * Between attempts.
     *
     * @param first after the first failure; each further one is twice as long
     */
    record Waits(Duration first, Duration longest) {
        static final Waits STANDARD = new Waits(Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    WebhookSender(
            WebhookSettings settings,
            EventFeed feed,
            Waits waits,
            InstantSource clock,
            Counters counters) {
        this.settings = settings;
        this.feed = feed;
        this.waits = waits;
        this.clock = clock;
        this.counters = counters;
        this.client =
                HttpClient.newBuilder()
                        .connectTimeout(settings.timeout())
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
        this.thread = Thread.ofPlatform().daemon().name("webhook").unstarted(this::run);
    }

    WebhookSender start() {
        thread.start();
        return this;
    }

    private void run() {
        List<EventFeed.Entry> pending = List.of();
        try (feed;
                client) {
            while (closed.getCount() > 0) {
                try {
                    pending = pending.isEmpty() ? feed.poll(POLL) : pending;
                    pending = isDone(pending) ? List.of() : pending;
                } catch (IOException unreachable) {
                    LOG.warn(
                            "webhook {}: the log of events cannot be used now",
                            shown(settings.url()),
                            unreachable);
                    pause(waits.first());
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether all of them are taken or buried, and will not come again. */
    private boolean isDone(List<EventFeed.Entry> polled) throws IOException, InterruptedException {
        List<EventFeed.Entry> wanted = polled.stream().filter(this::isWanted).toList();
        if (!wanted.isEmpty() && !isTaken(wanted)) {
            if (closed.getCount() == 0) {
                return false;
            }
            feed.bury(wanted);
            counters.counter("webhook_dead_letters").add(wanted.size());
            LOG.error("webhook {}: {} events are given up", shown(settings.url()), wanted.size());
        }
        if (!polled.isEmpty()) {
            feed.commit();
        }
        return true;
    }

    private boolean isWanted(EventFeed.Entry entry) {
        return settings.events().isEmpty() || settings.events().contains(entry.type());
    }

    private boolean isTaken(List<EventFeed.Entry> events) throws InterruptedException {
        Duration wait = waits.first();
        for (int attempt = 1; attempt <= settings.attempts(); attempt++) {
            Optional<String> problem = post(events);
            if (problem.isEmpty()) {
                counters.counter("webhook_events").add(events.size());
                return true;
            }
            counters.counter("webhook_failures").increment();
            LOG.warn("webhook {}: attempt {}: {}", shown(settings.url()), attempt, problem.get());
            if (attempt < settings.attempts() && pause(wait)) {
                return false;
            }
            wait = wait.multipliedBy(2);
            wait = wait.compareTo(waits.longest()) > 0 ? waits.longest() : wait;
        }
        return false;
    }

    /** True if it is closed meanwhile. */
    private boolean pause(Duration wait) throws InterruptedException {
        return closed.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Why it was not taken; empty if it was. */
    private Optional<String> post(List<EventFeed.Entry> events) throws InterruptedException {
        String body =
                events.stream()
                        .map(EventFeed.Entry::json)
                        .collect(Collectors.joining(",", "{\"events\":[", "]}"));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(settings.url())
                        .timeout(settings.timeout())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (settings.secret().isSet()) {
            long seconds = clock.instant().getEpochSecond();
            request.header(
                    WebhookSignature.HEADER,
                    WebhookSignature.of(settings.secret().value(), seconds, body));
        }
        try {
            int status =
                    client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode();
            return status / 100 == 2 ? Optional.empty() : Optional.of("answered " + status);
        } catch (IOException failed) {
            return Optional.of(failed.getClass().getSimpleName() + ": " + failed.getMessage());
        }
    }

    /** Without user, path and query, which may be secret. */
    static String shown(URI url) {
        return url.getScheme()
                + "://"
                + url.getHost()
                + (url.getPort() < 0 ? "" : ":" + url.getPort());
    }

    /** What is not committed then is told again by whoever goes on. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (!thread.join(CLOSE)) {
                thread.interrupt();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
