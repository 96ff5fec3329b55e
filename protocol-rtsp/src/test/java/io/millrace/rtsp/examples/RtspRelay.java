package io.millrace.rtsp.examples;

import io.millrace.rtsp.RtspServer;
import io.millrace.rtsp.RtspServerSettings;
import io.millrace.rtsp.handler.AnnounceRequest;
import io.millrace.rtsp.handler.PacketSink;
import io.millrace.rtsp.handler.PeerSession;
import io.millrace.rtsp.handler.RtspHandler;
import io.millrace.rtsp.handler.ServerStream;
import io.millrace.rtsp.handler.StreamRequest;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.RefusedException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Gives every publisher's packets to the readers of its path, in whatever codec. */
final class RtspRelay implements RtspHandler.Publishing, RtspHandler.Reading {
    private final Map<String, ServerStream> streams = new ConcurrentHashMap<>();
    private final Map<String, String> pathsBySession = new ConcurrentHashMap<>();

    /** Arguments: port. */
    public static void main(String[] arguments) throws Exception {
        RtspServerSettings settings =
                RtspServerSettings.standard().withPorts(Integer.parseInt(arguments[0]), 0, 0);
        try (RtspServer server = new RtspRelay().start(settings)) {
            System.out.println("rtsp://localhost:" + server.port() + "/any/path");
            server.await();
        }
    }

    RtspServer start(RtspServerSettings settings) throws IOException {
        return RtspServer.start(settings, this, new Counters());
    }

    Map<String, ServerStream> streams() {
        return streams;
    }

    @Override
    public void onAnnounce(AnnounceRequest request) throws RefusedException {
        ServerStream stream = new ServerStream(request.description());
        if (streams.putIfAbsent(request.path(), stream) != null) {
            throw new RefusedException(RefusedException.Cause.BUSY, "somebody publishes it");
        }
        pathsBySession.put(request.session().id(), request.path());
    }

    @Override
    public PacketSink onRecord(PeerSession session) throws RefusedException {
        String path = pathsBySession.get(session.id());
        ServerStream stream = path == null ? null : streams.get(path);
        if (stream == null) {
            throw new RefusedException(RefusedException.Cause.NOT_FOUND, "not announced");
        }
        return stream;
    }

    @Override
    public ServerStream onDescribe(StreamRequest request) throws RefusedException {
        ServerStream stream = streams.get(request.path());
        if (stream == null) {
            throw new RefusedException(RefusedException.Cause.NOT_FOUND, "nobody publishes it");
        }
        return stream;
    }

    @Override
    public void onSessionClose(PeerSession session, EndReason reason) {
        String path = pathsBySession.remove(session.id());
        ServerStream stream = path == null ? null : streams.remove(path);
        if (stream != null) {
            stream.close();
        }
    }
}
