package io.millrace.media.flv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.Clip;
import io.millrace.media.CollectedUnits;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlvMuxerTest {
    @Test
    void writeUnit_clipOfFfmpeg_givesTheBodiesThatFfmpegWrote() throws Exception {
        List<FlvFile.Tag> tags = FlvFile.tags(Clip.buffer("clip.flv"));
        for (FlvFile.Tag tag : tags) {
            if (tag.header().type() != FlvTagHeader.SCRIPT_DATA && !isEnd(tag)) {
                assertEquals(dump(tag), dump(rewrite(tags, tag)));
            }
        }
    }

    private static boolean isEnd(FlvFile.Tag tag) {
        return tag.header().type() == FlvTagHeader.VIDEO && tag.body().getByte(1) == 2;
    }

    private static String dump(FlvFile.Tag tag) {
        // ffmpeg says 44 kHz 16 bit stereo in the same bits as we do.
        return tag.header() + " " + ByteBufUtil.hexDump(tag.body());
    }

    /** The tag as units of it are written again. */
    private static FlvFile.Tag rewrite(List<FlvFile.Tag> tags, FlvFile.Tag tag)
            throws MalformedMediaException {
        CollectedUnits found = new CollectedUnits();
        FlvDemuxer demuxer = new FlvDemuxer(found);
        List<FlvFile.Tag> configurations =
                tags.stream().filter(other -> other.body().getByte(1) == 0).toList();
        FlvFile.demux(configurations, demuxer);
        boolean configuration = tag.body().getByte(1) == 0;
        boolean video = tag.header().type() == FlvTagHeader.VIDEO;
        Track track = found.tracks().get(video ? 0 : 1);
        ByteBuf body = Unpooled.buffer();
        if (configuration) {
            FlvMuxer.writeConfiguration(track.format(), body);
            return new FlvFile.Tag(tag.header(), body);
        }
        FlvFile.demux(List.of(tag), demuxer);
        Unit unit = found.units.getFirst();
        FlvMuxer.writeUnit(track, unit, body);
        assertEquals(body.readableBytes(), FlvMuxer.bodySize(track, unit));
        FlvTagHeader header =
                new FlvTagHeader(
                        FlvMuxer.messageType(track.format()),
                        body.readableBytes(),
                        FlvMuxer.timestampMillis(track, unit));
        return new FlvFile.Tag(header, body);
    }

    @Test
    void timestampMillis_samples_roundsToNearest() {
        Track track = new Track(1, new AacFormat(Bytes.ofHex("1210"), 44_100, 2));
        Unit unit = new Unit(1, 1024, 1024, 0, true, new byte[1]);
        assertEquals(23, FlvMuxer.timestampMillis(track, unit));
        assertEquals(-23, FlvMuxer.timestampMillis(track, unit.shiftedBy(-2048)));
    }

    @Test
    void header_extendedTimestamp_isReadAsWritten() throws Exception {
        FlvTagHeader header = new FlvTagHeader(FlvTagHeader.VIDEO, 0x123456, 0xFEDC_BA98L);
        ByteBuf out = Unpooled.buffer();
        header.write(out);
        assertEquals("09123456dcba98fe000000", ByteBufUtil.hexDump(out));
        assertEquals(header, FlvTagHeader.read(out));
    }
}
