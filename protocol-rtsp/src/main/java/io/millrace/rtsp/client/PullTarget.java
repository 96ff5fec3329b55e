package io.millrace.rtsp.client;

import io.millrace.media.Track;
import io.millrace.stream.Publisher;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where pulled units go. */
@FunctionalInterface
public interface PullTarget {
    /**
     * The server has described its stream and would play. Called once, on an event loop: may not
     * block.
     *
     * @param tracks none where their formats come with the media only: then {@link
     *     Publisher#describe} comes before the first unit
     * @return what takes the units, on one event loop, and is closed at the end; a failure ends the
     *     pull with that failure
     */
    CompletionStage<Publisher> open(List<Track> tracks);
}
