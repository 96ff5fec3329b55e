package io.millrace.rtsp;

import io.millrace.rtsp.publish.Recording;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What SETUP and RECORD of a publisher call, once its ANNOUNCE was taken: a publication of a path
 * of the log ({@link LoggedPublication}) or of an application ({@link HandledPublication}).
 */
sealed interface AnnouncedStream permits LoggedPublication, HandledPublication {
    /** The controls of the tracks by their ids, as written in the description; empty for none. */
    List<String> controls();

    /** The value of {@code a=key-mgmt} for a track, as written in the description. */
    Optional<String> keyManagement(int track);

    /** Codecs of tracks that are left out, for people. */
    List<String> leftOut();

    /**
     * Begins to take media of the tracks that were set up; on the session's executor, where the
     * stage is completed too.
     *
     * @return fails with {@code RefusedException} or {@code RtspException}
     */
    CompletionStage<Recording> record(RtspSession session, PublishPlan plan);
}
