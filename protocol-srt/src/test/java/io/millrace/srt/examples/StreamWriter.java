package io.millrace.srt.examples;

import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.core.CloseReason;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/**
 * Writes a connection's messages one after the other. A real application hands them to a thread
 * that may block.
 *
 * @param over completes when the connection has ended, or the stream could not be written
 */
record StreamWriter(OutputStream out, CompletableFuture<CloseReason> over)
        implements SrtConnectionHandler {
    StreamWriter(OutputStream out) {
        this(out, new CompletableFuture<>());
    }

    @Override
    public void onConnected(SrtConnection connection) {}

    @Override
    public void onMessage(SrtConnection connection, ByteBuf message) {
        try {
            message.readBytes(out, message.readableBytes());
        } catch (IOException failure) {
            over.completeExceptionally(failure);
            connection.close();
        } finally {
            message.release();
        }
    }

    @Override
    public void onClosed(SrtConnection connection, CloseReason reason) {
        over.complete(reason);
    }
}
