package io.millrace.stream;

/** A URL asks for a part of the past that cannot be; the message is for who wrote the URL. */
public final class IllegalRangeException extends Exception {
    private static final long serialVersionUID = 1L;

    public IllegalRangeException(String message) {
        super(message);
    }

    public IllegalRangeException(String message, Throwable cause) {
        super(message, cause);
    }
}
