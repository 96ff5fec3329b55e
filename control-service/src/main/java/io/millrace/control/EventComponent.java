package io.millrace.control;

import io.millrace.proto.control.Event;
import io.millrace.runtime.Component;
import io.millrace.runtime.config.HooksConfig;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.WebhookSettings;
import io.millrace.stream.Counters;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events on a topic, and the webhooks that are told of them, as the settings want them. */
@Singleton
final class EventComponent implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(EventComponent.class);

    private final LiveConfig live;
    private final ControlComponent control;
    private final Counters counters;
    private final EventTopics topics;
    private final Map<WebhookSettings, WebhookSender> senders = new HashMap<>();
    private Optional<KafkaEvents> events = Optional.empty();
    private final DeadEvents dead;
    private Runnable unsubscribe = () -> {};

    /** Where events are written. A seam: tests of control without Kafka have none. */
    interface EventTopics {
        KafkaEvents open();
    }

    EventComponent(
            LiveConfig live,
            ControlComponent control,
            EventTopics topics,
            DeadEvents dead,
            Counters counters) {
        this.dead = dead;
        this.live = live;
        this.control = control;
        this.topics = topics;
        this.counters = counters;
    }

    @Override
    public String name() {
        return "events";
    }

    @Override
    public Stage stage() {
        return Stage.LOG;
    }

    @Override
    public boolean isNeeded() {
        return false;
    }

    @Override
    public synchronized void start() throws IOException {
        apply();
        unsubscribe = live.subscribe(_ -> applyLater());
        control.server().ifPresent(server -> server.listen(this::tell));
    }

    private void tell(Event event) {
        Optional<KafkaEvents> open = events;
        open.ifPresent(topic -> topic.tell(event));
    }

    private void applyLater() {
        Thread.ofVirtual()
                .name("webhooks-apply")
                .start(() -> {
                    try {
                        apply();
                    } catch (IOException failed) {
                        LOG.warn("webhooks cannot be changed now", failed);
                    }
                });
    }

    private synchronized void apply() throws IOException {
        HooksConfig wanted = live.current().hooks();
        if (events.isEmpty() && (wanted.topic() || !wanted.webhooks().isEmpty())) {
            KafkaEvents opened = topics.open();
            opened.prepare();
            events = Optional.of(opened);
            dead.set(opened::dead);
        }
        List.copyOf(senders.keySet()).stream()
                .filter(known -> !wanted.webhooks().contains(known))
                .forEach(gone ->
                        Optional.ofNullable(senders.remove(gone)).ifPresent(WebhookSender::close));
        for (WebhookSettings webhook : wanted.webhooks()) {
            if (!senders.containsKey(webhook)) {
                senders.put(webhook, sender(webhook));
            }
        }
    }

    private WebhookSender sender(WebhookSettings webhook) {
        CRC32 url = new CRC32();
        url.update(webhook.url().toString().getBytes(StandardCharsets.UTF_8));
        String group = "millrace-webhook-" + Long.toHexString(url.getValue());
        return new WebhookSender(
                        webhook,
                        events.orElseThrow().feed(group, WebhookSender.shown(webhook.url())),
                        WebhookSender.Waits.STANDARD,
                        InstantSource.system(),
                        counters)
                .start();
    }

    @Override
    public synchronized void stop() {
        unsubscribe.run();
        senders.values().forEach(WebhookSender::close);
        senders.clear();
        dead.set(_ -> List.of());
        events.ifPresent(KafkaEvents::close);
        events = Optional.empty();
    }
}
