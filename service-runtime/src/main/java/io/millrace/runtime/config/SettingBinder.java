package io.millrace.runtime.config;

import io.millrace.runtime.config.RawValue.Entry;
import io.millrace.runtime.config.RawValue.Mapping;
import io.millrace.runtime.config.RawValue.Sequence;
import io.millrace.runtime.config.SettingNode.Block;
import io.millrace.runtime.config.SettingNode.BlockList;
import io.millrace.runtime.config.SettingNode.BlockMap;
import io.millrace.runtime.config.SettingNode.TextMap;
import io.millrace.runtime.config.ValueType.InvalidValueException;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Checks what was written against the table of settings; finds everything that is wrong. */
final class SettingBinder {
    private final List<ConfigProblem> problems;

    SettingBinder(List<ConfigProblem> problems) {
        this.problems = problems;
    }

    void bind(Block block, Mapping written, SettingValues values) {
        written.entries()
                .forEach((key, entry) -> {
                    Optional<SettingNode> child = block.child(key);
                    if (child.isPresent()) {
                        bind(child.get(), entry, values);
                    } else {
                        unknown(block, key, entry, values);
                    }
                });
    }

    private void unknown(Block block, String key, Entry entry, SettingValues values) {
        boolean top = values.name().isEmpty();
        Optional<String> near =
                Nearest.of(key, block.keys()).map(found -> top ? found : values.nameOf(found));
        String reason = top ? "unknown section" : "unknown key";
        problems.add(new ConfigProblem(values.nameOf(key), reason, near, entry.keyOrigin()));
    }

    private void bind(SettingNode node, Entry entry, SettingValues values) {
        if (entry.value() instanceof RawValue.Empty) {
            return;
        }
        String name = values.nameOf(node.key());
        switch (node) {
            case Setting<?> setting -> bindValue(setting, entry, values);
            case Block block -> {
                if (entry.value() instanceof Mapping mapping) {
                    bind(block, mapping, values.block(block));
                } else {
                    problem(name, "must be a mapping of keys", entry.value().origin());
                }
            }
            case BlockList list -> bindList(list, entry.value(), values);
            case BlockMap map -> bindMap(map, entry.value(), values);
            case TextMap map -> bindTexts(map, entry.value(), values);
        }
    }

    private void bindValue(Setting<?> setting, Entry entry, SettingValues values) {
        String name = values.nameOf(setting.key());
        Optional<String> text = text(entry.value());
        if (text.isEmpty()) {
            problem(name, "must be one value or a list of values", entry.value().origin());
            return;
        }
        if (text.get().contains(Secret.REDACTED)) {
            problem(name, "is the mark of a hidden secret, not a value", entry.value().origin());
            return;
        }
        try {
            values.set(setting, text.get(), entry.value().origin());
        } catch (InvalidValueException invalid) {
            problem(name, String.valueOf(invalid.getMessage()), entry.value().origin());
        }
    }

    private void bindList(BlockList list, RawValue written, SettingValues values) {
        String name = values.nameOf(list.key());
        if (!(written instanceof Sequence sequence)) {
            problem(name, "must be a list", written.origin());
            return;
        }
        for (RawValue item : sequence.items()) {
            List<SettingValues> items = values.list(list);
            SettingValues itemValues = SettingValues.named(name + "." + items.size());
            items.add(itemValues);
            if (item instanceof Mapping mapping) {
                bind(list.item(), mapping, itemValues);
            } else {
                problem(name, "every item must be a mapping of keys", item.origin());
            }
        }
    }

    private void bindMap(BlockMap map, RawValue written, SettingValues values) {
        String name = values.nameOf(map.key());
        if (!(written instanceof Mapping mapping)) {
            problem(name, "must be a mapping of names", written.origin());
            return;
        }
        mapping.entries().forEach((key, entry) -> bindNamed(map, key, entry, values));
    }

    private void bindNamed(BlockMap map, String key, Entry entry, SettingValues values) {
        SettingValues entryValues = SettingValues.named(values.nameOf(map.key()) + "." + key);
        Optional<String> wrong = map.nameProblem().apply(key);
        if (wrong.isPresent()) {
            problem(entryValues.name(), wrong.get(), entry.keyOrigin());
            return;
        }
        values.map(map).put(key, entryValues);
        switch (entry.value()) {
            case Mapping mapping -> bind(map.item(), mapping, entryValues);
            case RawValue.Empty _ -> {}
            case RawValue.Scalar scalar -> notKeys(map, key, entryValues, scalar);
            case Sequence sequence -> notKeys(map, key, entryValues, sequence);
        }
    }

    private void notKeys(BlockMap map, String key, SettingValues entry, RawValue written) {
        String hint =
                map.item().child(key).isPresent()
                        ? " (for every path: path-defaults." + key + ")"
                        : "";
        problem(entry.name(), "must be a mapping of keys" + hint, written.origin());
    }

    private void bindTexts(TextMap map, RawValue written, SettingValues values) {
        String name = values.nameOf(map.key());
        if (!(written instanceof Mapping mapping)) {
            problem(name, "must be a mapping of keys", written.origin());
            return;
        }
        mapping.entries().forEach((key, entry) -> bindText(map, key, entry.value(), values));
    }

    private void bindText(TextMap map, String key, RawValue written, SettingValues values) {
        Optional<String> text = text(written).filter(value -> !value.contains(Secret.REDACTED));
        if (text.isPresent()) {
            values.setText(map, key, text.get());
        } else {
            String name = values.nameOf(map.key()) + "." + key;
            problem(name, "must be one value, and not a hidden one", written.origin());
        }
    }

    /** A scalar's text, or those of a list with commas between. */
    private static Optional<String> text(RawValue value) {
        return switch (value) {
            case RawValue.Scalar scalar -> Optional.of(scalar.text());
            case RawValue.Empty _ -> Optional.of("");
            case Mapping _ -> Optional.empty();
            case Sequence sequence -> {
                StringJoiner joined = new StringJoiner(",");
                for (RawValue item : sequence.items()) {
                    if (!(item instanceof RawValue.Scalar scalar)) {
                        yield Optional.empty();
                    }
                    joined.add(scalar.text());
                }
                yield Optional.of(joined.toString());
            }
        };
    }

    private void problem(String key, String reason, Origin origin) {
        problems.add(ConfigProblem.of(key, reason, origin));
    }
}
