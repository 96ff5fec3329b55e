package io.millrace.runtime.config;

/**
 * One thing that is wrong with the settings.
 *
 * @param key the setting, or what was written in its place
 * @param origin where it was set: a file and line, or an environment variable
 */
public record ConfigProblem(String key, String reason, String origin) {
    @Override
    public String toString() {
        return key + ": " + reason + " (" + origin + ")";
    }
}
