package io.millrace.stream.push;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/**
 * How far a push has come. Not thread-safe.
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>from</th><th>event</th><th>to</th></tr>
 * <tr><td>starting, reconnecting</td><td>connected</td><td>active; errors are forgotten</td></tr>
 * <tr><td>any but failed</td><td>ended</td><td>reconnecting, or failed at the limit</td></tr>
 * <tr><td>any but failed</td><td>input changed</td><td>starting, from attempt 0</td></tr>
 * <tr><td>any</td><td>asked again</td><td>starting, from attempt 0</td></tr>
 * </table>
 */
public final class PushProgress {
    /** How many errors are kept. */
    public static final int MAX_ERRORS = 5;

    private final Deque<PushError> errors = new ArrayDeque<>();
    private PushStatus status = PushStatus.STARTING;
    private OptionalLong connectedAtMillis = OptionalLong.empty();
    private long nextTryMillis;
    private int attempt;

    public PushStatus status() {
        return status;
    }

    public int attempt() {
        return attempt;
    }

    public OptionalLong connectedAtMillis() {
        return connectedAtMillis;
    }

    /** Newest first. */
    public List<PushError> errors() {
        return List.copyOf(errors);
    }

    /** Whether something may be tried now. */
    public boolean isDue(long nowMillis) {
        return status != PushStatus.FAILED && nowMillis >= nextTryMillis;
    }

    /** An attempt begins. */
    public void onTry() {
        attempt++;
    }

    /** The far end takes media. */
    public void onConnected(long nowMillis) {
        status = PushStatus.ACTIVE;
        connectedAtMillis = OptionalLong.of(nowMillis);
        errors.clear();
    }

    /**
     * An attempt or session ended. One that lasted for a wait between attempts makes the count
     * begin anew: a far end that takes the connection and cuts it off at once does not.
     */
    public void onEnded(long nowMillis, String why, int limit, long retryMillis) {
        boolean lasted =
                connectedAtMillis.isPresent()
                        && nowMillis - connectedAtMillis.getAsLong() >= retryMillis;
        if (lasted) {
            attempt = 0;
        }
        connectedAtMillis = OptionalLong.empty();
        errors.addFirst(new PushError(why, nowMillis));
        if (errors.size() > MAX_ERRORS) {
            errors.removeLast();
        }
        nextTryMillis = nowMillis + retryMillis;
        boolean givenUp = limit > 0 && attempt >= limit;
        status = givenUp ? PushStatus.FAILED : PushStatus.RECONNECTING;
    }

    /** What is pushed begins anew, or is waited for: the next attempt is the first, at once. */
    public void onInputChanged() {
        if (status != PushStatus.FAILED) {
            begin();
        }
    }

    /** Somebody asks for it again. */
    public void onAskedAgain() {
        if (status != PushStatus.ACTIVE) {
            begin();
        }
    }

    private void begin() {
        status = PushStatus.STARTING;
        connectedAtMillis = OptionalLong.empty();
        attempt = 0;
        nextTryMillis = 0;
    }
}
