package io.millrace.runtime;

/**
 * Names of the properties that say on which port a controller answers: {@code @Controller(value =
 * "/…", port = "${" + Ports.METRICS + "}")}. A controller without a port answers on the process's
 * main HTTP port.
 */
public final class Ports {
    public static final String METRICS = "millrace.metrics.port";
    public static final String CONTROL = "millrace.control.http-port";

    private Ports() {}
}
