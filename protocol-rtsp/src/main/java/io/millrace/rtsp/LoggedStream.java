package io.millrace.rtsp;

import io.millrace.media.Track;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import io.millrace.media.sdp.SessionDescription;
import io.millrace.rtsp.handler.MulticastAddress;
import io.millrace.rtsp.message.RtspException;
import io.millrace.rtsp.message.Status;
import io.millrace.rtsp.read.Playback;
import io.millrace.rtsp.read.ReadSession;
import io.millrace.rtsp.read.RtspFlavour;
import io.millrace.stream.LiveStream;
import io.millrace.stream.PastRange;
import io.millrace.stream.PathName;
import io.millrace.stream.Reader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tracks of a path, and its records from an entry point on: the newest, or one in the past. */
final class LoggedStream implements ReadableStream {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedStream.class);

    private final ServerContext.Service server;
    private final LiveStream stream;
    private final List<Track> all;
    private final CarriedTracks carried;

    LoggedStream(ServerContext.Service server, LiveStream stream) {
        this.server = server;
        this.stream = stream;
        this.all = stream.tracks();
        this.carried = CarriedTracks.of(Container.RTP, all);
    }

    @Override
    public SessionDescription describe(boolean backChannels) throws RtspException {
        PathName path = stream.path();
        if (all.isEmpty()) {
            server.count("rtsp_describe_without_tracks", "path", path.value());
            throw RtspException.of(Status.NOT_FOUND, "path '" + path + "' has no tracks yet");
        }
        if (carried.carried().isEmpty()) {
            throw RtspException.of(Status.UNSUPPORTED_MEDIA_TYPE, carried.refusal(path.value()));
        }
        carried.warning(path.value())
                .ifPresent(warning -> {
                    server.count("rtsp_tracks_left_out", "path", path.value());
                    LOG.warn(warning);
                });
        return SessionDescription.of(path.value(), carried.carried());
    }

    @Override
    public List<Integer> backChannels() {
        return List.of();
    }

    @Override
    public List<Integer> tracks() {
        return carried.carried().stream().map(Track::id).toList();
    }

    @Override
    public long ssrc(int track) {
        return RtspFlavour.ssrc(stream.path(), track);
    }

    @Override
    public Object identity() {
        return stream.path();
    }

    @Override
    public Optional<MulticastAddress> multicast(int track) {
        return Optional.empty();
    }

    @Override
    public CompletionStage<ReadableStream> since(Instant start, Optional<Instant> end) {
        return stream.since(start, end).thenApply(found -> new LoggedStream(server, found));
    }

    @Override
    public Optional<PastRange> past() {
        return stream.past();
    }

    @Override
    public Playback play(Playback.Request request) {
        List<Track> chosen =
                carried.carried().stream()
                        .filter(track -> request.tracks().contains(track.id()))
                        .toList();
        ReadSession sink =
                new ReadSession(
                        request.output(),
                        stream.path(),
                        chosen,
                        server.counters(),
                        server.wallClockMicros(),
                        request.listener());
        Reader reader = stream.read(request.flavour(), request.executor(), sink);
        return new LoggedPlayback(sink, reader);
    }

    private record LoggedPlayback(ReadSession session, Reader reader) implements Playback {
        @Override
        public void resume() {
            reader.resume();
        }

        @Override
        public long stalledMicros(long nowMicros) {
            return session.stalledMicros(nowMicros);
        }

        @Override
        public Optional<Instant> place() {
            return reader.place();
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
