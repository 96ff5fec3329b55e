package io.millrace.mpegts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.media.TransportStreamFormat;
import io.millrace.media.ts.TsMuxer;
import io.millrace.media.ts.TsPassthrough;
import io.millrace.stream.EndReason;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.mpegts.TsPublication;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A transport stream published with its packets: the log holds both. */
class PassthroughTest {
    private final MemoryPaths paths = new MemoryPaths();

    @AfterEach
    void stop() {
        paths.close();
    }

    /** Sixty pictures and their sound. */
    static byte[] stream() throws Exception {
        TsMuxer muxer = new TsMuxer(List.of(TestMedia.VIDEO, TestMedia.AUDIO));
        ByteBuf bytes = Unpooled.buffer();
        for (int i = 0; i < 60; i++) {
            muxer.write(TestMedia.picture(i, 3_000), bytes);
            muxer.write(TestMedia.sound(i), bytes);
        }
        return ByteBufUtil.getBytes(bytes);
    }

    @Test
    void publish_withPassthrough_logsUnitsAndTheSamePackets() throws Exception {
        byte[] sent = stream();
        Publisher publisher = paths.publish("cam");
        TsPublication publication =
                new TsPublication(
                        publisher, "test", new TsPublication.Settings(true, 0), paths.counters);
        for (int at = 0; at < sent.length; at += 1316) {
            int size = Math.min(1316, sent.length - at);
            publication.read(Unpooled.wrappedBuffer(sent, at, size));
        }
        publication.finish();
        publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "left"));
        List<StreamRecord> records =
                paths.log.newest(new PathName("cam"), 10_000).toCompletableFuture().get().stream()
                        .map(LoggedRecord::record)
                        .toList();
        StreamRecord entry =
                records.stream().filter(StreamRecord::isEntryPoint).findFirst().orElseThrow();
        int hidden =
                entry.entryPoint().orElseThrow().tracks().stream()
                        .filter(track -> track.format() instanceof TransportStreamFormat)
                        .findFirst()
                        .orElseThrow()
                        .id();
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        int pictures = 0;
        for (StreamRecord record : records) {
            for (var unit : record.units()) {
                pictures += unit.track() == TestMedia.VIDEO.id() ? 1 : 0;
                if (unit.track() == hidden) {
                    logged.writeBytes(ByteBufUtil.getBytes(TsPassthrough.running(unit)));
                }
            }
        }
        assertEquals(60, pictures);
        byte[] got = logged.toByteArray();
        assertTrue(sent.length - got.length <= 4 * 188, got.length + " of " + sent.length);
        assertEquals(
                -1,
                Arrays.mismatch(
                        got, Arrays.copyOfRange(sent, sent.length - got.length, sent.length)));
    }
}
