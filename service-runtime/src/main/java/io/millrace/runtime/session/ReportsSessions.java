package io.millrace.runtime.session;

/**
 * A part of a process that has sessions to tell control of, though it neither publishes nor reads
 * for peers: where there is such a bean, the process connects to control.
 */
public interface ReportsSessions {}
