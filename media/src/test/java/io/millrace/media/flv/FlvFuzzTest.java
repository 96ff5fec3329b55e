package io.millrace.media.flv;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.Clip;
import io.millrace.media.CollectedUnits;
import io.millrace.media.MalformedMediaException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class FlvFuzzTest {
    @Property(tries = 1000)
    void parse_anyBytes_isReadOrMalformed(
            @ForAll @Size(max = 40) byte[] bytes, @ForAll boolean video) {
        FlvDemuxer demuxer = new FlvDemuxer(new CollectedUnits());
        feed(demuxer, Unpooled.wrappedBuffer(bytes), video);
    }

    @Property(tries = 100)
    void demux_mutatedOrCutClip_goesOnWithTheNextTag(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        CollectedUnits found = new CollectedUnits();
        FlvDemuxer demuxer = new FlvDemuxer(found);
        List<FlvFile.Tag> tags = FlvFile.tags(Clip.buffer("clip.flv"));
        for (FlvFile.Tag tag : tags) {
            ByteBuf body = Unpooled.copiedBuffer(tag.body());
            // The first byte names the codec: another one has another clock, not to be compared.
            if (random.nextInt(4) == 0 && body.readableBytes() > 1) {
                int place = 1 + random.nextInt(body.readableBytes() - 1);
                body.setByte(place, random.nextInt(256));
            }
            if (random.nextInt(8) == 0) {
                body.writerIndex(random.nextInt(body.readableBytes() + 1));
            }
            feed(demuxer, body, tag.header().type() == FlvTagHeader.VIDEO);
        }
        for (int track = 0; track < 2; track++) {
            long last = Long.MIN_VALUE;
            for (var unit : found.units(track)) {
                assertTrue(unit.dtsTicks() >= last && unit.ptsTicks() >= unit.dtsTicks());
                last = unit.dtsTicks();
            }
        }
    }

    private static void feed(FlvDemuxer demuxer, ByteBuf body, boolean video) {
        try {
            if (video) {
                demuxer.video(0, 0, body);
            } else {
                demuxer.audio(0, 0, body);
            }
        } catch (MalformedMediaException e) {
            assertTrue(!String.valueOf(e.getMessage()).isEmpty());
        }
    }
}
