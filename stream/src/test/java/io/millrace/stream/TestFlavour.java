package io.millrace.stream;

import io.millrace.media.Track;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Images of 16 bytes, all remembered: epoch and first sequence. */
public final class TestFlavour implements WireFlavour<ByteBuf> {
    private final String name;
    private final List<ByteBuf> images = new ArrayList<>();
    private int encoders;

    public TestFlavour(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    public synchronized int encoders() {
        return encoders;
    }

    public synchronized int encoded() {
        return images.size();
    }

    /** Images that nobody released. */
    public synchronized long live() {
        return images.stream().filter(image -> image.refCnt() > 0).count();
    }

    @Override
    public synchronized WireEncoder<ByteBuf> newEncoder(PathName path) {
        encoders++;
        return new WireEncoder<>() {
            @Override
            public void describe(List<Track> tracks) {}

            @Override
            public Optional<ByteBuf> encode(StreamRecord record) {
                // Unpooled objects are never reused, so that a wrong count of references shows.
                ByteBuf image = new UnpooledByteBufAllocator(true).directBuffer(16);
                image.writeLong(record.epoch()).writeLong(record.firstSequence());
                synchronized (TestFlavour.this) {
                    images.add(image);
                }
                return Optional.of(image);
            }
        };
    }
}
