package io.millrace.packager;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;

/** Bytes that come in pieces, each made when the one before it was read. Reading blocks. */
final class PiecesStream extends InputStream {
    private final int pieces;
    private final IntFunction<CompletionStage<byte[]>> maker;
    private ByteArrayInputStream current;
    private int next;

    /**
     * Begins.
     *
     * @param head what comes before the pieces
     * @param maker of the piece with this number
     */
    PiecesStream(byte[] head, int pieces, IntFunction<CompletionStage<byte[]>> maker) {
        this.current = new ByteArrayInputStream(head);
        this.pieces = pieces;
        this.maker = maker;
    }

    @Override
    public int read() throws IOException {
        return atBytes() ? current.read() : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        return atBytes() ? current.read(target, offset, length) : -1;
    }

    /** Goes to the next byte; false if there is none. */
    private boolean atBytes() throws IOException {
        while (current.available() == 0 && next < pieces) {
            current = new ByteArrayInputStream(made(next++));
        }
        return current.available() > 0;
    }

    private byte[] made(int piece) throws IOException {
        try {
            return maker.apply(piece).toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IOException("the rest of the file cannot be made: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server is going down");
        }
    }
}
