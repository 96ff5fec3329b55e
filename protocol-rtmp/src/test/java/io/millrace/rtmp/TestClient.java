package io.millrace.rtmp;

import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.flv.FlvMuxer;
import io.millrace.rtmp.amf.Amf0Decoder;
import io.millrace.rtmp.amf.Amf0Encoder;
import io.millrace.rtmp.amf.AmfValue;
import io.millrace.rtmp.amf.AmfValue.AmfEcmaArray;
import io.millrace.rtmp.amf.AmfValue.AmfNull;
import io.millrace.rtmp.amf.AmfValue.AmfObject;
import io.millrace.rtmp.wire.ChunkDecoder;
import io.millrace.rtmp.wire.ChunkEncoder;
import io.millrace.rtmp.wire.ChunkLimits;
import io.millrace.rtmp.wire.MessageType;
import io.millrace.rtmp.wire.RtmpMessage;
import io.millrace.rtmp.wire.RtmpProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A client that does what it is told: blocking, one thread, simple handshake. */
final class TestClient implements AutoCloseable {
    private static final int PACKET = 1536;
    private static final int CHUNK_SIZE = 65_536;

    /** Small, so that a client that reads nothing is soon noticed. */
    private static final int RECEIVE_BUFFER_BYTES = 64 << 10;

    private static final int READ_TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final ChunkDecoder decoder =
            new ChunkDecoder(Unpooled.buffer().alloc(), ChunkLimits.defaults());
    private final ByteBuf received = Unpooled.buffer();
    private ChunkEncoder encoder = new ChunkEncoder(128);
    private double transaction;

    /** A message with its payload copied. */
    record Received(int type, long timestampMillis, byte[] payload) {
        List<AmfValue> values() throws RtmpProtocolException {
            return Amf0Decoder.decodeAll(Unpooled.wrappedBuffer(payload));
        }

        /** The code of a status, or of an error's information. */
        String code() throws RtmpProtocolException {
            return member("code");
        }

        String description() throws RtmpProtocolException {
            return member("description");
        }

        private String member(String name) throws RtmpProtocolException {
            return values().getLast()
                    .asMembers()
                    .getOrDefault(name, new AmfNull())
                    .asString()
                    .orElse("");
        }
    }

    TestClient(RtmpServer server) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** Connects a socket, shakes hands, and sends {@code connect} and {@code createStream}. */
    static TestClient connected(RtmpServer server, String app) throws Exception {
        TestClient client = new TestClient(server);
        client.shakeHands();
        client.setChunkSize();
        client.command(0, "connect", new AmfObject(Map.of("app", AmfValue.of(app))));
        client.awaitCommand("_result");
        client.command(0, "createStream", new AmfNull());
        client.awaitCommand("_result");
        return client;
    }

    void shakeHands() throws IOException {
        byte[] hello = new byte[1 + PACKET];
        hello[0] = 3;
        socket.getOutputStream().write(hello);
        byte[] answer = socket.getInputStream().readNBytes(1 + 2 * PACKET);
        socket.getOutputStream().write(answer, 1, PACKET);
    }

    private void setChunkSize() throws IOException {
        byte[] size = Unpooled.buffer(4).writeInt(CHUNK_SIZE).array();
        message(MessageType.SET_CHUNK_SIZE, 0, 0, size);
        encoder = new ChunkEncoder(CHUNK_SIZE);
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void command(int streamId, String name, AmfValue... values) throws IOException {
        ByteBuf payload = Unpooled.buffer();
        Amf0Encoder.encode(payload, AmfValue.of(name));
        Amf0Encoder.encode(payload, AmfValue.of(++transaction));
        Amf0Encoder.encode(payload, List.of(values));
        message(MessageType.COMMAND_AMF0, streamId, 0, ByteBufUtil.getBytes(payload));
    }

    void message(int type, int streamId, long timestampMillis, byte[] payload) throws IOException {
        ByteBuf out = Unpooled.buffer();
        encoder.encode(
                out,
                type == MessageType.VIDEO ? 6 : 4,
                new ChunkEncoder.Header(type, streamId, timestampMillis),
                Unpooled.wrappedBuffer(payload));
        send(ByteBufUtil.getBytes(out));
    }

    /** Sends {@code publish} and waits for the go-ahead. */
    void publish(String name) throws Exception {
        command(1, "publish", new AmfNull(), AmfValue.of(name), AmfValue.of("live"));
        awaitStatus("NetStream.Publish.Start");
    }

    void metadata(Map<String, AmfValue> members) throws IOException {
        ByteBuf payload = Unpooled.buffer();
        Amf0Encoder.encode(payload, AmfValue.of("@setDataFrame"));
        Amf0Encoder.encode(payload, AmfValue.of("onMetaData"));
        Amf0Encoder.encode(payload, new AmfEcmaArray(members));
        message(MessageType.DATA_AMF0, 1, 0, ByteBufUtil.getBytes(payload));
    }

    void configuration(Track track) throws IOException {
        message(FlvMuxer.messageType(track.format()), 1, 0, TestMedia.configuration(track));
    }

    void unit(Track track, Unit unit) throws IOException {
        message(
                FlvMuxer.messageType(track.format()),
                1,
                FlvMuxer.timestampMillis(track, unit),
                TestMedia.body(track, unit));
    }

    /** The next message; throws {@link EOFException} when the server closed. */
    Received next() throws Exception {
        while (true) {
            Optional<RtmpMessage> message = decoder.next(received);
            if (message.isPresent()) {
                ByteBuf payload = message.get().payload();
                byte[] copy = ByteBufUtil.getBytes(payload);
                payload.release();
                return new Received(message.get().type(), message.get().timestampMillis(), copy);
            }
            received.discardReadBytes();
            byte[] buffer = new byte[65_536];
            int bytes = read(buffer);
            if (bytes < 0) {
                throw new EOFException("closed by the server");
            }
            received.writeBytes(buffer, 0, bytes);
        }
    }

    /** A reset is a close, too: the server had bytes of ours unread. */
    private int read(byte[] buffer) throws IOException {
        try {
            return socket.getInputStream().read(buffer);
        } catch (SocketException _) {
            return -1;
        }
    }

    Received await(Predicate<Received> wanted) throws Exception {
        while (true) {
            Received message = next();
            if (wanted.test(message)) {
                return message;
            }
        }
    }

    Received awaitCommand(String name) throws Exception {
        while (true) {
            Received message = await(any -> any.type() == MessageType.COMMAND_AMF0);
            if (message.values().getFirst().equals(AmfValue.of(name))) {
                return message;
            }
        }
    }

    Received awaitStatus(String code) throws Exception {
        while (true) {
            Received message = awaitCommand("onStatus");
            if (message.code().equals(code)) {
                return message;
            }
        }
    }

    /** Reads until the server closes. */
    void awaitClose() throws Exception {
        try {
            await(_ -> false);
        } catch (EOFException _) {
            // What was waited for.
        }
    }

    @Override
    public void close() throws IOException {
        decoder.close();
        socket.close();
    }
}
