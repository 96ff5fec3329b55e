package io.millrace.packager.rewind;

/** The log does not hold what was asked for; the message says what it does hold. */
final class MissingException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingException(String message) {
        super(message);
    }
}
