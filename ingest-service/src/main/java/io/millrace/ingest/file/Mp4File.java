package io.millrace.ingest.file;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.UnitSink;
import io.millrace.media.mp4.Mp4Limits;
import io.millrace.media.mp4.Mp4Reader;
import io.millrace.media.mp4.RandomAccessBytes;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/** An MP4 file. */
record Mp4File(FileChannel channel, Mp4Reader reader) implements MediaFile {
    static Mp4File open(FileChannel channel) throws IOException, MalformedMediaException {
        return new Mp4File(channel, Mp4Reader.open(new ChannelBytes(channel), Mp4Limits.DEFAULT));
    }

    @Override
    public List<Track> tracks() {
        return reader.tracks();
    }

    @Override
    public boolean next(UnitSink sink) throws IOException, MalformedMediaException {
        return reader.next(0, sink);
    }

    @Override
    public void rewind() {
        reader.rewind();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private record ChannelBytes(FileChannel channel) implements RandomAccessBytes {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void read(long position, byte[] target, int offset, int count) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(target, offset, count);
            long at = position;
            while (buffer.hasRemaining()) {
                int part = channel.read(buffer, at);
                if (part < 0) {
                    throw new EOFException(
                            "file ends at %d, %d bytes are missing"
                                    .formatted(at, buffer.remaining()));
                }
                at += part;
            }
        }
    }
}
