package io.millrace.benchmarks;

import io.millrace.testkit.client.RtmpClient;
import io.millrace.testkit.client.RtspClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Publishes 25 pictures a second of 2.5 Mbit/s whose bytes carry the time at which they were
 * written: each RTP packet (RTSP), or each picture (RTMP). A thread of its own.
 */
final class StampedPublisher implements AutoCloseable {
    /** Constrained baseline, 1280x720, 4 bits of frame_num, picture order type 2. */
    private static final byte[] SPS =
            HexFormat.of().parseHex("6742c01fda014016ec0440000003004000000c83c60ca8");

    private static final byte[] PPS = HexFormat.of().parseHex("68ce0fc8");
    private static final int PICTURE_BYTES = 12_500;
    private static final int PACKET_BYTES = 1_380;
    private static final int GOP = 25;
    private static final int PICTURE_MILLIS = 40;
    private static final int PICTURE_TICKS = 3_600;
    private static final byte FILLING = (byte) 0xA5;

    private final Sender sender;
    private final Thread thread;
    private volatile boolean stopped;

    /** Sends one picture. */
    private interface Sender extends AutoCloseable {
        void send(int number) throws IOException;

        @Override
        void close() throws IOException;
    }

    private StampedPublisher(Sender sender) {
        this.sender = sender;
        this.thread = Thread.ofPlatform().daemon().name("stamped publisher").start(this::run);
    }

    static StampedPublisher rtsp(int port, String path) throws IOException {
        return new StampedPublisher(new RtspSender(port, path));
    }

    static StampedPublisher rtmp(int port, String path) throws IOException {
        return new StampedPublisher(new RtmpSender(port, path));
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long begin = System.nanoTime();
        try (sender) {
            for (int number = 0; !stopped; number++) {
                long dueNanos = begin + 1_000_000L * PICTURE_MILLIS * number;
                long waitNanos = dueNanos - System.nanoTime();
                if (waitNanos > 0) {
                    Thread.sleep(waitNanos / 1_000_000, (int) (waitNanos % 1_000_000));
                }
                sender.send(number);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the server ended the publication", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * NAL header and slice header (H.264, 7.3.3): first_mb_in_slice 0, slice_type 7 (I) or 5 (P),
     * pic_parameter_set_id 0, frame_num in 4 bits, and for I idr_pic_id 0.
     */
    private static byte[] sliceBegin(int number) {
        int frameNumber = number % GOP % 16;
        if (number % GOP == 0) {
            return new byte[] {0x65, (byte) 0x88, (byte) (0x84 | (frameNumber << 3))};
        }
        int first = 0x9A | (frameNumber >> 3);
        int second = ((frameNumber & 7) << 5) | 0x15;
        return new byte[] {0x41, (byte) first, (byte) second};
    }

    /** FU-A packets (RFC 6184, section 5.8), interleaved. */
    private static final class RtspSender implements Sender {
        private static final int HEADER_BYTES = 4 + 12 + 2;
        private final RtspClient client;
        private final byte[] block = new byte[HEADER_BYTES + PACKET_BYTES];
        private int sequence = 1;

        RtspSender(int port, String path) throws IOException {
            this.client = new RtspClient(port, path);
            client.publish(description());
        }

        @Override
        public void send(int number) throws IOException {
            byte[] begin = sliceBegin(number);
            if (number % GOP == 0) {
                sendWhole(number, SPS);
                sendWhole(number, PPS);
            }
            int packets = PICTURE_BYTES / PACKET_BYTES;
            for (int i = 0; i < packets; i++) {
                ByteBuffer out = header(number, i == packets - 1, 2 + PACKET_BYTES);
                int startAndEnd = (i == 0 ? 0x80 : 0) | (i == packets - 1 ? 0x40 : 0);
                out.put((byte) ((begin[0] & 0xE0) | 28));
                out.put((byte) (startAndEnd | (begin[0] & 0x1F)));
                int from = out.position();
                Arrays.fill(block, from, block.length, FILLING);
                if (i == 0) {
                    out.put(begin, 1, begin.length - 1);
                }
                Stamps.put(block, out.position());
                client.write(block, block.length);
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
        }

        private void sendWhole(int number, byte[] nalUnit) throws IOException {
            ByteBuffer out = header(number, false, nalUnit.length);
            out.put(nalUnit);
            client.write(block, out.position());
        }

        /** Interleaved and RTP header. */
        private ByteBuffer header(int number, boolean marker, int payloadBytes) {
            ByteBuffer out = ByteBuffer.wrap(block);
            out.put((byte) '$').put((byte) 0).putShort((short) (12 + payloadBytes));
            out.put((byte) 0x80).put((byte) (marker ? 96 | 0x80 : 96));
            out.putShort((short) sequence++).putInt(number * PICTURE_TICKS).putInt(0x1234);
            return out;
        }

        private static String description() {
            Base64.Encoder base64 = Base64.getEncoder();
            return String.join(
                    "\r\n",
                    "v=0",
                    "o=- 0 0 IN IP4 127.0.0.1",
                    "s=bench",
                    "c=IN IP4 127.0.0.1",
                    "t=0 0",
                    "m=video 0 RTP/AVP 96",
                    "a=rtpmap:96 H264/90000",
                    "a=fmtp:96 packetization-mode=1;sprop-parameter-sets="
                            + base64.encodeToString(SPS)
                            + ","
                            + base64.encodeToString(PPS),
                    "a=control:streamid=0",
                    "");
        }
    }

    /** FLV video tags (E.4.3.1 of the FLV specification) with AVC. */
    private static final class RtmpSender implements Sender {
        private final RtmpClient client;

        RtmpSender(int port, String path) throws IOException {
            this.client = new RtmpClient(port);
            client.publish(path);
            client.write(RtmpClient.VIDEO, 0, sequenceHeader());
            Thread.ofPlatform().daemon().name("rtmp replies").start(this::readReplies);
        }

        @Override
        public void send(int number) throws IOException {
            byte[] begin = sliceBegin(number);
            ByteBuffer tag = ByteBuffer.allocate(5 + 4 + PICTURE_BYTES);
            Arrays.fill(tag.array(), FILLING);
            tag.put((byte) (number % GOP == 0 ? 0x17 : 0x27)).put((byte) 1);
            tag.put(new byte[3]).putInt(PICTURE_BYTES).put(begin);
            Stamps.put(tag.array(), tag.position());
            client.write(RtmpClient.VIDEO, (long) number * PICTURE_MILLIS, tag.array());
        }

        @Override
        public void close() throws IOException {
            client.close();
        }

        private void readReplies() {
            try {
                while (true) {
                    client.read();
                }
            } catch (IOException _) {
                // The publication is over.
            }
        }

        /** AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.2.4.1). */
        private static byte[] sequenceHeader() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(new byte[] {0x17, 0, 0, 0, 0, 1, SPS[1], SPS[2], SPS[3]});
            out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) SPS.length});
            out.writeBytes(SPS);
            out.writeBytes(new byte[] {1, 0, (byte) PPS.length});
            out.writeBytes(PPS);
            return out.toByteArray();
        }
    }
}
