package io.millrace.packager;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import io.millrace.media.mp4.Mp4Limits;
import io.millrace.media.mp4.Mp4Reader;
import io.millrace.media.mp4.RandomAccessBytes;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.LogWriter;
import io.millrace.stream.Mark;
import io.millrace.stream.PathName;
import io.millrace.stream.RunningNumbers;
import io.millrace.stream.StreamLog;
import io.millrace.stream.StreamRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes an MP4 file to a path's log: a unit a record, a segment every other key picture. */
final class ClipPath {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long ORIGIN_MICROS = MICROS_PER_SECOND;
    private static final long ANCHOR_MICROS = 1_760_000_000_000_000L;

    private final long epoch;
    private final LogWriter writer;
    private final Mp4Reader file;
    private final List<Unit> next = new ArrayList<>();
    private final UnitSink sink =
            new UnitSink() {
                @Override
                public void onTracks(List<Track> tracks) {
                    // The file's tracks do not change.
                }

                @Override
                public void onUnit(Unit unit) {
                    next.add(unit);
                }
            };
    private long sequence;
    private long keyPictures;
    private int distance;
    private long segmentMicros;

    ClipPath(StreamLog log, PathName path, long epoch, Path clip)
            throws IOException, MalformedMediaException {
        this.epoch = epoch;
        this.writer = log.openWriter(path, epoch).toCompletableFuture().join();
        this.file = Mp4Reader.open(new HeldFile(Files.readAllBytes(clip)), Mp4Limits.DEFAULT);
    }

    private record HeldFile(byte[] bytes) implements RandomAccessBytes {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(long position, byte[] target, int offset, int count) {
            System.arraycopy(bytes, Math.toIntExact(position), target, offset, count);
        }
    }

    /** Appends what the clip has before {@code toSecond}. */
    ClipPath until(double toSecond) throws IOException, MalformedMediaException {
        while (!next.isEmpty() || file.next(0, sink)) {
            Unit unit = next.getFirst();
            Track track = track(unit.track());
            if (Ticks.toMicros(unit.dtsTicks(), track.clockRate())
                    >= toSecond * MICROS_PER_SECOND) {
                return this;
            }
            next.removeFirst();
            append(
                    unit.shiftedBy(Ticks.ofMicros(ORIGIN_MICROS, track.clockRate())),
                    track.kind() == MediaKind.VIDEO && unit.randomAccess(),
                    track);
        }
        return this;
    }

    private Track track(int id) {
        return file.tracks().stream().filter(one -> one.id() == id).findFirst().orElseThrow();
    }

    private void append(Unit unit, boolean entry, Track track) {
        if (entry) {
            if (keyPictures % 2 == 0) {
                segmentMicros = Ticks.toMicros(unit.dtsTicks(), track.clockRate());
            }
            keyPictures++;
            distance = 0;
        }
        if (keyPictures == 0) {
            return;
        }
        RunningNumbers numbers =
                new RunningNumbers(
                        (keyPictures - 1) / 2, 0, ORIGIN_MICROS, segmentMicros, ANCHOR_MICROS);
        writer.append(
                new StreamRecord(
                        epoch,
                        sequence++,
                        distance++,
                        Mark.NONE,
                        entry
                                ? Optional.of(new EntryPoint(file.tracks(), numbers))
                                : Optional.empty(),
                        List.of(unit)),
                (_, _) -> {});
    }
}
