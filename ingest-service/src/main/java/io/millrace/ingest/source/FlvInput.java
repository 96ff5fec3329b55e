package io.millrace.ingest.source;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.flv.FlvDemuxer;
import io.millrace.media.flv.FlvTagHeader;
import io.millrace.stream.Counters;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An endless FLV (Adobe Flash Video File Format, E.2 to E.4) that comes in pieces of any size.
 * Confined to one event loop.
 */
final class FlvInput implements HttpPuller.Input {
    private static final Logger LOG = LoggerFactory.getLogger(FlvInput.class);
    private static final int FILE_HEADER_BYTES = 9 + FlvTagHeader.BACK_POINTER_SIZE;
    private static final int SIGNATURE = 0x464C56;
    private static final int MAX_TAG_BYTES = 8 << 20;

    private final Feed feed;
    private final FlvDemuxer demuxer;
    private final LongAdder malformed;
    private final ByteBuf waiting = Unpooled.buffer();
    private boolean begun;
    private boolean ended;

    FlvInput(Feed feed, Counters counters) {
        this.feed = feed;
        this.malformed = counters.counter("flv_malformed");
        this.demuxer = new FlvDemuxer(new Sink(feed));
    }

    @Override
    public void read(ByteBuf bytes) {
        if (ended) {
            return;
        }
        waiting.discardSomeReadBytes();
        waiting.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
        if (!begun && waiting.readableBytes() >= FILE_HEADER_BYTES) {
            begun = true;
            if (waiting.getUnsignedMedium(waiting.readerIndex()) != SIGNATURE) {
                fail("no FLV: it begins otherwise (E.2)");
                return;
            }
            waiting.skipBytes(FILE_HEADER_BYTES);
        }
        while (begun && !ended && tag()) {
            // all that is there
        }
    }

    /** Reads one tag; false if it is not whole yet. */
    private boolean tag() {
        if (waiting.readableBytes() < FlvTagHeader.SIZE) {
            return false;
        }
        int size = waiting.getUnsignedMedium(waiting.readerIndex() + 1);
        if (size > MAX_TAG_BYTES) {
            fail("an FLV tag of " + size + " bytes");
            return false;
        }
        if (waiting.readableBytes() < FlvTagHeader.SIZE + size + FlvTagHeader.BACK_POINTER_SIZE) {
            return false;
        }
        ByteBuf header = waiting.readSlice(FlvTagHeader.SIZE);
        ByteBuf body = waiting.readSlice(size);
        waiting.skipBytes(FlvTagHeader.BACK_POINTER_SIZE);
        try {
            media(FlvTagHeader.read(header), body);
        } catch (MalformedMediaException broken) {
            malformed.increment();
            LOG.debug("path={} a tag is passed over", feed.path(), broken);
        }
        return true;
    }

    private void media(FlvTagHeader header, ByteBuf body) throws MalformedMediaException {
        long ntpMicros = System.currentTimeMillis() * 1_000;
        if (header.type() == FlvTagHeader.VIDEO) {
            demuxer.video(header.timestampMillis(), ntpMicros, body);
        } else if (header.type() == FlvTagHeader.AUDIO) {
            demuxer.audio(header.timestampMillis(), ntpMicros, body);
        }
    }

    private void fail(String problem) {
        ended = true;
        waiting.clear().capacity(0);
        feed.fail(problem);
    }

    @Override
    public void finish() {
        ended = true;
        waiting.clear().capacity(0);
    }

    private record Sink(Feed feed) implements FlvDemuxer.Sink {
        @Override
        public void onTracks(List<Track> tracks) {
            feed.describe(tracks);
        }

        @Override
        public void onUnit(Unit unit) {
            feed.write(unit);
        }

        @Override
        public void onUnsupported(MediaKind kind, String codec) {
            LOG.warn("path={} codec {} is left out", feed.path(), codec);
        }
    }
}
