package io.millrace.runtime.config;

/**
 * A change of one entry of the settings.
 *
 * @param name of the path's entry, or of the user, as written; of a push its path
 * @param settings the entry in YAML or JSON; of a change what is named in it, null takes a key away
 */
public record ConfigEdit(Operation operation, Of of, String name, String settings) {
    /** What is done. */
    public enum Operation {
        ADD,
        CHANGE,
        REMOVE
    }

    /** What kind of entry. */
    public enum Of {
        /** An entry of {@code paths}. */
        PATH,
        /** An entry of {@code auth.users}. */
        USER,
        /** One of a path's {@code pushes}: named are the path and, in the settings, the URL. */
        PUSH
    }

    /** Without the settings, which may hold secrets. */
    @Override
    public String toString() {
        return "ConfigEdit[%s %s %s]".formatted(operation, of, name);
    }
}
