package io.millrace.rtsp;

import io.millrace.rtsp.message.InterleavedFrame;
import io.millrace.rtsp.srtp.SrtpSession;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.util.Map;

/** Sends RTCP packets to a publisher, in the way that each track was set up. */
record RtcpSender(UdpPorts.Sockets sockets, Map<Integer, TrackTransport> transports) {
    RtcpSender {
        transports = Map.copyOf(transports);
    }

    /** Takes over the packet. */
    void send(int track, ByteBuf packet) {
        switch (transports.get(track)) {
            case null -> packet.release();
            case TrackTransport.Tcp(RtspConnection connection, var channels, var security) ->
                    sendFrame(
                            connection.channel(),
                            channels.rtcp(),
                            SrtpSession.protectRtcp(security, packet));
            case TrackTransport.Multicast _ -> packet.release();
            case TrackTransport.Udp(_, var rtcp, var security) ->
                    sendDatagram(
                            new DatagramPacket(SrtpSession.protectRtcp(security, packet), rtcp));
        }
    }

    private void sendDatagram(DatagramPacket packet) {
        var _ = sockets.rtcp().writeAndFlush(packet);
    }

    private static void sendFrame(Channel channel, int interleavedChannel, ByteBuf packet) {
        var _ =
                channel.writeAndFlush(
                        InterleavedFrame.encode(channel.alloc(), interleavedChannel, packet));
    }
}
