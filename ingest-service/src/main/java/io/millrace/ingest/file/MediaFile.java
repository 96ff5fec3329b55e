package io.millrace.ingest.file;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.UnitSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** An open file with tracks and units. Used by one thread. */
sealed interface MediaFile extends AutoCloseable permits Mp4File, TsFile {
    int TS_PACKET_SIZE = 188;
    byte TS_SYNC_BYTE = 0x47;

    List<Track> tracks();

    /**
     * Gives the next unit, after a new description where it brings one.
     *
     * @return false at the end
     */
    boolean next(UnitSink sink) throws IOException, MalformedMediaException;

    /** Goes back to the first unit. */
    void rewind() throws IOException;

    @Override
    void close() throws IOException;

    /** Opens a file by what it begins with: MPEG-TS by its sync bytes, else MP4. */
    static MediaFile open(Path file) throws IOException, MalformedMediaException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return isTransportStream(channel) ? TsFile.open(channel) : Mp4File.open(channel);
        } catch (IOException | MalformedMediaException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean isTransportStream(FileChannel channel) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(TS_PACKET_SIZE + 1);
        int size = channel.read(head, 0);
        return size > 0
                && head.get(0) == TS_SYNC_BYTE
                && (size <= TS_PACKET_SIZE || head.get(TS_PACKET_SIZE) == TS_SYNC_BYTE);
    }
}
