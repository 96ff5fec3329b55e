package io.millrace.control;

import io.millrace.runtime.ServiceApplication;

/** The control service as a process. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        ServiceApplication.main(
                "control-service", config -> config.control().httpPort(), arguments);
    }
}
