package io.millrace.ingest.source;

import io.millrace.media.MalformedMediaException;
import io.millrace.stream.mpegts.TsPublication;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.function.Supplier;

/**
 * What a program writes: MPEG-TS, or H.264 as a byte stream (annex B) where it begins with a start
 * code. Used by one thread.
 */
final class ProgramOutput {
    private static final int START_CODE_BYTES = 3;

    private final Supplier<TsPublication> transport;
    private final Supplier<PictureStream> pictures;
    private Reader reader = new Reader.Unknown();

    private sealed interface Reader {
        record Unknown() implements Reader {}

        record Transport(TsPublication publication) implements Reader {}

        record Pictures(PictureStream stream) implements Reader {}
    }

    ProgramOutput(Supplier<TsPublication> transport, Supplier<PictureStream> pictures) {
        this.transport = transport;
        this.pictures = pictures;
    }

    /** Takes the first bytes of a piece; what tells the form is in the first piece. */
    void read(byte[] piece, int size) throws IOException, MalformedMediaException {
        if (reader instanceof Reader.Unknown) {
            reader = known(piece, size);
        }
        switch (reader) {
            case Reader.Transport(TsPublication publication) ->
                    publication.read(Unpooled.wrappedBuffer(piece, 0, size));
            case Reader.Pictures(PictureStream stream) -> stream.read(piece, size);
            case Reader.Unknown _ -> throw new IOException("it writes too little at first");
        }
    }

    private Reader known(byte[] piece, int size) {
        if (size < START_CODE_BYTES) {
            return new Reader.Unknown();
        }
        boolean startCode = piece[0] == 0 && piece[1] == 0 && (piece[2] == 0 || piece[2] == 1);
        return startCode
                ? new Reader.Pictures(pictures.get())
                : new Reader.Transport(transport.get());
    }

    void finish() throws MalformedMediaException {
        switch (reader) {
            case Reader.Transport(TsPublication publication) -> publication.finish();
            case Reader.Pictures(PictureStream stream) -> stream.finish();
            case Reader.Unknown _ -> {
                // nothing came
            }
        }
    }
}
