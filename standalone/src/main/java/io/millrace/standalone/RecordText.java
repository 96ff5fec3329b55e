package io.millrace.standalone;

import io.millrace.media.Unit;
import io.millrace.stream.LoggedRecord;
import io.millrace.stream.Mark;
import io.millrace.stream.StreamRecord;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Records as lines of a table, one a unit; pts and dts in ticks of the track's clock. */
final class RecordText {
    static final String HEADER =
            "%9s %5s %8s %5s %14s %14s %-5s %8s  %s"
                    .formatted(
                            "offset",
                            "epoch",
                            "sequence",
                            "track",
                            "pts",
                            "dts",
                            "flags",
                            "bytes",
                            "written");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private RecordText() {}

    static List<String> lines(LoggedRecord logged) {
        StreamRecord record = logged.record();
        String time = TIME.format(Instant.ofEpochMilli(logged.timestampMillis()));
        if (record.units().isEmpty()) {
            return List.of(
                    "%9d %5d %8d %5s %14s %14s %-5s %8s  %s"
                            .formatted(
                                    logged.offset(),
                                    record.epoch(),
                                    record.firstSequence(),
                                    "",
                                    "",
                                    "",
                                    record.mark(),
                                    "",
                                    time));
        }
        List<String> lines = new ArrayList<>();
        for (int index = 0; index < record.units().size(); index++) {
            Unit unit = record.units().get(index);
            lines.add(
                    "%9d %5d %8d %5d %14d %14d %-5s %8d  %s"
                            .formatted(
                                    logged.offset(),
                                    record.epoch(),
                                    record.firstSequence() + index,
                                    unit.track(),
                                    unit.ptsTicks(),
                                    unit.dtsTicks(),
                                    flags(record, index),
                                    unit.sizeBytes(),
                                    time));
        }
        return lines;
    }

    private static String entry(StreamRecord record) {
        return record.entryPoint().map(point -> point.forced() ? "F" : "E").orElse("");
    }

    /**
     * {@code E}: entry point ({@code F}: a forced one), {@code R}: random access, {@code G}: units
     * are missing before.
     */
    private static String flags(StreamRecord record, int index) {
        boolean first = index == 0;
        return (first ? entry(record) : "")
                + (record.units().get(index).randomAccess() ? "R" : "")
                + (first && record.mark() == Mark.GAP ? "G" : "");
    }
}
