package io.millrace.runtime.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was written, not checked yet: the file's tree, over which the environment is laid. */
sealed interface RawValue {
    Origin origin();

    /** One value. */
    record Scalar(String text, Origin origin) implements RawValue {}

    /** Nothing after the key: as if the key were not there. */
    record Empty(Origin origin) implements RawValue {}

    /** A list; may grow. */
    record Sequence(List<RawValue> items, Origin origin) implements RawValue {}

    /** Keys in the order written; may grow. */
    record Mapping(Map<String, Entry> entries, Origin origin) implements RawValue {
        static Mapping empty(Origin origin) {
            return new Mapping(new LinkedHashMap<>(), origin);
        }

        /** Sets a key; an old value goes, its place in the order stays. */
        void put(String key, RawValue value) {
            entries.put(key, new Entry(value, value.origin()));
        }
    }

    /** A key's value and where the key stands. */
    record Entry(RawValue value, Origin keyOrigin) {}
}
