package io.millrace.runtime.config;

import io.millrace.runtime.config.SettingNode.Block;
import io.millrace.runtime.config.SettingNode.BlockList;
import io.millrace.runtime.config.SettingNode.BlockMap;
import io.millrace.runtime.config.SettingNode.TextMap;
import io.millrace.runtime.config.ValueType.InvalidValueException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values of one block's settings, while they are collected: what is not set has its default. */
final class SettingValues {
    private final String name;
    private final Optional<SettingValues> fallback;
    private final Map<Setting<?>, Object> values = new HashMap<>();
    private final Map<Setting<?>, String> written = new HashMap<>();
    private final Map<SettingNode, Origin> origins = new HashMap<>();
    private final Map<String, SettingValues> blocks = new HashMap<>();
    private final Map<String, List<SettingValues>> lists = new HashMap<>();
    private final Map<String, Map<String, SettingValues>> maps = new HashMap<>();
    private final Map<String, Map<String, String>> texts = new HashMap<>();

    private SettingValues(String name, Optional<SettingValues> fallback) {
        this.name = name;
        this.fallback = fallback;
    }

    /** Of the whole table, all defaults. */
    static SettingValues root() {
        return new SettingValues("", Optional.empty());
    }

    static SettingValues named(String name) {
        return new SettingValues(name, Optional.empty());
    }

    /** The same, where what is not set comes from {@code other}. */
    SettingValues orElse(SettingValues other) {
        SettingValues both = new SettingValues(name, Optional.of(other));
        both.values.putAll(values);
        both.written.putAll(written);
        both.origins.putAll(origins);
        both.lists.putAll(lists);
        return both;
    }

    <T> void set(Setting<T> setting, String text, Origin origin) throws InvalidValueException {
        origins.put(setting, origin);
        Object value = setting.type().parse(text.strip());
        values.put(setting, value);
        written.put(setting, text.strip());
    }

    /** As it was written, or the default. */
    String text(Setting<?> setting) {
        @Nullable String text = written.get(setting);
        if (text != null) {
            return text;
        }
        return fallback.map(other -> other.text(setting)).orElse(setting.defaultText());
    }

    <T> T value(Setting<T> setting) {
        @SuppressWarnings("unchecked") // put by set, under the same type
        @Nullable T value = (T) values.get(setting);
        if (value != null) {
            return value;
        }
        return fallback.isPresent() ? fallback.get().value(setting) : setting.defaultValue();
    }

    /** Whether it was written, here or in what this falls back to. */
    boolean isSet(Setting<?> setting) {
        return values.containsKey(setting)
                || fallback.filter(other -> other.isSet(setting)).isPresent();
    }

    /** For error messages: {@code rtsp.port}. */
    String nameOf(String key) {
        return name.isEmpty() ? key : name + "." + key;
    }

    /** Of the block itself. */
    String name() {
        return name;
    }

    Origin origin(SettingNode setting) {
        @Nullable Origin origin = origins.get(setting);
        if (origin != null) {
            return origin;
        }
        return fallback.map(other -> other.origin(setting)).orElse(Origin.of("default"));
    }

    SettingValues block(Block block) {
        return blocks.computeIfAbsent(block.key(), _ -> named(nameOf(block.key())));
    }

    List<SettingValues> list(BlockList list) {
        return lists.computeIfAbsent(list.key(), _ -> new ArrayList<>());
    }

    /** In the order written. */
    Map<String, SettingValues> map(BlockMap map) {
        return maps.computeIfAbsent(map.key(), _ -> new LinkedHashMap<>());
    }

    Map<String, String> texts(TextMap map) {
        return Collections.unmodifiableMap(texts.getOrDefault(map.key(), Map.of()));
    }

    void setText(TextMap map, String key, String text) {
        texts.computeIfAbsent(map.key(), _ -> new LinkedHashMap<>()).put(key, text);
    }
}
