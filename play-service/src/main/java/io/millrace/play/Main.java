package io.millrace.play;

import io.millrace.runtime.ServiceApplication;

/** The play service as a process. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        ServiceApplication.main("play-service", config -> config.metrics().port(), arguments);
    }
}
