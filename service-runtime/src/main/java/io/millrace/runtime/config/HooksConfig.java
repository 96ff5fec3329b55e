package io.millrace.runtime.config;

import io.millrace.runtime.hook.Hook;
import io.millrace.runtime.hook.HookEvent;
import java.util.List;
import java.util.Map;

/**
 * What else is told and run when something happens.
 *
 * @param programs on events of connections
 * @param topic whether events are written to their topic also where there is no webhook
 */
public record HooksConfig(
        Map<HookEvent, Hook> programs, boolean topic, List<WebhookSettings> webhooks) {
    public HooksConfig {
        programs = Map.copyOf(programs);
        webhooks = List.copyOf(webhooks);
    }

    static HooksConfig of(SettingValues values) {
        return new HooksConfig(
                HookTable.of(values, HookTable.OF_CONNECTIONS),
                values.value(WebhookTable.TOPIC),
                WebhookTable.of(values));
    }
}
