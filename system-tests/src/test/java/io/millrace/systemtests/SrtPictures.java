package io.millrace.systemtests;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.ts.TsDemuxer;
import io.millrace.media.ts.TsMuxer;
import io.millrace.srt.SrtClient;
import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.millrace.testkit.client.H264Picture;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** {@link NumberedPictures} by SRT, in MPEG-TS: sent, and read. */
final class SrtPictures {
    /** Silence after which a server is taken for dead; libsrt's own is 5 s. */
    static final int PEER_IDLE_MILLIS = 2_000;

    private static final int LATENCY_MILLIS = 200;
    private static final int PAYLOAD_BYTES = 1_316;
    private static final int PICTURE_BYTES = 1 << 20;
    private static final long SILENCE_SECONDS = 60;
    private static final SrtSettings SETTINGS =
            SrtSettings.DEFAULT
                    .withLatencyMillis(LATENCY_MILLIS)
                    .withTolerance(new SrtSettings.Tolerance(0, PEER_IDLE_MILLIS, 0x010300));

    private SrtPictures() {}

    private static SrtConnection connect(
            SrtClient client, int port, String streamId, SrtConnectionHandler handler)
            throws IOException {
        InetSocketAddress door = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try {
            return client.connect(SrtClient.Target.of(door, streamId), SETTINGS, handler)
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw new IOException(streamId + ": " + e.getCause(), e);
        }
    }

    /** Sends; hears of nothing but the end. */
    static final class Sender implements NumberedPublisher.Sender, SrtConnectionHandler {
        private final SrtConnection connection;
        private final TsMuxer muxer;
        private final CountDownLatch over = new CountDownLatch(1);

        Sender(SrtClient client, int port, String path) throws IOException {
            try {
                muxer = new TsMuxer(List.of(NumberedPictures.track()));
            } catch (MalformedMediaException e) {
                throw new IOException(e);
            }
            connection = connect(client, port, "publish:" + path, this);
        }

        @Override
        public void send(int number, byte[] nalUnit) throws IOException {
            long ticks = (long) number * NumberedPictures.TICKS;
            byte[] picture =
                    ByteBuffer.allocate(4 + nalUnit.length)
                            .putInt(nalUnit.length)
                            .put(nalUnit)
                            .array();
            ByteBuf out = Unpooled.buffer();
            try {
                muxer.write(
                        new Unit(0, ticks, ticks, 0, NumberedPictures.isKey(number), picture), out);
            } catch (MalformedMediaException e) {
                throw new IOException(e);
            }
            while (out.isReadable()) {
                connection.send(
                        out.readRetainedSlice(Math.min(PAYLOAD_BYTES, out.readableBytes())));
            }
            out.release();
        }

        @Override
        public Optional<String> hear() throws IOException {
            try {
                if (over.await(1, TimeUnit.SECONDS)) {
                    throw new IOException("the connection is over");
                }
                throw new SocketTimeoutException("quiet");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public void onConnected(SrtConnection connected) {}

        @Override
        public void onMessage(SrtConnection connected, ByteBuf message) {
            message.release();
        }

        @Override
        public void onClosed(SrtConnection connected, CloseReason reason) {
            over.countDown();
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** Reads; pictures are made on the connection's event loop. */
    static final class Feed implements PictureFeed, SrtConnectionHandler, TsDemuxer.Sink {
        private final BlockingQueue<Optional<Received>> pictures = new LinkedBlockingQueue<>();
        private final TsDemuxer demuxer = new TsDemuxer(this, PICTURE_BYTES);
        private final SrtConnection connection;
        private volatile String said = "";

        Feed(SrtClient client, int port, String path) throws IOException {
            connection = connect(client, port, "read:" + path, this);
        }

        @Override
        public Received next() throws IOException {
            try {
                Optional<Received> next = pictures.poll(SILENCE_SECONDS, TimeUnit.SECONDS);
                if (next == null || next.isEmpty()) {
                    throw new IOException("ended: " + said);
                }
                return next.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public int ticks() {
            return NumberedPictures.TICKS;
        }

        @Override
        public String said() {
            return said;
        }

        @Override
        public void onTracks(List<Track> tracks) {}

        @Override
        public void onUnit(Unit unit) {
            H264Picture picture = H264Picture.ofLengthPrefixed(unit.payload(), 0);
            pictures.add(Optional.of(PictureFeed.received(picture, unit.ptsTicks())));
        }

        @Override
        public void onUnsupported(int pid, String codec) {
            said = codec;
        }

        @Override
        public void onMalformed(long offset, MalformedMediaException problem) {
            said = problem.toString();
        }

        @Override
        public void onConnected(SrtConnection connected) {}

        @Override
        public void onMessage(SrtConnection connected, ByteBuf message) {
            demuxer.read(message, 0);
            message.release();
        }

        @Override
        public void onClosed(SrtConnection connected, CloseReason reason) {
            said = reason.toString();
            pictures.add(Optional.empty());
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
