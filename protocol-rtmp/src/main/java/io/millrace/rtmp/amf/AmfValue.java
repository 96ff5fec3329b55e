package io.millrace.rtmp.amf;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value (AMF0 specification, section 2; AMF3 has no others that commands use). Immutable. */
public sealed interface AmfValue {
    /** Number (2.2). */
    record AmfNumber(double value) implements AmfValue {}

    /** Boolean (2.3). */
    record AmfBoolean(boolean value) implements AmfValue {}

    /** String (2.4), long string (2.14) and XML document (2.17). */
    record AmfString(String value) implements AmfValue {}

    /** Object (2.5), and typed object (2.18) without its class name. Keeps the members' order. */
    record AmfObject(Map<String, AmfValue> members) implements AmfValue {
        public AmfObject {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }
    }

    /** ECMA array (2.10): an object that was once an array. Keeps the members' order. */
    record AmfEcmaArray(Map<String, AmfValue> members) implements AmfValue {
        public AmfEcmaArray {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }
    }

    /** Strict array (2.12). */
    record AmfStrictArray(List<AmfValue> elements) implements AmfValue {
        public AmfStrictArray {
            elements = List.copyOf(elements);
        }
    }

    /** Date (2.13), milliseconds since 1970; the time zone is reserved and dropped. */
    record AmfDate(double epochMillis) implements AmfValue {}

    /** Null (2.7). */
    record AmfNull() implements AmfValue {}

    /** Undefined (2.8) and unsupported (2.15). */
    record AmfUndefined() implements AmfValue {}

    static AmfValue of(double value) {
        return new AmfNumber(value);
    }

    static AmfValue of(String value) {
        return new AmfString(value);
    }

    static AmfValue of(boolean value) {
        return new AmfBoolean(value);
    }

    /** The members of an object or ECMA array; of any other value none. */
    default Map<String, AmfValue> asMembers() {
        return switch (this) {
            case AmfObject(Map<String, AmfValue> members) -> members;
            case AmfEcmaArray(Map<String, AmfValue> members) -> members;
            case AmfNumber _,
                    AmfBoolean _,
                    AmfString _,
                    AmfStrictArray _,
                    AmfDate _,
                    AmfNull _,
                    AmfUndefined _ ->
                    Map.of();
        };
    }

    /** The value of a string; empty for any other. */
    default Optional<String> asString() {
        return this instanceof AmfString(String value) ? Optional.of(value) : Optional.empty();
    }

    /** The value of a number; empty for any other. */
    default Optional<Double> asNumber() {
        return this instanceof AmfNumber(double value) ? Optional.of(value) : Optional.empty();
    }
}
