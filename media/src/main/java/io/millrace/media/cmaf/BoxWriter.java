package io.millrace.media.cmaf;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Writes boxes (ISO/IEC 14496-12, 4.2): size, type, content. Not thread-safe. */
final class BoxWriter {
    private final ByteBuf out;

    /** Borrows {@code out}. */
    BoxWriter(ByteBuf out) {
        this.out = out;
    }

    /** A box whose content is what {@code content} writes, other boxes included. */
    void box(String type, Consumer<ByteBuf> content) {
        int begin = out.writerIndex();
        out.writeInt(0);
        out.writeCharSequence(type, StandardCharsets.ISO_8859_1);
        content.accept(out);
        out.setInt(begin, out.writerIndex() - begin);
    }

    /** A box with version and flags before its content (4.2.2). */
    void fullBox(String type, int version, int flags, Consumer<ByteBuf> content) {
        box(
                type,
                body -> {
                    body.writeByte(version);
                    body.writeMedium(flags);
                    content.accept(body);
                });
    }
}
