package io.millrace.stream.push;

import io.millrace.media.Track;
import io.millrace.stream.PathName;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A far end of one protocol. A seam: the protocols' clients are behind it. Never blocks. */
@FunctionalInterface
public interface PushOutlet {
    /**
     * Connects.
     *
     * @param tracks of what will be written; an output need not take others
     * @return the output when the far end has given its go-ahead; else a failure whose message
     *     shows no secret
     */
    CompletionStage<? extends PushOutput> connect(
            PathName path, List<Track> tracks, PushOutput.Listener listener);
}
