package io.millrace.stream;

import io.millrace.media.Track;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A peer that takes as much as a test lets it. */
public final class RecordingSink implements ReaderSink<ByteBuf> {
    public final List<StreamRecord> records = new CopyOnWriteArrayList<>();
    public final List<List<Track>> descriptions = new CopyOnWriteArrayList<>();
    public final List<Long> skips = new ArrayList<>();
    public Optional<EndReason> end = Optional.empty();
    public int flushes;
    public int room = Integer.MAX_VALUE;

    @Override
    public void onTracks(List<Track> tracks) {
        descriptions.add(tracks);
    }

    @Override
    public boolean isWritable() {
        return room > 0;
    }

    @Override
    public void write(ByteBuf image, StreamRecord record) {
        if (image.refCnt() <= 0
                || image.getLong(0) != record.epoch()
                || image.getLong(8) != record.firstSequence()) {
            throw new IllegalStateException("image does not show " + record);
        }
        records.add(record);
        if (room != Integer.MAX_VALUE) {
            room--;
        }
    }

    @Override
    public void flush() {
        flushes++;
    }

    @Override
    public void onSkipped(long units) {
        skips.add(units);
    }

    @Override
    public void onEnd(EndReason reason) {
        end = Optional.of(reason);
    }
}
