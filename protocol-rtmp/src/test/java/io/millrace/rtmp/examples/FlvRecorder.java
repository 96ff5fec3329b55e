package io.millrace.rtmp.examples;

import io.millrace.media.flv.FlvTagHeader;
import io.millrace.rtmp.RtmpServer;
import io.millrace.rtmp.RtmpSettings;
import io.millrace.rtmp.handler.RawMessage;
import io.millrace.rtmp.handler.RtmpHandler;
import io.millrace.rtmp.handler.StreamRequest;
import io.millrace.stream.Counters;
import io.millrace.stream.RefusedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Records what is published into FLV files, message by message. A real application hands the bytes
 * to a thread that may block.
 */
final class FlvRecorder implements RtmpHandler {
    private static final byte[] FILE_HEADER = {'F', 'L', 'V', 1, 5, 0, 0, 0, 9, 0, 0, 0, 0};

    private final Path folder;
    private OutputStream file = OutputStream.nullOutputStream();

    FlvRecorder(Path folder) {
        this.folder = folder;
    }

    /** Arguments: port, folder. */
    public static void main(String[] arguments) throws Exception {
        InetSocketAddress address = new InetSocketAddress(Integer.parseInt(arguments[0]));
        try (RtmpServer server = start(address, Path.of(arguments[1]))) {
            System.out.println("recording what is published to port " + server.port());
            Thread.currentThread().join();
        }
    }

    static RtmpServer start(InetSocketAddress address, Path folder) throws IOException {
        return RtmpServer.start(
                RtmpSettings.on(address),
                RtmpServer.Roles.handledBy(() -> new FlvRecorder(folder), Media.RAW),
                new Counters());
    }

    @Override
    public void onPublish(StreamRequest request) throws RefusedException {
        try {
            file = Files.newOutputStream(folder.resolve(request.path().replace('/', '-') + ".flv"));
            file.write(FILE_HEADER);
        } catch (IOException e) {
            throw new RefusedException(RefusedException.Cause.UNAVAILABLE, "cannot record here");
        }
    }

    @Override
    public void onMessage(RawMessage message) {
        ByteBuf tag = Unpooled.buffer();
        int size = message.body().readableBytes();
        new FlvTagHeader(message.type(), size, message.timestampMillis()).write(tag);
        tag.writeBytes(message.body()).writeInt(FlvTagHeader.SIZE + size);
        try {
            tag.readBytes(file, tag.readableBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void onClosed() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
