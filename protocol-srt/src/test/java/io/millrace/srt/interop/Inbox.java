package io.millrace.srt.interop;

import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.core.CloseReason;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/** Our side of a connection: gathers what comes, up to a number of bytes. */
final class Inbox implements SrtConnectionHandler {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final int wanted;
    private final CompletableFuture<SrtConnection> connected = new CompletableFuture<>();
    private final CompletableFuture<CloseReason> done = new CompletableFuture<>();

    Inbox(int wanted) {
        this.wanted = wanted;
    }

    /** The connection, once it is there. */
    CompletableFuture<SrtConnection> connected() {
        return connected;
    }

    /** Complete when all that is wanted is there, or the connection is over. */
    CompletableFuture<CloseReason> done() {
        return done;
    }

    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    @Override
    public void onConnected(SrtConnection connection) {
        connected.complete(connection);
    }

    @Override
    public synchronized void onMessage(SrtConnection connection, ByteBuf message) {
        try {
            message.readBytes(bytes, message.readableBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            message.release();
        }
        if (bytes.size() >= wanted) {
            done.complete(CloseReason.LOCAL);
        }
    }

    @Override
    public void onClosed(SrtConnection connection, CloseReason reason) {
        done.complete(reason);
    }
}
