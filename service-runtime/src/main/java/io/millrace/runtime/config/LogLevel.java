package io.millrace.runtime.config;

/** How much the log tells, the least first. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
}
