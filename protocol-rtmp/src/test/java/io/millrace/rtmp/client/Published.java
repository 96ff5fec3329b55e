package io.millrace.rtmp.client;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** Notes what a client's publication is told. */
final class Published implements RtmpPublishListener {
    final BlockingQueue<ReconnectRequest> wishes = new LinkedBlockingQueue<>();
    final CompletableFuture<Optional<RtmpException>> end = new CompletableFuture<>();

    @Override
    public void onReconnectRequest(ReconnectRequest request) {
        wishes.add(request);
    }

    @Override
    public void onEnd(Optional<RtmpException> problem) {
        end.complete(problem);
    }
}
