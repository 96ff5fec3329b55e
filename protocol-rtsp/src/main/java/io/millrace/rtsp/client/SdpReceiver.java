package io.millrace.rtsp.client;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.rtsp.WallClock;
import io.millrace.rtsp.publish.AnnouncedTrack;
import io.millrace.rtsp.publish.PublishCounters;
import io.millrace.rtsp.publish.PublishSession;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.Publisher;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Receives RTP over UDP that comes by itself, to an address of ours or to multicast groups, as a
 * session description says (RFC 8866). Packets become units as those of a publisher do. Ends, and
 * closes the publisher, when nothing comes. Thread-safe; the publisher is called on one event loop.
 */
public final class SdpReceiver implements AutoCloseable {
    private static final long TICK_MILLIS = 100;

    private final EventLoop loop;
    private final LongSupplier wallClockMicros = WallClock.sinceNow();
    private final List<SdpSockets> sockets = new ArrayList<>();
    private final SdpSource source;
    private final PublishSession session;
    private Optional<ScheduledFuture<?>> ticker = Optional.empty();
    private boolean closed;

    private SdpReceiver(
            SdpSource source,
            List<SdpMedium> media,
            Publisher publisher,
            Counters counters,
            EventLoop loop)
            throws MalformedMediaException {
        this.source = source;
        this.loop = loop;
        List<AnnouncedTrack> announced = media.stream().map(SdpMedium::track).toList();
        List<Track> known = AnnouncedTrack.described(announced);
        if (!known.isEmpty()) {
            publisher.describe(known);
        }
        this.session =
                new PublishSession(
                        announced.stream()
                                .map(track -> new PublishSession.Input(track, true, 0))
                                .toList(),
                        known,
                        publisher,
                        source.limits(),
                        new PublishCounters(counters, publisher.path()),
                        (_, report) -> report.release(),
                        wallClockMicros.getAsLong());
    }

    /**
     * Listens, on one of the event loops, which the caller owns. Blocks until all sockets are bound
     * and have joined their groups; not to be called on an event loop.
     *
     * @throws MalformedMediaException if the description cannot be used
     */
    public static SdpReceiver start(
            SdpSource source, Publisher publisher, Counters counters, IoEventLoopGroup loops)
            throws IOException, MalformedMediaException {
        List<SdpMedium> media = SdpMedium.of(source.description());
        SdpReceiver receiver =
                new SdpReceiver(source, media, publisher, counters, (EventLoop) loops.next());
        try {
            for (SdpMedium medium : media) {
                receiver.sockets.add(receiver.open(medium));
            }
        } catch (IOException failed) {
            receiver.close();
            throw failed;
        }
        receiver.loop.execute(receiver::begin);
        return receiver;
    }

    private SdpSockets open(SdpMedium medium) throws IOException {
        int track = medium.track().id();
        return SdpSockets.open(
                medium,
                source.networkInterface(),
                loop,
                packet -> onRtp(track, packet),
                packet -> onRtcp(track, packet));
    }

    private void begin() {
        if (!closed) {
            ticker =
                    Optional.of(
                            loop.scheduleAtFixedRate(
                                    this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS));
        }
    }

    private void onRtp(int track, ByteBuf packet) {
        if (!closed) {
            session.onRtp(track, packet, wallClockMicros.getAsLong());
        }
    }

    private void onRtcp(int track, ByteBuf packet) {
        if (!closed) {
            session.onRtcp(track, packet, wallClockMicros.getAsLong());
        }
    }

    private void tick() {
        long now = wallClockMicros.getAsLong();
        session.tick(now);
        long silenceMicros = TimeUnit.MILLISECONDS.toMicros(source.silence().toMillis());
        if (session.silentMicros(now) > silenceMicros) {
            end("no packets for " + source.silence().toSeconds() + " s");
        }
    }

    private void end(String reason) {
        if (!closed) {
            closed = true;
            ticker.ifPresent(each -> each.cancel(false));
            sockets.forEach(SdpSockets::close);
            session.close(EndReason.of(EndReason.Kind.PEER_LEFT, reason));
        }
    }

    /** Ports of RTP, one a medium that is taken. */
    public List<Integer> ports() {
        return sockets.stream().map(SdpSockets::rtpPort).toList();
    }

    /** Does not wait. */
    @Override
    public void close() {
        loop.execute(() -> end("closed by us"));
    }
}
