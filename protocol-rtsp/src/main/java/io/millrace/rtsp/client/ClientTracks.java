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
import java.util.OptionalInt;
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
    private OptionalInt sentOnly = OptionalInt.empty();

    private sealed interface Carrier {}

    private record Interleaved(
            Channel connection, Transport.Pair channels, Optional<SrtpSession> security)
            implements Carrier {}

    private record Datagrams(ClientUdp sockets, Server server, Optional<SrtpSession> security)
            implements Carrier {}

    /** Where a server takes packets. */
    record Server(InetSocketAddress rtp, InetSocketAddress rtcp) {}

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
        carriers.put(track, new Interleaved(connection, channels, security));
        receivers.put(channels.rtp(), onRtp(track, security));
        receivers.put(channels.rtcp(), onRtcp(track, security));
    }

    void datagrams(int track, ClientUdp sockets, Server server, Optional<SrtpSession> security) {
        carriers.put(track, new Datagrams(sockets, server, security));
        sockets.listen(onRtp(track, security), onRtcp(track, security));
    }

    void group(int track, ClientUdp sockets) {
        carriers.put(track, new Group(sockets));
        sockets.listen(onRtp(track, Optional.empty()), onRtcp(track, Optional.empty()));
    }

    /** What the server says of a track that we send is of no use. */
    void sendOnly(int track) {
        sentOnly = OptionalInt.of(track);
    }

    private Optional<PublishSession> fed(int track) {
        return session.filter(_ -> sentOnly.isEmpty() || sentOnly.getAsInt() != track);
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
                        fed(track)
                                .ifPresent(feeding ->
                                        feeding.onRtp(track, packet, wallClockMicros.getAsLong()));
        return security.map(keys -> keys.openingRtp(plain, this::dropped)).orElse(plain);
    }

    private Consumer<ByteBuf> onRtcp(int track, Optional<SrtpSession> security) {
        Consumer<ByteBuf> plain =
                packet ->
                        fed(track)
                                .ifPresent(feeding ->
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
            case Datagrams(ClientUdp sockets, Server to, var security) ->
                    sockets.sendRtcp(SrtpSession.protectRtcp(security, packet), to.rtcp());
            case Interleaved(Channel connection, var channels, var security) ->
                    send(connection, channels.rtcp(), SrtpSession.protectRtcp(security, packet));
        }
    }

    /** Likewise, by a back channel. */
    void sendRtp(int track, ByteBuf packet) {
        switch (carriers.get(track)) {
            case null -> packet.release();
            case Group _ -> packet.release();
            case Datagrams(ClientUdp sockets, Server to, var security) ->
                    sockets.sendRtp(SrtpSession.protectRtp(security, packet), to.rtp());
            case Interleaved(Channel connection, var channels, var security) ->
                    send(connection, channels.rtp(), SrtpSession.protectRtp(security, packet));
        }
    }

    private static void send(Channel connection, int channel, ByteBuf packet) {
        var _ =
                connection.writeAndFlush(
                        InterleavedFrame.encode(connection.alloc(), channel, packet));
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
