package io.millrace.runtime.job;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps the newest notes of a job. Thread-safe. */
public final class NoteBook {
    /** How many errors of a job are kept. */
    public static final int ERRORS = 5;

    /** How many switches of a job are kept. */
    public static final int CHANGES = 20;

    private static final int LONGEST_TEXT = 500;

    private final int limit;
    private final InstantSource clock;
    private final Deque<JobStatus.Note> notes = new ArrayDeque<>();

    /**
     * @param limit how many are kept
     */
    public NoteBook(int limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    public synchronized void add(String text) {
        if (notes.size() == limit) {
            notes.removeFirst();
        }
        String shown = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
        notes.addLast(new JobStatus.Note(clock.instant(), shown));
    }

    /** Oldest first. */
    public synchronized List<JobStatus.Note> list() {
        return List.copyOf(notes);
    }
}
