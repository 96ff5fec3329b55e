package io.millrace.mpegts.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Keeps what it gets; tests wait for it. */
final class HttpCollector implements HttpTsSink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Optional<HttpTsException> problem = Optional.empty();
    private boolean ended;

    @Override
    public synchronized void onBytes(ByteBuf piece) {
        bytes.writeBytes(ByteBufUtil.getBytes(piece));
        notifyAll();
    }

    @Override
    public synchronized void onEnd(Optional<HttpTsException> reason) {
        problem = reason;
        ended = true;
        notifyAll();
    }

    /** All bytes, once there are so many. */
    synchronized byte[] await(int size) throws InterruptedException {
        while (bytes.size() < size) {
            wait();
        }
        return bytes.toByteArray();
    }

    synchronized Optional<HttpTsException> awaitEnd() throws InterruptedException {
        while (!ended) {
            wait();
        }
        return problem;
    }

    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }
}
