package io.millrace.media;

/**
 * Bytes that break their specification. Scope: the access unit (or packet, or message) at hand; the
 * parser that threw stays usable and starts clean with the next one. The message says what was
 * wrong and names the specification's section.
 */
public final class MalformedMediaException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedMediaException(String message) {
        super(message);
    }
}
