package io.millrace.runtime.hook;

/**
 * What runs on an event.
 *
 * @param restart whether a program that ended while what it is about lasts is started again
 */
public record Hook(HookCommand command, boolean restart) {}
