package io.millrace.runtime.config;

/** What becomes of a second publisher of a path. */
public enum PublishPolicy {
    /** It takes over; readers stay. */
    OVERRIDE,
    /** It is refused. */
    REFUSE,
    /** It is kept as a hot spare and promoted when the first goes. */
    STANDBY
}
