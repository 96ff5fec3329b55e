package io.millrace.ingest;

import io.millrace.runtime.ServiceApplication;

/** The ingest service as a process. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        ServiceApplication.main("ingest-service", config -> config.metrics().port(), arguments);
    }
}
