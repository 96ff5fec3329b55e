package io.millrace.runtime.config;

import io.millrace.runtime.config.ValueType.InvalidValueException;
import java.util.Locale;

/**
 * One key that people can set.
 *
 * @param section first part of its name
 * @param key second part, in lower-dash
 * @param defaultText as it would be written
 * @param description one sentence for {@code docs/configuration.md}
 */
public record Setting<T>(
        String section, String key, ValueType<T> type, String defaultText, String description) {

    /** As in error messages: {@code rtsp.port}. */
    public String name() {
        return section + "." + key;
    }

    /** The environment variable that overrides it: {@code MILLRACE_RTSP_PORT}. */
    public String environmentName() {
        return "MILLRACE_" + (section + "_" + key).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    T defaultValue() {
        try {
            return type.parse(defaultText);
        } catch (InvalidValueException ourBug) {
            throw new IllegalStateException("default of " + name(), ourBug);
        }
    }
}
