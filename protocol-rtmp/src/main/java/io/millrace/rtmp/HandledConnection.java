package io.millrace.rtmp;

import io.millrace.rtmp.handler.RtmpHandler;
import io.millrace.rtmp.handler.StreamRequest;
import io.millrace.stream.Client;
import io.millrace.stream.EndReason;
import io.millrace.stream.LiveStream;
import io.millrace.stream.PublishRequest;
import io.millrace.stream.Publisher;
import io.millrace.stream.Publishing;
import io.millrace.stream.ReadRequest;
import io.millrace.stream.Reading;
import io.millrace.stream.RefusedException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Asks an application's handler what others are asked of a log. One a connection; confined to its
 * event loop.
 */
final class HandledConnection implements Publishing, Reading {
    private final RtmpHandler handler;
    private final RtmpHandler.Media form;

    HandledConnection(RtmpHandler handler, RtmpHandler.Media form) {
        this.handler = handler;
        this.form = form;
    }

    /** Whether the peer may connect. */
    void connect(String app, Client client) throws RefusedException {
        int mark = app.indexOf('?');
        handler.onConnect(mark < 0 ? app : app.substring(0, mark), client);
    }

    @Override
    public CompletionStage<Publisher> publish(PublishRequest request, Consumer<EndReason> onEnd) {
        try {
            handler.onPublish(new StreamRequest(request.path().value(), request.client()));
            return CompletableFuture.completedFuture(new HandlerPublisher(request.path(), handler));
        } catch (RefusedException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public CompletionStage<LiveStream> open(ReadRequest request) {
        try {
            handler.onPlay(new StreamRequest(request.path().value(), request.client()));
            return CompletableFuture.completedFuture(
                    new HandlerStream(request.path(), handler::onPlaying));
        } catch (RefusedException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** What takes the messages of a publication that was granted. */
    MediaInput input(Publisher publisher, String peer, RtmpCounters counters) {
        return new HandlerInput(
                handler,
                switch (form) {
                    case DEMUXED -> Optional.of(new PublishSession(publisher, peer, counters));
                    case RAW -> Optional.empty();
                });
    }

    /** Whether the connection goes on. */
    boolean deleteStream() {
        return handler.onDeleteStream();
    }

    void closed() {
        handler.onClosed();
    }
}
