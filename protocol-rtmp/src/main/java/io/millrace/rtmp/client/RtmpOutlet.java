package io.millrace.rtmp.client;

import io.millrace.media.Track;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.rtmp.carriage.MediaChunks;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.push.PushOutlet;
import io.millrace.stream.push.PushOutput;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pushes to an RTMP or RTMPS server. Thread-safe; an output is for one thread at a time. */
public final class RtmpOutlet implements PushOutlet {
    private static final Logger log = LoggerFactory.getLogger(RtmpOutlet.class);

    private final RtmpClient client;
    private final RtmpRequest request;

    public RtmpOutlet(RtmpClient client, RtmpRequest request) {
        this.client = client;
        this.request = request;
    }

    @Override
    public CompletionStage<PushOutput> connect(
            PathName path, List<Track> tracks, PushOutput.Listener listener) {
        CarriedTracks carried = MediaChunks.carried(tracks);
        if (carried.carried().isEmpty()) {
            return CompletableFuture.failedFuture(new IOException(carried.refusal(path.value())));
        }
        return client.publish(request, new Events(listener))
                .thenApply(publication -> {
                    publication
                            .describe(tracks)
                            .warning(path.value())
                            .ifPresent(warning -> log.warn("{}: {}", request, warning));
                    return new Output(publication);
                });
    }

    private record Events(PushOutput.Listener listener) implements RtmpPublishListener {
        @Override
        public void onWritable() {
            listener.onWritable();
        }

        @Override
        public void onReconnectRequest(ReconnectRequest wish) {
            listener.onEnd("the server asks to come anew");
        }

        @Override
        public void onEnd(Optional<RtmpException> problem) {
            listener.onEnd(problem.map(Throwable::getMessage).orElse("the server ended it"));
        }
    }

    private record Output(RtmpPublication publication) implements PushOutput {
        @Override
        public boolean isWritable() {
            return publication.isWritable();
        }

        @Override
        public void write(StreamRecord record) {
            record.units().forEach(publication::write);
        }

        @Override
        public void close() {
            publication.close();
        }
    }
}
