package io.millrace.packager;

import io.millrace.runtime.ServiceApplication;

/** The packager as a process of its own, against an external Kafka. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        ServiceApplication.main("packager", config -> config.http().port(), arguments);
    }
}
