package io.millrace.rtsp.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.Mark;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.WireEncoder;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RtspImageEncoderTest {
    private static final PathName PATH = new PathName("a");
    private static final List<Track> TRACKS =
            List.of(
                    new Track(
                            0,
                            new H264Format(
                                    List.of(Bytes.ofHex("6742c00b")),
                                    List.of(Bytes.ofHex("68ce")))),
                    new Track(1, new AacFormat(Bytes.ofHex("1190"), 48_000, 2)));

    @Test
    void tcp_allTracks_lieInOneBufferOfFramesInSequence() {
        WireEncoder<RtspImage> encoder = encoder(new RtspFlavour.Tcp(Map.of(0, 2, 1, 4)));
        RtspImage first = encoder.encode(record(audio(), video(5_000))).orElseThrow();
        RtspImage second = encoder.encode(record(video(10))).orElseThrow();

        ByteBuf bytes = first.bytes();
        int videoPackets = 0;
        while (bytes.isReadable()) {
            assertEquals('$', bytes.readByte());
            int channel = bytes.readUnsignedByte();
            int size = bytes.readUnsignedShort();
            videoPackets += channel == 2 ? 1 : 0;
            assertTrue(channel == 2 || channel == 4);
            assertEquals(0x80, bytes.getUnsignedByte(bytes.readerIndex()));
            bytes.skipBytes(size);
        }
        RtspImage.TrackPackets video = first.tracks().getFirst();
        assertEquals(videoPackets, video.packets());
        assertEquals(
                (video.firstSequence() + videoPackets) & 0xFFFF,
                second.tracks().getFirst().firstSequence());
        assertEquals(0, second.tracks().get(1).packets());
        first.release();
        second.release();
    }

    @Test
    void tcp_trackWithoutChannel_isLeftOut() {
        WireEncoder<RtspImage> encoder = encoder(new RtspFlavour.Tcp(Map.of(0, 0)));

        assertEquals(Optional.empty(), encoder.encode(record(audio())));
    }

    @Test
    void udp_packetsOfOnePicture_formRunsOfEqualSegments() {
        WireEncoder<RtspImage> encoder = encoder(new RtspFlavour.Udp());
        RtspImage image = encoder.encode(record(video(200_000), audio())).orElseThrow();

        int covered = 0;
        for (RtspImage.Run run : image.runs()) {
            assertEquals(covered, run.offset());
            assertTrue(run.packets() <= 64 && run.bytes() <= 65_000, run.toString());
            for (int at = 0; at < run.bytes(); at += run.segmentBytes()) {
                assertEquals(0x80, image.bytes().getUnsignedByte(run.offset() + at));
            }
            covered += run.bytes();
        }
        assertEquals(image.bytes().readableBytes(), covered);
        int packets = image.tracks().stream().mapToInt(RtspImage.TrackPackets::packets).sum();
        assertEquals(packets, image.runs().stream().mapToInt(RtspImage.Run::packets).sum());
        assertTrue(image.runs().size() < 8, "runs, not packets: " + image.runs().size());
        image.release();
    }

    @Test
    void unitThatIsNotCanonical_isLeftOutAndCounted() {
        WireEncoder<RtspImage> encoder = encoder(new RtspFlavour.Udp());
        Unit broken = new Unit(0, 0, 0, 0, false, new byte[] {0, 0, 1, 0, 5});
        RtspImage image = encoder.encode(record(broken, audio())).orElseThrow();

        assertEquals(1, image.droppedUnits());
        assertEquals(1, image.runs().size());
        image.release();
    }

    private static WireEncoder<RtspImage> encoder(RtspFlavour flavour) {
        WireEncoder<RtspImage> encoder = flavour.newEncoder(PATH);
        encoder.describe(TRACKS);
        return encoder;
    }

    private static StreamRecord record(Unit... units) {
        return new StreamRecord(1, 0, 1, Mark.NONE, Optional.empty(), List.of(units));
    }

    private static Unit video(int size) {
        byte[] payload = ByteBuffer.allocate(4 + size).putInt(size).put((byte) 0x41).array();
        return new Unit(0, 3_600, 3_600, 0, false, payload);
    }

    private static Unit audio() {
        return new Unit(1, 1_024, 1_024, 0, true, new byte[200]);
    }
}
