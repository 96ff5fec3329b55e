package io.millrace.benchmarks.load;

import io.millrace.testkit.client.RtspClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Plays a path over RTP in UDP: two sockets for each track. */
final class UdpReader {
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;

    private UdpReader() {}

    /**
     * Begins to play; the sockets are drained for the reader.
     *
     * @return to be torn down: its session outlives its connection, and goes on sending
     */
    static RtspClient play(int port, String path, LoadReader reader, SocketDrain drain)
            throws IOException {
        List<DatagramChannel> sockets = new ArrayList<>();
        RtspClient client = new RtspClient(port, path);
        try {
            client.play(_ -> "RTP/AVP;unicast;client_port=" + open(sockets) + "-" + open(sockets));
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
        reader.begin();
        sockets.forEach(socket -> drain.add(new SocketDrain.Drained(socket, reader, 0)));
        return client;
    }

    private static int open(List<DatagramChannel> sockets) {
        try {
            DatagramChannel socket = DatagramChannel.open();
            socket.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            sockets.add(socket);
            return socket.socket().getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
