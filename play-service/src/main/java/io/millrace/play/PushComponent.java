package io.millrace.play;

import io.millrace.runtime.Component;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.runtime.config.MillraceConfig;
import io.millrace.stream.PathName;
import io.millrace.stream.push.PushSettings;
import io.millrace.stream.push.Pushes;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the pushes that the settings name, and follows their changes. */
@Singleton
final class PushComponent implements Component {
    private final LiveConfig live;
    private final Pushes pushes;
    private Runnable unsubscribe = () -> {};

    PushComponent(LiveConfig live, Pushes pushes) {
        this.live = live;
        this.pushes = pushes;
    }

    @Override
    public String name() {
        return "pushes";
    }

    @Override
    public Stage stage() {
        return Stage.SOURCES;
    }

    @Override
    public synchronized void start() {
        unsubscribe = live.subscribe(_ -> apply());
        apply();
    }

    private synchronized void apply() {
        pushes.apply(wanted(live.current()));
    }

    private static Map<PathName, List<PushSettings>> wanted(MillraceConfig config) {
        Map<PathName, List<PushSettings>> wanted = new LinkedHashMap<>();
        config.pathConfig()
                .named()
                .forEach((path, settings) -> wanted.put(path, settings.pushes()));
        return wanted;
    }

    @Override
    public synchronized void stop() {
        unsubscribe.run();
        pushes.close();
    }
}
