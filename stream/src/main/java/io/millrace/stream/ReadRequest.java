package io.millrace.stream;

/** A peer that wants to read. */
public record ReadRequest(PathName path, Client client) {
    /** A part of ours that reads, such as a packager. */
    public static ReadRequest internal(PathName path) {
        return new ReadRequest(path, Client.internal("internal"));
    }
}
