package io.millrace.rtsp.client;

import io.millrace.rtsp.message.InterleavedFrame;
import io.millrace.rtsp.message.Transport;
import io.millrace.rtsp.publish.PublishSession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How the tracks of one pull travel, and where their packets go. Confined to its event loop. */
final class ClientTracks {
    private final Map<Integer, Carrier> carriers = new HashMap<>();
    private final Map<Integer, Integer> tracksByRtpChannel = new HashMap<>();
    private final Map<Integer, Integer> tracksByRtcpChannel = new HashMap<>();
    private final LongSupplier wallClockMicros;
    private Optional<PublishSession> session = Optional.empty();

    private sealed interface Carrier {}

    private record Interleaved(Channel connection, int rtcpChannel) implements Carrier {}

    private record Datagrams(ClientUdp sockets, InetSocketAddress serverRtcp) implements Carrier {}

    /** Of a group; nothing is sent to it. */
    private record Group(ClientUdp sockets) implements Carrier {}

    ClientTracks(LongSupplier wallClockMicros) {
        this.wallClockMicros = wallClockMicros;
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

    void interleaved(int track, Channel connection, Transport.Pair channels) {
        carriers.put(track, new Interleaved(connection, channels.rtcp()));
        tracksByRtpChannel.put(channels.rtp(), track);
        tracksByRtcpChannel.put(channels.rtcp(), track);
    }

    void datagrams(int track, ClientUdp sockets, InetSocketAddress serverRtcp) {
        carriers.put(track, new Datagrams(sockets, serverRtcp));
        sockets.listen(packet -> onRtp(track, packet), packet -> onRtcp(track, packet));
    }

    void group(int track, ClientUdp sockets) {
        carriers.put(track, new Group(sockets));
        sockets.listen(packet -> onRtp(track, packet), packet -> onRtcp(track, packet));
    }

    /** Packets are dropped until there is a session for them. */
    void feed(PublishSession newSession) {
        session = Optional.of(newSession);
    }

    /**
     * A frame of the connection; borrowed. Channels that were not agreed are no business of ours.
     */
    void onFrame(int channel, ByteBuf packet) {
        Integer rtp = tracksByRtpChannel.get(channel);
        Integer rtcp = tracksByRtcpChannel.get(channel);
        if (rtp != null) {
            onRtp(rtp, packet);
        } else if (rtcp != null) {
            onRtcp(rtcp, packet);
        }
    }

    private void onRtp(int track, ByteBuf packet) {
        session.ifPresent(feeding -> feeding.onRtp(track, packet, wallClockMicros.getAsLong()));
    }

    private void onRtcp(int track, ByteBuf packet) {
        session.ifPresent(feeding -> feeding.onRtcp(track, packet, wallClockMicros.getAsLong()));
    }

    /** Takes over the packet. */
    void sendRtcp(int track, ByteBuf packet) {
        switch (carriers.get(track)) {
            case null -> packet.release();
            case Group _ -> packet.release();
            case Datagrams(ClientUdp sockets, InetSocketAddress to) -> sockets.sendRtcp(packet, to);
            case Interleaved(Channel connection, int channel) -> {
                var _ =
                        connection.writeAndFlush(
                                InterleavedFrame.encode(connection.alloc(), channel, packet));
            }
        }
    }

    void close() {
        session = Optional.empty();
        carriers.values()
                .forEach(carrier -> {
                    switch (carrier) {
                        case Interleaved _ -> {}
                        case Datagrams(ClientUdp sockets, _) -> sockets.close();
                        case Group(ClientUdp sockets) -> sockets.close();
                    }
                });
    }
}
