package io.millrace.ingest.source;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.rtmp.client.RtmpClient;
import io.millrace.rtmp.client.RtmpException;
import io.millrace.rtmp.client.RtmpPlaySink;
import io.millrace.rtmp.client.RtmpPlayback;
import io.millrace.rtmp.client.RtmpRequest;
import java.util.List;
import java.util.Optional;

/** Pulls from RTMP and RTMPS servers. */
record RtmpPuller(RtmpClient client) implements Puller {
    @Override
    public Pull pull(PullRequest request, Feed feed) {
        RtmpRequest plain = RtmpRequest.of(request.address().text());
        RtmpRequest play =
                request.spec().source().fingerprint().map(plain::withCertificate).orElse(plain);
        Late<RtmpPlayback> late = new Late<>(RtmpPlayback::close);
        var _ =
                client.play(play, new Sink(feed))
                        .whenComplete((playback, failure) -> {
                            if (failure == null) {
                                late.opened(playback);
                            } else {
                                feed.fail(Problems.text(failure));
                            }
                        });
        return late;
    }

    private record Sink(Feed feed) implements RtmpPlaySink {
        @Override
        public void onTracks(List<Track> tracks) {
            feed.describe(tracks);
        }

        @Override
        public void onUnit(Unit unit) {
            feed.write(unit);
        }

        @Override
        public void onEnd(Optional<RtmpException> problem) {
            feed.fail(problem.map(Problems::text).orElse("the server ended the stream"));
        }
    }
}
