package io.millrace.rtmp.client;

/**
 * One connection to a server, which may answer with a challenge.
 *
 * @param appQuery added to the app's name: the answer to a challenge, which holds secrets
 * @param number from 0
 */
record Attempt(RtmpRequest request, String appQuery, int number) {
    /** Which challenge, the challenge itself, and once more if its time had run out. */
    private static final int MAX_ATTEMPTS = 4;

    boolean mayComeAgain() {
        return number + 1 < MAX_ATTEMPTS;
    }

    Attempt again(String newAppQuery) {
        return new Attempt(request, newAppQuery, number + 1);
    }

    /** Elsewhere; the challenges there are other ones. */
    Attempt redirected(RtmpUrl next) {
        return new Attempt(request.at(next), "", number + 1);
    }

    RtmpUrl url() {
        return request.url();
    }

    RtmpException problem(RtmpException.Kind kind, String what) {
        return new RtmpException(kind, url().toString(), url().hidden(what));
    }

    /** With the server's own words. */
    RtmpException problem(RtmpException.Kind kind, String code, String description) {
        return new RtmpException(
                kind, url().toString(), url().hidden(code), url().hidden(description));
    }

    @Override
    public String toString() {
        return url() + " attempt " + number;
    }
}
