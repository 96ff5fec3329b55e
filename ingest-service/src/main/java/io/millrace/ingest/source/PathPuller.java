package io.millrace.ingest.source;

import io.millrace.media.Track;
import io.millrace.media.TransportStreamFormat;
import io.millrace.media.Unit;
import io.millrace.stream.EndReason;
import io.millrace.stream.LiveStream;
import io.millrace.stream.PathName;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.Reading;
import io.millrace.stream.StreamRecord;
import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoopGroup;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Takes the units of another path of ours: {@code path:other/slate}. */
record PathPuller(Supplier<Reading> reading, IoEventLoopGroup loops) implements Puller {
    @Override
    public Pull pull(PullRequest request, Feed feed) {
        PathName path = new PathName(request.address().rest());
        Late<Reader> late = new Late<>(Reader::close);
        var _ =
                reading.get()
                        .open(ReadRequest.internal(path))
                        .whenComplete((stream, failure) -> {
                            if (failure == null) {
                                late.opened(read(stream, feed));
                            } else {
                                feed.fail(Problems.text(failure));
                            }
                        });
        return late;
    }

    private Reader read(LiveStream stream, Feed feed) {
        return stream.read(new UnitsFlavour(), loops.next(), new Sink(feed));
    }

    /** What is kept of the packets as received is of that path alone. */
    private static final class Sink implements ReaderSink<ByteBuf> {
        private final Feed feed;
        private Set<Integer> wanted = Set.of();

        Sink(Feed feed) {
            this.feed = feed;
        }

        @Override
        public void onTracks(List<Track> tracks) {
            List<Track> carried =
                    tracks.stream()
                            .filter(track -> !(track.format() instanceof TransportStreamFormat))
                            .toList();
            wanted = carried.stream().map(Track::id).collect(Collectors.toUnmodifiableSet());
            feed.describe(carried);
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public void write(ByteBuf image, StreamRecord record) {
            for (Unit unit : record.units()) {
                if (wanted.contains(unit.track())) {
                    feed.write(unit);
                }
            }
        }

        @Override
        public void flush() {
            // nothing is held back
        }

        @Override
        public void onSkipped(long units) {
            // the path's own counters have it
        }

        @Override
        public void onEnd(EndReason reason) {
            feed.fail(
                    Optional.of(reason.text()).filter(text -> !text.isEmpty()).orElse("it ended"));
        }
    }
}
