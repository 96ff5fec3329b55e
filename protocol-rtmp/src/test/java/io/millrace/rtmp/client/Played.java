package io.millrace.rtmp.client;

import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Notes what a client plays. */
final class Played implements RtmpPlaySink {
    final BlockingQueue<List<Track>> tracks = new LinkedBlockingQueue<>();
    final BlockingQueue<Unit> units = new LinkedBlockingQueue<>();
    final BlockingQueue<ReconnectRequest> wishes = new LinkedBlockingQueue<>();
    final BlockingQueue<String> unsupported = new LinkedBlockingQueue<>();
    final CompletableFuture<Optional<RtmpException>> end = new CompletableFuture<>();

    static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        return Objects.requireNonNull(queue.poll(20, TimeUnit.SECONDS));
    }

    @Override
    public void onTracks(List<Track> all) {
        tracks.add(all);
    }

    @Override
    public void onUnit(Unit unit) {
        units.add(unit);
    }

    @Override
    public void onUnsupported(MediaKind kind, String codec) {
        unsupported.add(codec);
    }

    @Override
    public void onReconnectRequest(ReconnectRequest request) {
        wishes.add(request);
    }

    @Override
    public void onEnd(Optional<RtmpException> problem) {
        end.complete(problem);
    }
}
