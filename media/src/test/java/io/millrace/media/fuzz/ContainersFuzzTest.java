package io.millrace.media.fuzz;

import io.millrace.media.Clip;
import io.millrace.media.CollectedUnits;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.flv.FlvDemuxer;
import io.millrace.media.flv.FlvTagHeader;
import io.millrace.media.mp4.Mp4Limits;
import io.millrace.media.mp4.Mp4Reader;
import io.millrace.media.mp4.RandomAccessBytes;
import io.millrace.media.rtp.Depacketizer;
import io.millrace.media.rtp.PayloadDescription;
import io.millrace.media.rtp.Rtcp;
import io.millrace.media.rtp.RtpLimits;
import io.millrace.media.rtp.RtpPacket;
import io.millrace.media.rtp.RtpPayloadFormats;
import io.millrace.media.sdp.SessionDescription;
import io.millrace.media.ts.TsDemuxer;
import io.millrace.testkit.Fuzz;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each container and payload format reads its seeds, spoilt, or says that they are malformed. */
@Tag("fuzz")
class ContainersFuzzTest {
    private static final int MAX_UNIT_BYTES = 100_000;
    private static final int FLV_HEADER = 13;

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = ContainersFuzzTest.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    private static byte[] cut(byte[] bytes, int size) {
        return Arrays.copyOf(bytes, Math.min(size, bytes.length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/clip/clip.ts", "/ts/h264-opus.ts", "/ts/h265-latm.ts", "/ts/mpeg2-mp2.ts"})
    void transportStream(String name) throws Exception {
        Fuzz.run(
                "ts" + name.replaceAll("[^a-z0-9]", "-"),
                List.of(cut(resource(name), 188 * 150)),
                in -> {
                    TsDemuxer demuxer = new TsDemuxer(new CollectedUnits(), MAX_UNIT_BYTES);
                    demuxer.read(Unpooled.wrappedBuffer(in), 0);
                    demuxer.finish();
                });
    }

    @Test
    void flv() throws Exception {
        byte[] clip = Clip.bytes("clip.flv");
        List<byte[]> seeds =
                List.of(Arrays.copyOfRange(clip, FLV_HEADER, Math.min(clip.length, 20_000)));
        Fuzz.run("flv", seeds, ContainersFuzzTest::readTags);
    }

    private static void readTags(byte[] tags) {
        ByteBuf in = Unpooled.wrappedBuffer(tags);
        FlvDemuxer demuxer = new FlvDemuxer(new CollectedUnits());
        while (in.readableBytes() >= FlvTagHeader.SIZE) {
            try {
                FlvTagHeader header = FlvTagHeader.read(in);
                ByteBuf body = in.readSlice(Math.min(header.dataSize(), in.readableBytes()));
                in.skipBytes(Math.min(FlvTagHeader.BACK_POINTER_SIZE, in.readableBytes()));
                if (header.type() == FlvTagHeader.VIDEO) {
                    demuxer.video(header.timestampMillis(), 0, body);
                } else {
                    demuxer.audio(header.timestampMillis(), 0, body);
                }
            } catch (MalformedMediaException e) {
                Objects.requireNonNull(e.getMessage());
            }
        }
    }

    @Test
    void mp4() throws Exception {
        Fuzz.run(
                "mp4",
                List.of(
                        Clip.bytes("clip.mp4"),
                        Clip.bytes("frames.av1.mp4"),
                        Clip.bytes("frames.vp9.mp4")),
                in -> {
                    try {
                        Mp4Limits limits = new Mp4Limits(1 << 20, 10_000, 1 << 20);
                        Mp4Reader reader = Mp4Reader.open(bytes(in), limits);
                        CollectedUnits found = new CollectedUnits();
                        for (int i = 0; i < 1_000 && reader.next(0, found); i++) {
                            found.units.clear();
                        }
                    } catch (MalformedMediaException | IOException e) {
                        Objects.requireNonNull(e);
                    }
                });
    }

    private static RandomAccessBytes bytes(byte[] file) {
        return new RandomAccessBytes() {
            @Override
            public long size() {
                return file.length;
            }

            @Override
            public void read(long position, byte[] target, int offset, int count)
                    throws EOFException {
                if (position < 0 || count > file.length - position) {
                    throw new EOFException();
                }
                System.arraycopy(file, (int) position, target, offset, count);
            }
        };
    }

    @Test
    void sessionDescription() throws Exception {
        Fuzz.run(
                "sdp",
                List.of(resource("/rtp/ffmpeg.sdp")),
                in -> {
                    try {
                        String text = new String(in, StandardCharsets.ISO_8859_1);
                        for (var media : SessionDescription.parse(text).media()) {
                            for (PayloadDescription payload : media.payloads()) {
                                tolerate(payload);
                            }
                        }
                    } catch (MalformedMediaException e) {
                        Objects.requireNonNull(e.getMessage());
                    }
                });
    }

    private static void tolerate(PayloadDescription payload) {
        try {
            RtpPayloadFormats.format(payload);
        } catch (MalformedMediaException e) {
            Objects.requireNonNull(e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "H264/90000", "H265/90000", "AV1/90000", "VP9/90000", "VP8/90000",
                "MPEG4-GENERIC/44100", "MP4A-LATM/44100", "OPUS/48000", "MPA/90000", "AC3/48000",
                "EAC3/48000", "MPV/90000", "MP4V-ES/90000", "JPEG/90000", "SMPTE336M/90000",
                "L16/48000"
            })
    void rtpPayload(String encoding) throws Exception {
        String[] words = encoding.split("/", -1);
        PayloadDescription description =
                new PayloadDescription(
                        96, words[0], Integer.parseInt(words[1]), 2, parameters(words[0]));
        List<byte[]> seeds =
                List.of(
                        cut(resource("/rtp/ffmpeg-h264.rtp"), 20_000),
                        cut(resource("/rtp/ffmpeg-aac.rtp"), 8_000),
                        framed(resource("/codecs/frames.obu")),
                        framed(resource("/codecs/frames.vp9.ivf")),
                        framed(resource("/codecs/standard.mjpeg")));
        Fuzz.run("rtp-" + words[0], seeds, in -> depacketize(description, in));
    }

    private static Map<String, String> parameters(String encoding) {
        return switch (encoding) {
            case "MPEG4-GENERIC" ->
                    Map.of(
                            "config", "1210",
                            "mode", "AAC-hbr",
                            "sizelength", "13",
                            "indexlength", "3",
                            "indexdeltalength", "3");
            case "MP4A-LATM" -> Map.of("config", "400024203fc0", "cpresent", "0");
            default -> Map.of();
        };
    }

    /** As packets, each with its size, header and 600 bytes. */
    private static byte[] framed(byte[] content) {
        ByteBuf out = Unpooled.buffer();
        int sequence = 0;
        for (int at = 0; at < content.length && at < 6_000; at += 600) {
            int size = Math.min(600, content.length - at);
            out.writeShort(RtpPacket.HEADER_SIZE + size);
            boolean marker = ++sequence % 3 == 0;
            RtpPacket.writeHeader(96, marker, sequence, sequence / 3 * 3_600L, 1, out);
            out.writeBytes(content, at, size);
        }
        byte[] packets = new byte[out.readableBytes()];
        out.readBytes(packets);
        return packets;
    }

    private static void depacketize(PayloadDescription description, byte[] packets)
            throws MalformedMediaException {
        List<Long> times = new ArrayList<>();
        Depacketizer depacketizer =
                RtpPayloadFormats.depacketizer(
                                description,
                                new RtpLimits(MAX_UNIT_BYTES, 64),
                                new Depacketizer.Sink() {
                                    @Override
                                    public void onFormat(Format format) {
                                        Objects.requireNonNull(format.codec());
                                    }

                                    @Override
                                    public void onUnit(
                                            long ptsTicks,
                                            long dtsTicks,
                                            boolean randomAccess,
                                            byte[] payload) {
                                        times.add(dtsTicks);
                                    }
                                })
                        .orElseThrow();
        ByteBuf in = Unpooled.wrappedBuffer(packets);
        while (in.readableBytes() > 2) {
            int size = Math.min(in.readUnsignedShort(), in.readableBytes());
            try {
                Rtcp.parse(in.slice(in.readerIndex(), size));
            } catch (MalformedMediaException e) {
                Objects.requireNonNull(e.getMessage());
            }
            try {
                depacketizer.add(RtpPacket.parse(in.readSlice(size)));
            } catch (MalformedMediaException e) {
                Objects.requireNonNull(e.getMessage());
            }
        }
        for (int i = 1; i < times.size(); i++) {
            if (times.get(i) <= times.get(i - 1)) {
                throw new AssertionError("dts goes back: " + times);
            }
        }
    }
}
