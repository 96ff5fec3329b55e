package io.millrace.runtime.hook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A program and all that it started: what descends from it and, where the system shows environments
 * (Linux), what has its mark there although its parent is gone.
 */
record HookGroup(Process process, String mark) {
    /** The variable that marks them. */
    static final String MARK = "MILLRACE_RUN";

    /** Asks all of them to end, and forces those that have not after {@code patience}. Blocks. */
    void end(Duration patience) throws InterruptedException {
        Set<ProcessHandle> members = members();
        members.forEach(ProcessHandle::destroy);
        CompletableFuture<?>[] ends =
                members.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends)
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(_ -> null)
                    .get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
        members.addAll(members());
        members.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }

    private Set<ProcessHandle> members() {
        Set<ProcessHandle> members = new HashSet<>();
        process.descendants().forEach(members::add);
        ProcessHandle.allProcesses().filter(this::isMarked).forEach(members::add);
        if (process.isAlive()) {
            members.add(process.toHandle());
        }
        return members;
    }

    private boolean isMarked(ProcessHandle other) {
        try {
            Path file = Path.of("/proc", Long.toString(other.pid()), "environ");
            String environment = Files.readString(file, StandardCharsets.ISO_8859_1);
            return ("\0" + environment + "\0").contains("\0" + MARK + "=" + mark + "\0");
        } catch (IOException goneOrOfAnotherUser) {
            return false;
        }
    }
}
