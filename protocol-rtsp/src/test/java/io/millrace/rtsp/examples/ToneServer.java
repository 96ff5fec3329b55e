package io.millrace.rtsp.examples;

import io.millrace.media.G711Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.rtsp.RtspServer;
import io.millrace.rtsp.RtspServerSettings;
import io.millrace.rtsp.handler.RtspHandler;
import io.millrace.rtsp.handler.ServerStream;
import io.millrace.rtsp.handler.StreamClosedException;
import io.millrace.rtsp.handler.StreamRequest;
import io.millrace.rtsp.handler.UnitWriter;
import io.millrace.stream.Counters;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Serves a tone of 400 Hz, as G.711, at every path. */
record ToneServer(ServerStream stream) implements RtspHandler.Reading, AutoCloseable {
    static final Track TRACK = new Track(0, new G711Format(G711Format.Law.A, 8_000, 1));
    private static final int FRAME_SAMPLES = 160;
    private static final int FRAME_MILLIS = 20;

    /** One wave of 20 samples: a square of A-law's smaller amplitudes. */
    private static final int WAVE_SAMPLES = 20;

    ToneServer() {
        this(ServerStream.of("tone", List.of(TRACK)));
    }

    /** Arguments: port. */
    public static void main(String[] arguments) throws Exception {
        RtspServerSettings settings =
                RtspServerSettings.standard().withPorts(Integer.parseInt(arguments[0]), 0, 0);
        try (RtspServer server = new ToneServer().start(settings)) {
            System.out.println("rtsp://localhost:" + server.port() + "/tone");
            server.await();
        }
    }

    RtspServer start(RtspServerSettings settings) throws IOException {
        Thread.ofVirtual().start(this::play);
        return RtspServer.start(settings, this, new Counters());
    }

    @Override
    public ServerStream onDescribe(StreamRequest request) {
        return stream;
    }

    private void play() {
        UnitWriter writer = new UnitWriter(stream, List.of(TRACK));
        byte[] frame = frame();
        try {
            for (long samples = 0; ; samples += FRAME_SAMPLES) {
                Unit unit = new Unit(TRACK.id(), samples, samples, 0, true, frame);
                writer.write(unit, System.currentTimeMillis() * 1_000);
                TimeUnit.MILLISECONDS.sleep(FRAME_MILLIS);
            }
        } catch (StreamClosedException | InterruptedException | MalformedMediaException e) {
            System.err.println("the tone ended: " + e.getMessage());
        }
    }

    static byte[] frame() {
        byte[] frame = new byte[FRAME_SAMPLES];
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (byte) (i % WAVE_SAMPLES < WAVE_SAMPLES / 2 ? 0x90 : 0x10);
        }
        return frame;
    }

    @Override
    public void close() {
        stream.close();
    }
}
