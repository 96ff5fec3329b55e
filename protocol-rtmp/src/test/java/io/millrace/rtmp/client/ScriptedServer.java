package io.millrace.rtmp.client;

import io.millrace.rtmp.amf.Amf0Decoder;
import io.millrace.rtmp.amf.Amf0Encoder;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.amf.AmfValue.AmfObject;
import io.millrace.rtmp.wire.ChunkDecoder;
import io.millrace.rtmp.wire.ChunkEncoder;
import io.millrace.rtmp.wire.ChunkLimits;
import io.millrace.rtmp.wire.MessageType;
import io.millrace.rtmp.wire.RtmpMessage;
import io.millrace.rtmp.wire.ServerHandshake;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A server for one connection, which says what a test wants. Blocking. */
final class ScriptedServer implements AutoCloseable {
    private static final int RECEIVE_BUFFER_BYTES = 16 << 10;

    private final ServerSocket listening;
    private final ByteBuf received = Unpooled.buffer();
    private final ChunkDecoder decoder =
            new ChunkDecoder(UnpooledByteBufAllocator.DEFAULT, ChunkLimits.defaults());
    private final ChunkEncoder encoder = new ChunkEncoder(ChunkDecoder.INITIAL_CHUNK_SIZE);
    private Optional<Socket> socket = Optional.empty();

    ScriptedServer() throws IOException {
        listening = new ServerSocket();
        listening.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    String url() {
        return "rtmp://127.0.0.1:" + listening.getLocalPort() + "/live/secretkey";
    }

    /** Shakes hands with the next connection. */
    void accept() throws Exception {
        socket = Optional.of(listening.accept());
        ServerHandshake handshake = new ServerHandshake(new Random(1));
        while (!handshake.done()) {
            fill();
            ByteBuf out = Unpooled.buffer();
            handshake.advance(received, out);
            send(out);
        }
    }

    /** Lets the client publish, or play. */
    void admit(String code) throws Exception {
        accept();
        await("connect");
        command(0, "_result", 1, new AmfNull(), status("status", "NetConnection.Connect.Success"));
        await("createStream");
        command(0, "_result", 4, new AmfNull(), AmfValue.of(7));
        await(code.contains("Publish") ? "publish" : "play");
        command(7, "onStatus", 0, new AmfNull(), status("status", code));
    }

    static AmfValue status(String level, String code) {
        return new AmfObject(
                Map.of(
                        "level", AmfValue.of(level),
                        "code", AmfValue.of(code),
                        "description", AmfValue.of("about live/secretkey"),
                        "tcUrl", AmfValue.of("rtmp://other.example/live")));
    }

    void command(int streamId, String name, double transaction, AmfValue... values)
            throws IOException {
        ByteBuf payload = Unpooled.buffer();
        Amf0Encoder.encode(payload, AmfValue.of(name));
        Amf0Encoder.encode(payload, AmfValue.of(transaction));
        Amf0Encoder.encode(payload, List.of(values));
        ByteBuf out = Unpooled.buffer();
        encoder.encode(
                out, 3, new ChunkEncoder.Header(MessageType.COMMAND_AMF0, streamId, 0), payload);
        send(out);
    }

    /** Reads up to the command of this name. */
    List<AmfValue> await(String name) throws Exception {
        while (true) {
            Optional<RtmpMessage> message = decoder.next(received);
            if (message.isEmpty()) {
                fill();
                continue;
            }
            ByteBuf payload = message.get().payload();
            try {
                if (message.get().type() == MessageType.COMMAND_AMF0) {
                    List<AmfValue> values = Amf0Decoder.decodeAll(payload);
                    if (values.getFirst().equals(AmfValue.of(name))) {
                        return values;
                    }
                }
            } finally {
                payload.release();
            }
        }
    }

    private void fill() throws IOException {
        byte[] buffer = new byte[65_536];
        int bytes = socket.orElseThrow().getInputStream().read(buffer);
        if (bytes < 0) {
            throw new EOFException("closed by the client");
        }
        received.discardReadBytes();
        received.writeBytes(buffer, 0, bytes);
    }

    private void send(ByteBuf bytes) throws IOException {
        socket.orElseThrow().getOutputStream().write(ByteBufUtil.getBytes(bytes));
    }

    void closeConnection() throws IOException {
        socket.orElseThrow().close();
    }

    @Override
    public void close() throws IOException {
        decoder.close();
        if (socket.isPresent()) {
            closeConnection();
        }
        listening.close();
    }
}
