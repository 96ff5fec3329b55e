package io.millrace.rtsp.examples;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.ts.TsDemuxer;
import io.millrace.rtsp.RtspServer;
import io.millrace.rtsp.RtspServerSettings;
import io.millrace.rtsp.handler.RtspHandler;
import io.millrace.rtsp.handler.ServerStream;
import io.millrace.rtsp.handler.StreamClosedException;
import io.millrace.rtsp.handler.StreamRequest;
import io.millrace.rtsp.handler.UnitWriter;
import io.millrace.stream.Counters;
import io.millrace.stream.RefusedException;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Serves a transport stream file at /file, at its pace, from when the first reader plays. */
final class TsFileServer implements RtspHandler.Reading, AutoCloseable {
    private static final int MAX_UNIT_BYTES = 8 << 20;

    private final List<Unit> units = new ArrayList<>();
    private List<Track> tracks = List.of();
    private final ServerStream stream;

    /** Arguments: port, file. */
    public static void main(String[] arguments) throws Exception {
        RtspServerSettings settings =
                RtspServerSettings.standard().withPorts(Integer.parseInt(arguments[0]), 0, 0);
        TsFileServer files = new TsFileServer(Path.of(arguments[1]));
        try (RtspServer server = files.start(settings)) {
            System.out.println("rtsp://localhost:" + server.port() + "/file");
            server.await();
        }
    }

    TsFileServer(Path file) throws IOException {
        TsDemuxer demuxer = new TsDemuxer(new Collector(), MAX_UNIT_BYTES);
        demuxer.read(Unpooled.wrappedBuffer(Files.readAllBytes(file)), 0);
        demuxer.finish();
        stream = ServerStream.of("file", tracks);
    }

    RtspServer start(RtspServerSettings settings) throws IOException {
        Thread.ofVirtual().start(this::send);
        return RtspServer.start(settings, this, new Counters());
    }

    @Override
    public ServerStream onDescribe(StreamRequest request) throws RefusedException {
        if (!request.path().equals("file")) {
            throw new RefusedException(RefusedException.Cause.NOT_FOUND, "ask for /file");
        }
        return stream;
    }

    private void send() {
        UnitWriter writer = new UnitWriter(stream, tracks);
        try {
            while (stream.readers() == 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            long startMicros = System.currentTimeMillis() * 1_000 - micros(units.getFirst());
            for (Unit unit : units) {
                long dueMicros = startMicros + micros(unit);
                TimeUnit.MICROSECONDS.sleep(dueMicros - System.currentTimeMillis() * 1_000);
                writer.write(unit, dueMicros);
            }
            stream.close();
        } catch (StreamClosedException | InterruptedException | MalformedMediaException e) {
            System.err.println("sending ended: " + e.getMessage());
        }
    }

    private long micros(Unit unit) {
        int clockRate =
                tracks.stream()
                        .filter(track -> track.id() == unit.track())
                        .findFirst()
                        .orElseThrow()
                        .clockRate();
        return Ticks.toMicros(unit.dtsTicks(), clockRate);
    }

    @Override
    public void close() {
        stream.close();
    }

    private final class Collector implements TsDemuxer.Sink {
        @Override
        public void onTracks(List<Track> all) {
            tracks = all;
        }

        @Override
        public void onUnit(Unit unit) {
            units.add(unit);
        }

        @Override
        public void onUnsupported(int pid, String codec) {
            System.err.println("PID " + pid + " is not read: " + codec);
        }

        @Override
        public void onMalformed(long offset, MalformedMediaException problem) {
            System.err.println(problem.getMessage());
        }
    }
}
