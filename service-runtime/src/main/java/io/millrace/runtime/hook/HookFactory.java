package io.millrace.runtime.hook;

import io.micronaut.context.annotation.Factory;
import io.millrace.runtime.PodId;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import jakarta.inject.Singleton;
import java.util.Map;

/** Hooks as beans. */
@Factory
final class HookFactory {
    @Singleton
    Hooks hooks(LiveConfig live, PodId pod, Counters counters) {
        return new Hooks(
                new Hooks.Wanted() {
                    @Override
                    public Map<HookEvent, Hook> of(PathName path) {
                        return live.current().settingsOf(path).hooks();
                    }

                    @Override
                    public Map<String, String> ofAll() {
                        String port = Integer.toString(live.current().rtsp().port());
                        return Map.of(HookCommand.RTSP_PORT, port);
                    }

                    @Override
                    public Map<HookEvent, Hook> ofConnections() {
                        return live.current().hooks().programs();
                    }
                },
                pod.value(),
                counters);
    }
}
