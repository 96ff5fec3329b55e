package io.millrace.media.ts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.media.CollectedUnits;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The transport streams in the test resources, and what ffmpeg reads from them: see make.sh. */
final class TsFixture {
    private TsFixture() {}

    /** A packet as ffmpeg sees it; times of 90 kHz. */
    record Packet(long dts, long pts, String md5) {}

    static byte[] bytes(String name) {
        try (InputStream in = TsFixture.class.getResourceAsStream("/ts/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("no test resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Packet> packets(String name, int stream) {
        List<Packet> packets = new ArrayList<>();
        String text = new String(bytes(name + ".framehash"), StandardCharsets.UTF_8);
        for (String line : text.lines().filter(l -> l.startsWith(stream + ",")).toList()) {
            String[] fields = line.split(",\\s*", 0);
            packets.add(
                    new Packet(Long.parseLong(fields[1]), Long.parseLong(fields[2]), fields[5]));
        }
        return packets;
    }

    static CollectedUnits demux(ByteBuf bytes) {
        CollectedUnits found = new CollectedUnits();
        TsDemuxer demuxer = new TsDemuxer(found, 1 << 20);
        demuxer.read(bytes.slice(), 0);
        demuxer.finish();
        assertEquals(List.of(), found.malformed);
        assertEquals(0, demuxer.continuityErrors() + demuxer.malformed());
        return found;
    }

    static CollectedUnits demux(String name) {
        return demux(Unpooled.wrappedBuffer(bytes(name + ".ts")));
    }

    /** In the order of their decoding times. */
    static List<Unit> inOrder(CollectedUnits found) {
        List<Unit> units = new ArrayList<>(found.units);
        units.sort(Comparator.comparingLong(unit -> dts(found, unit)));
        return units;
    }

    /** Decoding time in 90 kHz. */
    static long dts(CollectedUnits found, Unit unit) {
        return Ticks.convertNearest(unit.dtsTicks(), rate(found.tracks(), unit), 90_000);
    }

    static int rate(List<Track> tracks, Unit unit) {
        return tracks.stream()
                .filter(track -> track.id() == unit.track())
                .findFirst()
                .orElseThrow()
                .clockRate();
    }
}
