package io.millrace.runtime.access;

import io.millrace.runtime.config.AuthConfig.Action;
import java.util.Locale;

/** Actions as the settings, tokens and servers write them. */
final class ActionText {
    private ActionText() {}

    static String of(Action action) {
        return action.name().toLowerCase(Locale.ROOT);
    }
}
