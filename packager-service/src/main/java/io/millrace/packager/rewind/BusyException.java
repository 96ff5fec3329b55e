package io.millrace.packager.rewind;

/** The log cannot be read now; it may be later. */
final class BusyException extends Exception {
    private static final long serialVersionUID = 1L;

    BusyException(String message) {
        super(message);
    }
}
