package io.millrace.media.flv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.CollectedUnits;
import io.millrace.media.G711Format;
import io.millrace.media.H264Format;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tracks with nanosecond offsets (enhanced RTMP 2, ModEx). */
class FlvNumberedTrackTest {
    private static final int PICTURES = 40;

    /** 30 pictures a second. */
    private static final int PICTURE_TICKS = 3_000;

    private static final H264Format H264 =
            new H264Format(
                    List.of(
                            Bytes.ofHex(
                                    "6764000cacd941419f9f0110000003001000000303" + "20f1429960")),
                    List.of(Bytes.ofHex("68ebe3cb22c0")));
    private static final Track VIDEO = new Track(FlvDemuxer.VIDEO_TRACK, H264);
    private static final Track AUDIO =
            new Track(FlvDemuxer.AUDIO_TRACK, new AacFormat(Bytes.ofHex("1210"), 44_100, 2));

    private final CollectedUnits found = new CollectedUnits();
    private final FlvDemuxer demuxer = new FlvDemuxer(found);

    /** Decoded in order, and every third shown two pictures later. */
    private static Unit picture(int index) {
        long dts = (long) index * PICTURE_TICKS;
        long pts = dts + (index % 3 == 0 ? 3L : 1L) * PICTURE_TICKS;
        byte[] payload = {0, 0, 0, 2, (byte) (index == 0 ? 0x65 : 0x41), (byte) index};
        return new Unit(VIDEO.id(), pts, dts, 0, index == 0, payload);
    }

    private static Unit sound(int index) {
        byte[] payload = {0x21, (byte) index, 0x10};
        return new Unit(AUDIO.id(), index * 1_024L, index * 1_024L, 0, true, payload);
    }

    private void send(FlvNumberedTrack numbered, ByteBuf body, long millis) throws Exception {
        if (numbered.track().kind() == MediaKind.VIDEO) {
            demuxer.video(millis, 0, body);
        } else {
            demuxer.audio(millis, 0, body);
        }
    }

    private void configure(FlvNumberedTrack numbered) throws Exception {
        ByteBuf body = Unpooled.buffer();
        numbered.writeConfiguration(body);
        send(numbered, body, 0);
    }

    private void send(FlvNumberedTrack numbered, Unit unit) throws Exception {
        ByteBuf body = Unpooled.buffer();
        numbered.writeHeader(unit, body);
        assertTrue(body.readableBytes() <= FlvNumberedTrack.MAX_HEADER_BYTES);
        body.writeBytes(unit.payload());
        assertTrue(body.readableBytes() <= numbered.maxBodySize(unit));
        send(numbered, body, numbered.timestampMillis(unit));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void units_ofExactTracks_areReadAtTheSameTicks(int number) throws Exception {
        FlvNumberedTrack video = new FlvNumberedTrack(VIDEO, number, true);
        FlvNumberedTrack audio = new FlvNumberedTrack(AUDIO, number, true);
        configure(video);
        configure(audio);
        for (int i = 0; i < PICTURES; i++) {
            send(video, picture(i));
            send(audio, sound(i));
        }
        assertEquals(
                List.of(H264, AUDIO.format()), found.tracks().stream().map(Track::format).toList());
        int pictures = 0;
        int sounds = 0;
        for (Unit unit : found.units) {
            boolean picture = unit.track() == FlvDemuxer.VIDEO_TRACK;
            Unit sent = picture ? picture(pictures++) : sound(sounds++);
            assertEquals(sent.ptsTicks(), unit.ptsTicks());
            // What the offset is for is pts.
            assertTrue(Math.abs(sent.dtsTicks() - unit.dtsTicks()) < 90, unit::toString);
            assertArrayEquals(sent.payload(), unit.payload());
        }
        assertEquals(2 * PICTURES, pictures + sounds);
        assertEquals(0, demuxer.correctedTimestamps());
    }

    @Test
    void header_withAnOffset_isAModExBlock() {
        ByteBuf out = Unpooled.buffer();
        FlvNumberedTrack exact = new FlvNumberedTrack(VIDEO, 0, true);
        exact.writeHeader(picture(1), out);
        // 66.666667 ms at a timestamp of 33 ms: 33 ms of composition, 666,667 ns.
        assertEquals("a7" + "02" + "0a2c2b" + "01" + "61766331" + "000021", hex(out));
        assertEquals(33, exact.timestampMillis(picture(1)));
        exact.writeHeader(picture(2), out.clear());
        assertEquals("a1" + "61766331" + "000022", hex(out));
        assertEquals(66, exact.timestampMillis(picture(2)));
        new FlvNumberedTrack(AUDIO, 2, true).writeHeader(sound(1), out.clear());
        assertEquals("97" + "02" + "035b33" + "05" + "01" + "6d703461" + "02", hex(out));
    }

    @Test
    void header_ofACodecWithoutFourCc_isTheOldOne() {
        Track telephone = new Track(1, new G711Format(G711Format.Law.A, 8_000, 1));
        Unit unit = new Unit(1, 4, 4, 0, true, new byte[160]);
        FlvNumberedTrack exact = new FlvNumberedTrack(telephone, 0, true);
        FlvNumberedTrack plain = new FlvNumberedTrack(telephone, 0);
        ByteBuf exactOut = Unpooled.buffer();
        ByteBuf plainOut = Unpooled.buffer();
        exact.writeHeader(unit, exactOut);
        plain.writeHeader(unit, plainOut);
        assertEquals(hex(plainOut), hex(exactOut));
        assertEquals(1, exact.timestampMillis(unit));
    }

    private static String hex(ByteBuf out) {
        return ByteBufUtil.hexDump(out);
    }
}
