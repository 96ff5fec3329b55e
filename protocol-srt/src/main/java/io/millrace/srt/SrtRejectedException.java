package io.millrace.srt;

import io.millrace.srt.wire.Rejection;
import java.io.IOException;

/** The listener refused, or did not answer. */
public final class SrtRejectedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int code;

    SrtRejectedException(Rejection rejection) {
        super("SRT connection refused: " + rejection.text() + " (" + rejection.code() + ")");
        code = rejection.code();
    }

    public Rejection rejection() {
        return new Rejection(code);
    }
}
