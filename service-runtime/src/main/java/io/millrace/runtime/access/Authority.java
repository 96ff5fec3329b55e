package io.millrace.runtime.access;

/** Somebody who knows who may do what. Thread-safe; may block, so called on virtual threads. */
@FunctionalInterface
interface Authority {
    Answer ask(AccessRequest request) throws InterruptedException;
}
