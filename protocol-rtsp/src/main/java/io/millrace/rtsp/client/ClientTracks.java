package io.millrace.rtsp.client;

import io.millrace.rtsp.message.InterleavedFrame;
import io.millrace.rtsp.message.Transport;
import io.millrace.rtsp.publish.PublishSession;
import io.millrace.rtsp.srtp.SrtpResult;
import io.millrace.rtsp.srtp.SrtpSession;
import io.millrace.stream.Counters;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How the tracks of one pull travel, and where their packets go. Confined to its event loop. */
final class ClientTracks {
    private final Map<Integer, Carrier> carriers = new HashMap<>();
    private final Map<Integer, Consumer<ByteBuf>> receivers = new HashMap<>();
    private final LongSupplier wallClockMicros;
    private final Counters counters;
    private Optional<PublishSession> session = Optional.empty();

    private sealed interface Carrier {}

    private record Interleaved(Channel connection, int rtcpChannel, Optional<SrtpSession> security)
            implements Carrier {}

    private record Datagrams(
            ClientUdp sockets, InetSocketAddress serverRtcp, Optional<SrtpSession> security)
            implements Carrier {}

    /** Of a group; nothing is sent to it. */
    private record Group(ClientUdp sockets) implements Carrier {}

    ClientTracks(LongSupplier wallClockMicros, Counters counters) {
        this.wallClockMicros = wallClockMicros;
        this.counters = counters;
    }

    boolean isUdp(int track) {
        return isDatagrams(carriers.get(track));
    }

    boolean hasUdp() {
        return carriers.values().stream().anyMatch(ClientTracks::isDatagrams);
    }

    private static boolean isDatagrams(@Nullable Carrier carrier) {
        return switch (carrier) {
            case null -> false;
            case Interleaved _ -> false;
            case Datagrams _, Group _ -> true;
        };
    }

    void interleaved(
            int track,
            Channel connection,
            Transport.Pair channels,
            Optional<SrtpSession> security) {
        carriers.put(track, new Interleaved(connection, channels.rtcp(), security));
        receivers.put(channels.rtp(), onRtp(track, security));
        receivers.put(channels.rtcp(), onRtcp(track, security));
    }

    void datagrams(
            int track,
            ClientUdp sockets,
            InetSocketAddress serverRtcp,
            Optional<SrtpSession> security) {
        carriers.put(track, new Datagrams(sockets, serverRtcp, security));
        sockets.listen(onRtp(track, security), onRtcp(track, security));
    }

    void group(int track, ClientUdp sockets) {
        carriers.put(track, new Group(sockets));
        sockets.listen(onRtp(track, Optional.empty()), onRtcp(track, Optional.empty()));
    }

    /** Packets are dropped until there is a session for them. */
    void feed(PublishSession newSession) {
        session = Optional.of(newSession);
    }

    /**
     * A frame of the connection; borrowed. Channels that were not agreed are no business of ours.
     */
    void onFrame(int channel, ByteBuf packet) {
        Consumer<ByteBuf> receiver = receivers.get(channel);
        if (receiver != null) {
            receiver.accept(packet);
        }
    }

    private Consumer<ByteBuf> onRtp(int track, Optional<SrtpSession> security) {
        Consumer<ByteBuf> plain =
                packet ->
                        session.ifPresent(feeding ->
                                feeding.onRtp(track, packet, wallClockMicros.getAsLong()));
        return security.map(keys -> keys.openingRtp(plain, this::dropped)).orElse(plain);
    }

    private Consumer<ByteBuf> onRtcp(int track, Optional<SrtpSession> security) {
        Consumer<ByteBuf> plain =
                packet ->
                        session.ifPresent(feeding ->
                                feeding.onRtcp(track, packet, wallClockMicros.getAsLong()));
        return security.map(keys -> keys.openingRtcp(plain, this::dropped)).orElse(plain);
    }

    private void dropped(SrtpResult why) {
        counters.counter("rtsp_srtp_dropped", "reason", why.label()).increment();
    }

    /** Takes over the packet. */
    void sendRtcp(int track, ByteBuf packet) {
        switch (carriers.get(track)) {
            case null -> packet.release();
            case Group _ -> packet.release();
            case Datagrams(ClientUdp sockets, InetSocketAddress to, var security) ->
                    sockets.sendRtcp(SrtpSession.protectRtcp(security, packet), to);
            case Interleaved(Channel connection, int channel, var security) -> {
                var _ =
                        connection.writeAndFlush(
                                InterleavedFrame.encode(
                                        connection.alloc(),
                                        channel,
                                        SrtpSession.protectRtcp(security, packet)));
            }
        }
    }

    void close() {
        session = Optional.empty();
        carriers.values()
                .forEach(carrier -> {
                    switch (carrier) {
                        case Interleaved _ -> {}
                        case Datagrams(ClientUdp sockets, _, _) -> sockets.close();
                        case Group(ClientUdp sockets) -> sockets.close();
                    }
                });
    }
}
