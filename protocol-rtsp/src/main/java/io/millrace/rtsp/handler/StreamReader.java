package io.millrace.rtsp.handler;

import io.millrace.rtsp.read.Playback;
import io.millrace.rtsp.read.RtspImage;
import io.millrace.stream.EndReason;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One reader of a stream. Writers put packets in its queue, any thread; its executor takes them out
 * as fast as the peer takes them. What does not fit the queue is dropped and told.
 */
final class StreamReader implements Playback {
    private static final int MAX_QUEUED_PACKETS = 1_024;
    private static final long REPORT_SECONDS = 10;
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ServerStream stream;
    private final Request request;
    private final Queue<RtspImage> queue = new ArrayDeque<>();
    private long dropped;
    private boolean woken;
    private boolean closed;
    private long toldNanos = System.nanoTime() - TELL_NANOS;
    private @Nullable ScheduledFuture<?> reports;

    StreamReader(ServerStream stream, Request request) {
        this.stream = stream;
        this.request = request;
    }

    Request request() {
        return request;
    }

    /** Begins with a sender report; on the executor. */
    void start() {
        report();
        reports =
                request.executor()
                        .scheduleAtFixedRate(
                                this::report, REPORT_SECONDS, REPORT_SECONDS, TimeUnit.SECONDS);
    }

    private void report() {
        for (ServerStream.Report report : stream.reportsFor(request.tracks())) {
            request.output().writeRtcp(report.media(), report.packet());
        }
        request.output().flush();
    }

    /** Takes an image that is borrowed; false if it was dropped. Any thread. */
    boolean offer(RtspImage image) {
        synchronized (queue) {
            if (closed) {
                return false;
            }
            boolean fits = queue.size() < MAX_QUEUED_PACKETS;
            if (fits) {
                image.retain();
                queue.add(image);
            } else {
                dropped++;
            }
            if (!woken) {
                woken = true;
                request.executor().execute(this::drain);
            }
            return fits;
        }
    }

    /** Sends an RTCP packet, which is taken over. Any thread. */
    void offerRtcp(int media, ByteBuf packet) {
        request.executor()
                .execute(() -> {
                    if (closed) {
                        packet.release();
                    } else {
                        request.output().writeRtcp(media, packet);
                        request.output().flush();
                    }
                });
    }

    /** Any thread. */
    void end(EndReason reason) {
        request.executor()
                .execute(() -> {
                    if (!closed) {
                        request.listener().onEnd(reason);
                    }
                });
    }

    private void drain() {
        synchronized (queue) {
            woken = false;
        }
        while (!closed && request.output().isWritable()) {
            RtspImage image = next();
            if (image == null) {
                break;
            }
            request.output().write(image);
            image.release();
        }
        request.output().flush();
        tellDropped();
    }

    private @Nullable RtspImage next() {
        synchronized (queue) {
            return queue.poll();
        }
    }

    private void tellDropped() {
        long nowNanos = System.nanoTime();
        if (nowNanos - toldNanos < TELL_NANOS) {
            return;
        }
        long packets;
        synchronized (queue) {
            packets = dropped;
            dropped = 0;
        }
        if (packets > 0) {
            toldNanos = nowNanos;
            request.listener().onPacketsDropped(packets);
        }
    }

    @Override
    public void resume() {
        drain();
    }

    @Override
    public long stalledMicros(long nowMicros) {
        return request.output().stalledMicros(nowMicros);
    }

    @Override
    public void close() {
        stream.remove(this);
        synchronized (queue) {
            closed = true;
            queue.forEach(RtspImage::release);
            queue.clear();
        }
        if (reports != null) {
            reports.cancel(false);
        }
    }
}
