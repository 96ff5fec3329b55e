package io.millrace.runtime;

/** A part that did not start; everything that had started was stopped again. */
public final class StartFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String component;

    StartFailedException(String component, Throwable cause) {
        super(component + " did not start: " + reason(cause), cause);
        this.component = component;
    }

    public String component() {
        return component;
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
