package io.millrace.packager;

import io.millrace.runtime.ServiceApplication;

/** The packager as a process of its own, against an external Kafka. */
public final class Main {
    static final String SERVICE = "packager";

    private Main() {}

    public static void main(String[] arguments) {
        ServiceApplication.main(SERVICE, config -> config.http().port(), arguments);
    }
}
