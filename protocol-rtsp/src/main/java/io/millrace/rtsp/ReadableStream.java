package io.millrace.rtsp;

import io.millrace.media.sdp.SessionDescription;
import io.millrace.rtsp.handler.MulticastAddress;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.read.Playback;
import io.millrace.stream.PastRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What DESCRIBE, SETUP and PLAY call: a path of the log ({@link LoggedStream}) or an application's
 * stream ({@link HandledStream}). Thread-safe.
 */
sealed interface ReadableStream permits LoggedStream, HandledStream {
    /**
     * What readers are told; media are set up as {@code trackID=<track id>}.
     *
     * @param backChannels whether the reader wants to send too
     */
    SessionDescription describe(boolean backChannels) throws RtspException;

    /** Ids of the tracks that readers send; the last ones. */
    List<Integer> backChannels();

    /** Track ids, in the order of the description. */
    List<Integer> tracks();

    /** The SSRC that a track's packets have. */
    long ssrc(int track);

    /** What tells it from other streams, and is the same at each request of it. */
    Object identity();

    /** The group of a track that the application chose. */
    Optional<MulticastAddress> multicast(int track);

    /**
     * The same from an instant in the past on.
     *
     * @param end what came then or later is not wanted
     * @return fails with {@code RefusedException}, or {@link RtspException} where nothing is kept
     */
    CompletionStage<ReadableStream> since(Instant start, Optional<Instant> end);

    /** The part of the past that it is; empty for what is live. */
    Optional<PastRange> past();

    /** Begins to send; on the request's executor. */
    Playback play(Playback.Request request);
}
