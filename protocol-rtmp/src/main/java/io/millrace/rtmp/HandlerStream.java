package io.millrace.rtmp;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.rtmp.handler.PlayOutput;
import io.millrace.stream.EndReason;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.LiveStream;
import io.millrace.stream.Mark;
import io.millrace.stream.PathName;
import io.millrace.stream.Reader;
import io.millrace.stream.ReaderSink;
import io.millrace.stream.RunningNumbers;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.WireEncoder;
import io.millrace.stream.WireFlavour;
import io.netty.util.ReferenceCounted;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What an application writes for one player, as a stream that has this one reader. */
final class HandlerStream implements LiveStream {
    private final PathName path;
    private final Consumer<PlayOutput> onRead;

    HandlerStream(PathName path, Consumer<PlayOutput> onRead) {
        this.path = path;
        this.onRead = onRead;
    }

    @Override
    public PathName path() {
        return path;
    }

    @Override
    public List<Track> tracks() {
        return List.of();
    }

    @Override
    public <I extends ReferenceCounted> Reader read(
            WireFlavour<I> flavour, EventExecutor executor, ReaderSink<I> sink) {
        Output<I> output = new Output<>(flavour.newEncoder(path), executor, sink);
        // Later: whoever reads is still being made.
        executor.execute(() -> onRead.accept(output));
        return output;
    }

    /** One reader. Its calls are passed to the executor, and its fields are confined to that. */
    private static final class Output<I extends ReferenceCounted> implements PlayOutput, Reader {
        private static final RunningNumbers NUMBERS = new RunningNumbers(0, 0, 0, 0, 0);

        private final WireEncoder<I> encoder;
        private final EventExecutor executor;
        private final ReaderSink<I> sink;
        private List<Track> tracks = List.of();
        private boolean described;
        private boolean awaitingEntryPoint = true;
        private int entryDistance;
        private long sequence;
        private volatile boolean closed;

        Output(WireEncoder<I> encoder, EventExecutor executor, ReaderSink<I> sink) {
            this.encoder = encoder;
            this.executor = executor;
            this.sink = sink;
        }

        @Override
        public void describe(List<Track> newTracks) {
            List<Track> copy = List.copyOf(newTracks);
            executor.execute(() -> {
                tracks = copy;
                described = false;
                awaitingEntryPoint = true;
            });
        }

        @Override
        public void write(Unit unit) {
            executor.execute(() -> {
                if (!closed) {
                    send(unit);
                }
            });
        }

        private void send(Unit unit) {
            boolean entryPoint = isEntryPoint(unit);
            if (!sink.isWritable() || (awaitingEntryPoint && !entryPoint)) {
                awaitingEntryPoint = true;
                sequence++;
                sink.onSkipped(1);
                return;
            }
            if (!described) {
                described = true;
                encoder.describe(tracks);
                sink.onTracks(tracks);
            }
            awaitingEntryPoint = false;
            entryDistance = entryPoint ? 0 : entryDistance + 1;
            StreamRecord record =
                    new StreamRecord(
                            1,
                            sequence++,
                            entryDistance,
                            Mark.NONE,
                            entryPoint
                                    ? Optional.of(new EntryPoint(tracks, NUMBERS))
                                    : Optional.empty(),
                            List.of(unit));
            encoder.encode(record)
                    .ifPresent(image -> {
                        sink.write(image, record);
                        image.release();
                        sink.flush();
                    });
        }

        /** A random access unit of video, or any unit where there is none. */
        private boolean isEntryPoint(Unit unit) {
            boolean video = tracks.stream().anyMatch(track -> track.kind() == MediaKind.VIDEO);
            return unit.randomAccess()
                    && tracks.stream()
                            .anyMatch(track ->
                                    track.id() == unit.track()
                                            && (!video || track.kind() == MediaKind.VIDEO));
        }

        @Override
        public void end(String reason) {
            executor.execute(() -> {
                if (!closed) {
                    closed = true;
                    sink.onEnd(EndReason.of(EndReason.Kind.PUBLISHER_GONE, reason));
                }
            });
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        /** Writing goes on with the next unit. */
        @Override
        public void resume() {}

        @Override
        public void close() {
            closed = true;
        }
    }
}
