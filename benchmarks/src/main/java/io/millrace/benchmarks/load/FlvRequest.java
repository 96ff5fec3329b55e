package io.millrace.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Asks for an endless FLV stream over HTTP. */
final class FlvRequest {
    private static final int MOST_HEAD_BYTES = 4_096;

    private FlvRequest() {}

    /** The connection, from which the stream comes now. */
    static SocketChannel send(int port, String path) throws IOException {
        SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        String request = "GET /" + path + "/flv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        String head = head(channel);
        if (!head.startsWith("HTTP/1.1 200 ")) {
            channel.close();
            throw new ProtocolException(head.lines().findFirst().orElse(""));
        }
        return channel;
    }

    private static String head(SocketChannel channel) throws IOException {
        StringBuilder head = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (head.indexOf("\r\n\r\n") < 0 && head.length() < MOST_HEAD_BYTES) {
            if (channel.read(one.clear()) < 0) {
                throw new EOFException("connection closed after '" + head + "'");
            }
            head.append((char) one.get(0));
        }
        return head.toString();
    }
}
