package io.millrace.runtime;

import io.micronaut.context.exceptions.BeanContextException;
import java.io.UncheckedIOException;

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

    /** The first message that is ours: not of the container that makes beans. */
    private static String reason(Throwable failure) {
        Throwable told = failure;
        while (told.getCause() != null
                && (told instanceof BeanContextException || told instanceof UncheckedIOException)) {
            told = told.getCause();
        }
        return told.getMessage() == null ? told.toString() : told.getMessage();
    }
}
