package io.millrace.runtime.config;

import io.millrace.runtime.config.ValueType.InvalidValueException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values by setting, while they are being collected: what is not set has its default. */
final class SettingValues {
    private final Map<Setting<?>, Object> values = new HashMap<>();
    private final Map<Setting<?>, String> origins = new HashMap<>();

    /** Sets a value; a later one wins. */
    <T> void set(Setting<T> setting, String text, String origin) throws InvalidValueException {
        origins.put(setting, origin);
        Object value = setting.type().parse(text.strip());
        values.put(setting, value);
    }

    <T> T value(Setting<T> setting) {
        @SuppressWarnings("unchecked") // put by set, under the same type
        @Nullable T value = (T) values.get(setting);
        return value == null ? setting.defaultValue() : value;
    }

    /** Where a setting was set. */
    String origin(Setting<?> setting) {
        return origins.getOrDefault(setting, "default");
    }
}
