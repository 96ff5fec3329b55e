package io.millrace.ingest.file;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import io.millrace.media.ts.TsDemuxer;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * An MPEG transport stream in a file. Damage in it costs the units that it hits; only a file in
 * which no track is found is an error.
 */
final class TsFile implements MediaFile {
    private static final int CHUNK_BYTES = 64 * TS_PACKET_SIZE;
    private static final int MAX_UNIT_BYTES = 16 << 20;

    /** All tracks must show up within this part of the file. */
    private static final int PROBE_BYTES = 8 << 20;

    private final FileChannel channel;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    private final Found found = new Found();
    private TsDemuxer demuxer = new TsDemuxer(found, MAX_UNIT_BYTES);
    private long position;
    private boolean ended;

    private TsFile(FileChannel channel) {
        this.channel = channel;
    }

    static TsFile open(FileChannel channel) throws IOException, MalformedMediaException {
        TsFile file = new TsFile(channel);
        while (!file.demuxer.hasAllTracks() && file.position < PROBE_BYTES && !file.ended) {
            file.readChunk();
        }
        if (file.tracks().isEmpty()) {
            throw new MalformedMediaException(
                    "no track that can be read in the first %d bytes of the transport stream%s"
                            .formatted(file.position, file.found.firstProblem));
        }
        return file;
    }

    @Override
    public List<Track> tracks() {
        return demuxer.tracks();
    }

    @Override
    public boolean next(UnitSink sink) throws IOException {
        while (found.queue.isEmpty() && !ended) {
            readChunk();
        }
        boolean gave = false;
        while (!gave && !found.queue.isEmpty()) {
            switch (found.queue.remove()) {
                case Item.Described(List<Track> tracks) -> sink.onTracks(tracks);
                case Item.Coded(Unit unit) -> {
                    sink.onUnit(unit);
                    gave = true;
                }
            }
        }
        return gave || !ended;
    }

    private void readChunk() throws IOException {
        chunk.clear();
        int size = channel.read(chunk, position);
        if (size < 0) {
            demuxer.finish();
            ended = true;
            return;
        }
        position += size;
        demuxer.read(Unpooled.wrappedBuffer(chunk.flip()), 0);
    }

    @Override
    public void rewind() {
        found.queue.clear();
        demuxer = new TsDemuxer(found, MAX_UNIT_BYTES);
        position = 0;
        ended = false;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** What came out of the demuxer and was not asked for yet: at most what one chunk completes. */
    private sealed interface Item {
        record Described(List<Track> tracks) implements Item {}

        record Coded(Unit unit) implements Item {}
    }

    private static final class Found implements TsDemuxer.Sink {
        final Queue<Item> queue = new ArrayDeque<>();
        String firstProblem = "";

        @Override
        public void onTracks(List<Track> tracks) {
            queue.add(new Item.Described(List.copyOf(tracks)));
        }

        @Override
        public void onUnit(Unit unit) {
            queue.add(new Item.Coded(unit));
        }

        @Override
        public void onUnsupported(int pid, String codec) {
            note("PID " + pid + " is " + codec);
        }

        @Override
        public void onMalformed(long offset, MalformedMediaException problem) {
            note("offset " + offset + ": " + problem.getMessage());
        }

        private void note(String problem) {
            if (firstProblem.isEmpty()) {
                firstProblem = "; " + problem;
            }
        }
    }
}
