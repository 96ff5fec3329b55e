package io.millrace.systemtests;

import io.millrace.srt.SrtClient;
import io.millrace.systemtests.NumberedPictures.Label;
import io.millrace.testkit.client.RtmpClient;
import io.millrace.testkit.client.RtspClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Publishes {@link NumberedPictures}, 25 a second, until it is closed or ended. */
final class NumberedPublisher implements AutoCloseable {
    private final Sender sender;
    private final String source;
    private final int paddingBytes;
    private volatile boolean stopped;
    private volatile Optional<String> end = Optional.empty();
    private volatile String said = "";

    /** One publication's protocol. */
    interface Sender extends AutoCloseable {
        void send(int number, byte[] nalUnit) throws IOException;

        /** Waits for what the server says next; empty if it is not for people. */
        Optional<String> hear() throws IOException;

        @Override
        void close() throws IOException;
    }

    private NumberedPublisher(Sender sender, String source, int paddingBytes) {
        this.sender = sender;
        this.source = source;
        this.paddingBytes = paddingBytes;
        Thread.ofPlatform().daemon().name("publisher " + source).start(this::run);
        Thread.ofPlatform().daemon().name("replies to " + source).start(this::listen);
    }

    /**
     * @throws IOException if it is refused, with the server's words
     */
    static NumberedPublisher rtsp(int port, String path, String source) throws IOException {
        return new NumberedPublisher(new RtspSender(port, path), source, 0);
    }

    /**
     * @throws IOException if it is refused, with the server's words
     */
    static NumberedPublisher rtmp(int port, String path, String source) throws IOException {
        return new NumberedPublisher(new RtmpSender(port, path), source, 0);
    }

    /**
     * @throws IOException if it is refused, with the server's words
     */
    static NumberedPublisher srt(SrtClient client, int port, String path, String source)
            throws IOException {
        return new NumberedPublisher(new SrtPictures.Sender(client, port, path), source, 0);
    }

    /**
     * Pictures of so many bytes more.
     *
     * @throws IOException if it is refused, with the server's words
     */
    static NumberedPublisher heavy(int port, String path, String source, int paddingBytes)
            throws IOException {
        return new NumberedPublisher(new RtspSender(port, path), source, paddingBytes);
    }

    /** How the server ended it; empty while it publishes. */
    Optional<String> end() {
        return end.map(how -> (said + " " + how).strip());
    }

    private void run() {
        long begin = System.nanoTime();
        try {
            for (int number = 0; !stopped && end.isEmpty(); number++) {
                long dueNanos = begin + 1_000_000L * NumberedPictures.MILLIS * number;
                Thread.sleep(Math.max(0, (dueNanos - System.nanoTime()) / 1_000_000));
                sender.send(
                        number, NumberedPictures.nalUnit(new Label(source, number), paddingBytes));
            }
        } catch (IOException e) {
            end = Optional.of(e.toString());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        while (!stopped) {
            try {
                Optional<String> heard = sender.hear();
                if (heard.isPresent()) {
                    said = heard.get();
                }
            } catch (SocketTimeoutException quiet) {
                Thread.onSpinWait(); // a server has nothing to say for long
            } catch (IOException e) {
                end = Optional.of(e.toString());
                return;
            }
        }
    }

    /** Leaves without a word, as a program that is killed. */
    @Override
    public void close() throws IOException {
        stopped = true;
        sender.close();
    }

    /** One packet a picture, interleaved. */
    private static final class RtspSender implements Sender {
        private final RtspClient client;

        RtspSender(int port, String path) throws IOException {
            this.client = new RtspClient(port, path);
            try {
                client.publish(NumberedPictures.sdp());
            } catch (IOException e) {
                client.close();
                throw e;
            }
        }

        @Override
        public void send(int number, byte[] nalUnit) throws IOException {
            ByteBuffer out = ByteBuffer.allocate(4 + 12 + nalUnit.length);
            out.put((byte) '$').put((byte) 0).putShort((short) (12 + nalUnit.length));
            out.put((byte) 0x80).put((byte) (0x80 | 96)).putShort((short) number);
            out.putInt(number * NumberedPictures.TICKS).putInt(0x1234).put(nalUnit);
            client.write(out.array(), out.position());
        }

        @Override
        public Optional<String> hear() throws IOException {
            client.readBlock();
            return Optional.empty();
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    /** FLV video tags (E.4.3.1 of the FLV specification) with AVC. */
    private static final class RtmpSender implements Sender {
        private final RtmpClient client;

        RtmpSender(int port, String path) throws IOException {
            this.client = new RtmpClient(port);
            try {
                client.publish(path);
                client.write(RtmpClient.VIDEO, 0, NumberedPictures.sequenceHeader());
            } catch (IOException e) {
                client.close();
                throw e;
            }
        }

        @Override
        public void send(int number, byte[] nalUnit) throws IOException {
            ByteBuffer tag = ByteBuffer.allocate(5 + 4 + nalUnit.length);
            tag.put((byte) (NumberedPictures.isKey(number) ? 0x17 : 0x27)).put((byte) 1);
            tag.put(new byte[3]).putInt(nalUnit.length).put(nalUnit);
            client.write(RtmpClient.VIDEO, (long) number * NumberedPictures.MILLIS, tag.array());
        }

        @Override
        public Optional<String> hear() throws IOException {
            String text = new String(client.read().payload(), StandardCharsets.ISO_8859_1);
            return text.contains("onStatus") ? Optional.of(text) : Optional.empty();
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }
}
