package io.millrace.rtsp;

import io.millrace.rtsp.handler.PeerSession;
import io.millrace.rtsp.handler.RtspHandler;
import io.millrace.rtsp.message.RtspRequest;
import io.millrace.rtsp.message.RtspResponse;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;

/** Tells a handler what happens. */
record HandlerEvents(RtspHandler handler) implements Application.Events {
    @Override
    public void onConnectionOpen(Client peer) {
        handler.onConnectionOpen(peer);
    }

    @Override
    public void onConnectionClose(Client peer) {
        handler.onConnectionClose(peer);
    }

    @Override
    public void onSessionOpen(PeerSession session) {
        handler.onSessionOpen(session);
    }

    @Override
    public void onSessionClose(PeerSession session, EndReason reason) {
        handler.onSessionClose(session, reason);
    }

    @Override
    public void onRequest(Client peer, RtspRequest request) {
        handler.onRequest(peer, request);
    }

    @Override
    public void onResponse(Client peer, RtspResponse response) {
        handler.onResponse(peer, response);
    }

    @Override
    public void onPacketsDropped(PeerSession session, long packets) {
        handler.onStreamWriteError(session, packets);
    }
}
