package io.millrace.rtsp.message;

import java.util.Optional;

/** The methods that this server implements (RFC 2326, section 10). */
public enum Method {
    OPTIONS,
    DESCRIBE,
    ANNOUNCE,
    SETUP,
    PLAY,
    PAUSE,
    RECORD,
    GET_PARAMETER,
    SET_PARAMETER,
    TEARDOWN;

    /** The method of a request; empty if it is not one of these: then the answer is 501. */
    public static Optional<Method> of(String name) {
        for (Method method : values()) {
            if (method.name().equals(name)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }
}
