package io.millrace.runtime.config;

import io.millrace.runtime.config.ValueType.InvalidValueException;

/**
 * One key that people can set.
 *
 * @param key in lower-dash
 * @param defaultText as it would be written
 * @param description a sentence for the documents that are made from the table
 */
public record Setting<T>(String key, ValueType<T> type, String defaultText, String description)
        implements SettingNode {

    T defaultValue() {
        try {
            return type.parse(defaultText);
        } catch (InvalidValueException ourBug) {
            throw new IllegalStateException("default of " + key, ourBug);
        }
    }
}
