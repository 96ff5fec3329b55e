package io.millrace.media.flv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.CollectedUnits;
import io.millrace.media.FrameFixture;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** AV1, VP9 and VP8: what FLV's muxer writes, its demuxer gives back. */
class FlvVideoRoundTripTest {
    static List<FrameFixture> pictures() throws MalformedMediaException {
        return FrameFixture.all();
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void video_written_isReadBack(FrameFixture fixture) throws Exception {
        Track track = new Track(FlvDemuxer.VIDEO_TRACK, fixture.format());
        assertTrue(FlvMuxer.canCarry(fixture.format()));
        CollectedUnits found = new CollectedUnits();
        FlvDemuxer demuxer = new FlvDemuxer(found);
        ByteBuf configuration = Unpooled.buffer();
        FlvMuxer.writeConfiguration(fixture.format(), configuration);
        demuxer.video(0, 0, configuration);
        for (Unit unit : fixture.units()) {
            ByteBuf body = Unpooled.buffer();
            FlvMuxer.writeUnit(track, unit, body);
            assertEquals(FlvMuxer.bodySize(track, unit), body.readableBytes());
            demuxer.video(FlvMuxer.timestampMillis(track, unit), 0, body);
        }
        assertEquals(List.of(track), found.tracks());
        for (int i = 0; i < fixture.units().size(); i++) {
            assertEquals(fixture.units().get(i).toString(), found.units.get(i).toString());
            assertArrayEquals(fixture.units().get(i).payload(), found.units.get(i).payload());
        }
    }
}
