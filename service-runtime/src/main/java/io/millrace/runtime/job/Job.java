package io.millrace.runtime.job;

import io.millrace.stream.PathName;

/**
 * Something to do for a path, on one pod.
 *
 * @param id tells it from others of its kind and path; empty where there is one only. Names no
 *     secrets: it is shown
 * @param spec what to do, of the runner's own type: a job whose spec is no longer equal is started
 *     anew
 */
public record Job<S>(JobKind kind, PathName path, String id, S spec) {
    /** For people: {@code source of path 'cam'}. */
    public String title() {
        return kind.word() + " of path '" + path + "'" + (id.isEmpty() ? "" : " (" + id + ")");
    }
}
