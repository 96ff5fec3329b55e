package io.millrace.control;

import io.micronaut.context.annotation.Factory;
import io.millrace.runtime.config.LiveConfig;
import io.millrace.stream.PathName;
import jakarta.inject.Singleton;

/** Beans of control. */
@Factory
final class ControlFactory {
    @Singleton
    PathPolicies pathPolicies(LiveConfig config) {
        return path ->
                config.current().pathConfig().settingsOf(new PathName(path)).publish().policy();
    }
}
