package io.millrace.packager;

import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.LogWriter;
import io.millrace.stream.Mark;
import io.millrace.stream.PathName;
import io.millrace.stream.RunningNumbers;
import io.millrace.stream.StreamLog;
import io.millrace.stream.StreamRecord;
import java.util.List;
import java.util.Optional;

/** Writes a path's log: a picture every 200 ms, each second an entry point, segments of 2 s. */
final class LivePath {
    static final int PICTURES_A_SECOND = 5;
    private static final long TICKS_A_PICTURE = 18_000;
    private static final long MICROS_PER_SECOND = 1_000_000;
    static final List<Track> TRACKS =
            List.of(
                    new Track(
                            0,
                            new H264Format(
                                    List.of(Bytes.ofHex("6764001eacd940a02ff970110000030001")),
                                    List.of(Bytes.ofHex("68ebe3cb22c0")))),
                    new Track(1, new AacFormat(Bytes.ofHex("1190"), 48_000, 2)));

    private final List<Track> tracks;
    private final long epoch;
    private final LogWriter writer;
    private final byte[] picture;
    private long sequence;

    LivePath(StreamLog log, PathName path, long epoch) {
        this(log, path, epoch, 200);
    }

    LivePath(StreamLog log, PathName path, long epoch, int pictureBytes) {
        this(log, path, epoch, pictureBytes, TRACKS);
    }

    /** Track 0 is the one that has pictures. */
    LivePath(StreamLog log, PathName path, long epoch, int pictureBytes, List<Track> tracks) {
        this.tracks = tracks;
        this.epoch = epoch;
        this.writer = log.openWriter(path, epoch).toCompletableFuture().join();
        this.picture = new byte[pictureBytes];
        picture[2] = (byte) ((pictureBytes - 4) >> 8);
        picture[3] = (byte) (pictureBytes - 4);
        picture[4] = 0x65;
    }

    /** Appends what the timeline has from {@code fromSecond} to before {@code toSecond}. */
    LivePath seconds(long fromSecond, long toSecond, long discontinuity) {
        for (long second = fromSecond; second < toSecond; second++) {
            long segment = second / 2;
            RunningNumbers numbers =
                    new RunningNumbers(
                            segment,
                            discontinuity,
                            0,
                            segment * 2 * MICROS_PER_SECOND,
                            1_760_000_000_000_000L);
            for (int i = 0; i < PICTURES_A_SECOND; i++) {
                append(second * 90_000 + i * TICKS_A_PICTURE, i, numbers);
            }
        }
        return this;
    }

    /** Likewise, without a discontinuity so far. */
    LivePath seconds(long fromSecond, long toSecond) {
        return seconds(fromSecond, toSecond, 0);
    }

    private void append(long ticks, int distance, RunningNumbers numbers) {
        boolean entry = distance == 0;
        writer.append(
                new StreamRecord(
                        epoch,
                        sequence++,
                        distance,
                        Mark.NONE,
                        entry ? Optional.of(new EntryPoint(tracks, numbers)) : Optional.empty(),
                        List.of(new Unit(0, ticks, ticks, 0, entry, picture))),
                (_, _) -> {});
    }

    void stop() {
        writer.close();
    }
}
