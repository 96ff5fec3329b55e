package io.millrace.cli;

import io.millrace.proto.JsonText;
import io.millrace.proto.control.DeadEvent;
import io.millrace.proto.control.DeadEventServiceGrpc;
import io.millrace.proto.control.Event;
import io.millrace.proto.control.EventServiceGrpc;
import io.millrace.proto.control.ListDeadEventsRequest;
import io.millrace.proto.control.WatchEventsRequest;
import java.time.Instant;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code events}. */
@Command(
        name = "events",
        description = "Waits for the next event and prints it; with --follow, every one.",
        exitCodeOnInvalidInput = ExitCodes.USAGE)
final class EventsCommand implements Callable<Integer> {
    @Mixin private ControlOptions control = new ControlOptions();

    @Option(names = "--follow", description = "Go on until Ctrl-C.")
    private boolean follow;

    @Option(
            names = "--path",
            paramLabel = "PATH",
            defaultValue = "",
            description = "Only of this path.")
    private String path = "";

    @Override
    public Integer call() {
        WatchEventsRequest request = WatchEventsRequest.newBuilder().setPath(path).build();
        return control.run((channel, out) -> {
            Iterator<Event> events = EventServiceGrpc.newBlockingStub(channel).watch(request);
            boolean more = true;
            while (more && events.hasNext()) {
                Event event = events.next();
                out.println(control.isJson() ? JsonText.of(event) : text(event));
                out.flush();
                more = follow;
            }
            return ExitCodes.OK;
        });
    }

    @Command(
            name = "dead",
            description = "Lists the newest events that webhooks never took.",
            exitCodeOnInvalidInput = ExitCodes.USAGE)
    int dead(
            @Mixin ControlOptions options,
            @Option(
                            names = "--limit",
                            paramLabel = "COUNT",
                            defaultValue = "100",
                            description = "At most so many (default: 100).")
                    int limit) {
        ListDeadEventsRequest request =
                ListDeadEventsRequest.newBuilder().setLimit(Math.max(1, limit)).build();
        return options.run((channel, out) -> {
            for (DeadEvent event :
                    options.limited(DeadEventServiceGrpc.newBlockingStub(channel))
                            .list(request)
                            .getEventsList()) {
                out.println(
                        options.isJson()
                                ? JsonText.of(event)
                                : "%s %s %s"
                                        .formatted(
                                                Instant.ofEpochMilli(event.getAtMillis()),
                                                event.getWebhook(),
                                                event.getJson()));
            }
            return ExitCodes.OK;
        });
    }

    static String text(Event event) {
        String type = event.getType().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String when = Instant.ofEpochMilli(event.getAtMillis()) + " " + type;
        if (event.getType() == Event.Type.MISSED) {
            return when + " " + event.getMissed();
        }
        String reason = event.getReason().isEmpty() ? "" : ": " + event.getReason();
        return "%s %s %s on %s%s"
                .formatted(when, event.getPath(), event.getPeer(), event.getPod(), reason);
    }
}
