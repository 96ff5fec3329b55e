package io.millrace.standalone;

import org.jspecify.annotations.Nullable;

/** The version that the jar's manifest tells. */
final class Version {
    private Version() {}

    static String text() {
        @Nullable String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }
}
