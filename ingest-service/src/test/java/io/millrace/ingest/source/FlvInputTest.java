package io.millrace.ingest.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.flv.FlvFileWriter;
import io.millrace.stream.Counters;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class FlvInputTest {
    private final List<String> problems = new ArrayList<>();
    private final Feed feed =
            new Feed(
                    new PathName("cam"),
                    "http://host/x.flv",
                    new Feed.Owner() {
                        @Override
                        public CompletionStage<Publisher> open(Feed opened, List<Track> tracks) {
                            return new CompletableFuture<>();
                        }

                        @Override
                        public void onLive(Feed opened) {
                            problems.add("live");
                        }

                        @Override
                        public void onFailed(Feed failed, String problem) {
                            problems.add(problem);
                        }
                    });
    private final FlvInput input = new FlvInput(feed, new Counters());

    private static ByteBuf file() {
        Track track = new Track(1, new AacFormat(Bytes.ofHex("1190"), 48_000, 2));
        ByteBuf file = Unpooled.buffer();
        FlvFileWriter.begin(List.of(track), file);
        FlvFileWriter.configurations(List.of(track), 0, file);
        for (int number = 0; number < 5; number++) {
            long time = 1_024L * number;
            Unit unit = new Unit(1, time, time, 0, true, new byte[] {1, 2, 3, 4});
            FlvFileWriter.unit(track, unit, file);
        }
        return file;
    }

    @Test
    void read_oneByteAtATime_givesEveryUnit() {
        ByteBuf file = file();
        while (file.isReadable()) {
            input.read(file.readSlice(1));
        }
        assertEquals(5, feed.figures().units());
        assertTrue(problems.isEmpty());
    }

    @Test
    void read_cutAnywhere_givesWhatIsWhole() {
        ByteBuf file = file();
        input.read(file.readSlice(file.readableBytes() - 3));
        assertEquals(4, feed.figures().units());
        input.finish();
        input.read(file);
        assertEquals(4, feed.figures().units());
    }

    @Test
    void read_somethingElse_fails() {
        input.read(Unpooled.copiedBuffer(new byte[64]));
        assertEquals(1, problems.size());
    }

    @Test
    void read_hugeTag_fails() {
        ByteBuf file = file().slice(0, 13);
        input.read(file);
        input.read(Unpooled.copiedBuffer(new byte[] {9, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0}));
        assertEquals(1, problems.size());
    }
}
