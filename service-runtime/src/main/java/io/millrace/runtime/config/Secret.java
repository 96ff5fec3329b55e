package io.millrace.runtime.config;

/** A password or the like: never shown when the settings are. Empty where none is set. */
public record Secret(String value) {
    static final String REDACTED = "(hidden)";

    public boolean isSet() {
        return !value.isEmpty();
    }

    @Override
    public String toString() {
        return isSet() ? REDACTED : "";
    }
}
