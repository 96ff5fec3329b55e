package io.millrace.media.flv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.media.Bytes;
import io.millrace.media.CollectedUnits;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Bodies of several tracks (enhanced RTMP 2). */
class FlvMultitrackTest {
    private static final String MP4A = "6d703461";

    private final CollectedUnits found = new CollectedUnits();
    private final FlvDemuxer demuxer = new FlvDemuxer(found);

    @Test
    void audio_ofManyTracks_becomesATrackEach() throws Exception {
        audio(0, "95 10" + MP4A + "00 000002 1190 03 000002 1210");
        audio(20, "95 11" + MP4A + "00 000002 2100 03 000003 210102");
        audio(43, "91" + MP4A + "2101");
        assertEquals(List.of(1, 2), found.tracks().stream().map(Track::id).toList());
        assertEquals(
                List.of(48_000, 44_100), found.tracks().stream().map(Track::clockRate).toList());
        assertEquals(List.of(1, 2, 1), found.units.stream().map(Unit::track).toList());
        assertEquals("210102", ByteBufUtil.hexDump(found.units.get(1).payload()));
    }

    @Test
    void video_ofManyCodecs_hasTimesAndOffsetsOfItsOwn() throws Exception {
        String key = "8249834200 03f0 02f0 00";
        String vp9 = "76703039 00 00000a" + key;
        String vp8 = "76703038 01 00000a 50 0000 9d012a 4000 3000";
        video(40, "97 02 07a120 06 21" + vp9 + vp8);
        assertEquals(
                List.of("VP9", "VP8"),
                found.tracks().stream().map(track -> track.format().codec()).toList());
        assertEquals(List.of(0, 2), found.tracks().stream().map(Track::id).toList());
        for (Unit unit : found.units) {
            assertEquals(40 * 90 + 45, unit.dtsTicks());
        }
    }

    @Test
    void video_ofOneTrack_isThat() throws Exception {
        video(0, "96 01 76703038 00 50 0000 9d012a 4000 3000");
        assertEquals(1, found.units.size());
    }

    @Test
    void parse_truncatedOrTooMany_isMalformed() {
        byte[] body = Bytes.ofHex("95 10" + MP4A + "00 000002 1190 03 000002 1210").toByteArray();
        for (int size = 1; size < body.length; size++) {
            if (size != 12) {
                ByteBuf cut = Unpooled.wrappedBuffer(Arrays.copyOf(body, size));
                assertThrows(MalformedMediaException.class, () -> demuxer.audio(0, 0, cut));
            }
        }
        String track = "00 000002 1190";
        assertThrows(
                MalformedMediaException.class, () -> audio(0, "95 10" + MP4A + track.repeat(17)));
        assertThrows(MalformedMediaException.class, () -> audio(0, "95 30" + MP4A + track));
    }

    @Property(tries = 500)
    void body_random_isMalformedOrUnits(@ForAll @Size(max = 60) byte[] rest) {
        for (byte head : new byte[] {(byte) 0x95, (byte) 0x96, (byte) 0x97}) {
            byte[] body = new byte[rest.length + 1];
            body[0] = head;
            System.arraycopy(rest, 0, body, 1, rest.length);
            try {
                demuxer.audio(0, 0, Unpooled.wrappedBuffer(body));
                demuxer.video(0, 0, Unpooled.wrappedBuffer(body));
            } catch (MalformedMediaException expected) {
                assertNotNull(expected.getMessage());
            }
        }
    }

    private void audio(long millis, String hex) throws MalformedMediaException {
        demuxer.audio(millis, 0, Unpooled.wrappedBuffer(Bytes.ofHex(hex).toByteArray()));
    }

    private void video(long millis, String hex) throws MalformedMediaException {
        demuxer.video(millis, 0, Unpooled.wrappedBuffer(Bytes.ofHex(hex).toByteArray()));
    }
}
