package io.millrace.srt;

/** Decides on callers. */
@FunctionalInterface
public interface SrtListener {
    /**
     * A caller asks; the answer is {@link SrtRequest#accept} or {@link SrtRequest#reject}, now or
     * within {@value SrtRequest#DECISION_SECONDS} seconds from any thread. Called on an event loop.
     */
    void onRequest(SrtRequest request);
}
