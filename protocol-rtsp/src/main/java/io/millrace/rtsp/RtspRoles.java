package io.millrace.rtsp;

import io.millrace.rtsp.message.Method;
import io.millrace.stream.Publishing;
import io.millrace.stream.Reading;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What a server does: takes publishers, serves readers, or both; the rest goes to redirects. */
public record RtspRoles(
        Optional<Publishing> publishing, Optional<Reading> reading, Redirects redirects) {

    public static RtspRoles both(Publishing publishing, Reading reading) {
        return new RtspRoles(Optional.of(publishing), Optional.of(reading), Redirects.none());
    }

    public static RtspRoles publishOnly(Publishing publishing, Redirects redirects) {
        return new RtspRoles(Optional.of(publishing), Optional.empty(), redirects);
    }

    public static RtspRoles readOnly(Reading reading, Redirects redirects) {
        return new RtspRoles(Optional.empty(), Optional.of(reading), redirects);
    }

    /** The methods that these roles serve, for {@code Public}. */
    Set<Method> methods() {
        Set<Method> methods = EnumSet.allOf(Method.class);
        if (publishing.isEmpty()) {
            methods.removeAll(EnumSet.of(Method.ANNOUNCE, Method.RECORD));
        }
        if (reading.isEmpty()) {
            methods.removeAll(EnumSet.of(Method.DESCRIBE, Method.PLAY));
        }
        return methods;
    }
}
