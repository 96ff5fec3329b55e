package io.millrace.runtime.job;

import io.millrace.stream.PathName;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The names under which control leases jobs: {@code ~job/<kind>/<hash>}. No path that peers publish
 * or read may begin like that.
 */
public final class JobNames {
    /** What all begin with. */
    public static final String PREFIX = "~job/";

    private static final int SHOWN_BYTES = 16;

    private JobNames() {}

    /** Whether a lease of this name is of a job, and not of a path. */
    public static boolean isJob(String name) {
        return name.startsWith(PREFIX);
    }

    static PathName leaseOf(Job<?> job) {
        String key = job.path() + "\n" + job.id();
        byte[] hash = sha256(key.getBytes(StandardCharsets.UTF_8));
        String shown = HexFormat.of().formatHex(hash, 0, SHOWN_BYTES);
        return new PathName(PREFIX + job.kind().word() + "/" + shown);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
