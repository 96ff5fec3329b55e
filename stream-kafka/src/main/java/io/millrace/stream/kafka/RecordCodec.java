package io.millrace.stream.kafka;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.media.Unit;
import io.millrace.proto.log.LogRecord;
import io.millrace.proto.log.PayloadForm;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.Mark;
import io.millrace.stream.StreamRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Stream records to and from the values of Kafka records ({@code log.proto}, docs/log-format.md).
 * Payloads are copied once each way: into the value, and out of Kafka's fetch buffer.
 */
final class RecordCodec {
    /** What a place in the log that is not told is written as. */
    static final long NOT_TOLD = 0;

    private static final int VERSION = 1;

    private RecordCodec() {}

    /**
     * Writes a value.
     *
     * @param forms of the units' payloads by track; those of tracks not in it are access units
     * @param expectedOffset where it will stand if nobody else wrote since the epoch began; or
     *     {@link #NOT_TOLD}
     */
    static byte[] encode(
            StreamRecord record, Map<Integer, PayloadForm> forms, long expectedOffset) {
        LogRecord.Builder message =
                LogRecord.newBuilder()
                        .setVersion(VERSION)
                        .setEpoch(record.epoch())
                        .setEntryDistance(record.entryDistance())
                        .setFirstSequence(record.firstSequence())
                        .setMark(markToWire(record.mark()))
                        .setExpectedOffset(expectedOffset);
        record.entryPoint()
                .ifPresent(entry -> message.setEntryPoint(EntryPointCodec.toWire(entry)));
        for (Unit unit : record.units()) {
            message.addUnits(unitToWire(unit, forms));
        }
        return message.build().toByteArray();
    }

    private static io.millrace.proto.log.Unit unitToWire(
            Unit unit, Map<Integer, PayloadForm> forms) {
        return io.millrace.proto.log.Unit.newBuilder()
                .setTrack(unit.track())
                .setPts(unit.ptsTicks())
                .setPtsMinusDts(unit.ptsTicks() - unit.dtsTicks())
                .setNtpMicros(unit.ntpMicros())
                .setRandomAccess(unit.randomAccess())
                .setForm(forms.getOrDefault(unit.track(), PayloadForm.PAYLOAD_FORM_ACCESS_UNIT))
                .setPayload(UnsafeByteOperations.unsafeWrap(unit.payload()))
                .build();
    }

    private static io.millrace.proto.log.Mark markToWire(Mark mark) {
        return switch (mark) {
            case NONE -> io.millrace.proto.log.Mark.MARK_NONE;
            case GAP -> io.millrace.proto.log.Mark.MARK_GAP;
            case END -> io.millrace.proto.log.Mark.MARK_END;
            case START -> io.millrace.proto.log.Mark.MARK_START;
        };
    }

    /**
     * What a value says.
     *
     * @param expectedOffset where its writer expected it to stand, or {@link #NOT_TOLD}
     */
    record Decoded(StreamRecord record, long expectedOffset) {
        /** Whether its writer told a place, and this is it. */
        boolean isExpectedAt(long offset) {
            return expectedOffset != NOT_TOLD && expectedOffset == offset;
        }
    }

    /**
     * Reads a value; {@code value} is borrowed.
     *
     * @throws MalformedRecordException if it is not a record of a version that we know
     */
    static Decoded decode(ByteBuffer value) throws MalformedRecordException {
        try {
            LogRecord message = LogRecord.parseFrom(value);
            return new Decoded(fromWire(message), message.getExpectedOffset());
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedRecordException("not a log record: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            // The constructors of records and formats check what the wire may break.
            throw new MalformedRecordException("not a valid record: " + e.getMessage(), e);
        }
    }

    private static StreamRecord fromWire(LogRecord message) throws MalformedRecordException {
        if (message.getVersion() != VERSION) {
            throw new MalformedRecordException("version " + message.getVersion());
        }
        Optional<EntryPoint> entry = Optional.empty();
        if (message.hasEntryPoint()) {
            entry = Optional.of(EntryPointCodec.fromWire(message.getEntryPoint()));
        }
        if (message.getEntryDistance() < 0 || message.getEpoch() < 0) {
            throw new MalformedRecordException("numbers out of range");
        }
        List<Unit> units = new ArrayList<>(message.getUnitsCount());
        for (io.millrace.proto.log.Unit unit : message.getUnitsList()) {
            units.add(unitFromWire(unit));
        }
        if (entry.isPresent() && units.isEmpty()) {
            throw new MalformedRecordException("entry point without units");
        }
        return new StreamRecord(
                message.getEpoch(),
                message.getFirstSequence(),
                message.getEntryDistance(),
                markFromWire(message.getMark()),
                entry,
                units);
    }

    private static Unit unitFromWire(io.millrace.proto.log.Unit unit)
            throws MalformedRecordException {
        if (unit.getForm() == PayloadForm.UNRECOGNIZED) {
            throw new MalformedRecordException("payload form " + unit.getFormValue());
        }
        return new Unit(
                unit.getTrack(),
                unit.getPts(),
                unit.getPts() - unit.getPtsMinusDts(),
                unit.getNtpMicros(),
                unit.getRandomAccess(),
                bytesOf(unit.getPayload()));
    }

    private static Mark markFromWire(io.millrace.proto.log.Mark mark)
            throws MalformedRecordException {
        return switch (mark) {
            case MARK_NONE -> Mark.NONE;
            case MARK_GAP -> Mark.GAP;
            case MARK_END -> Mark.END;
            case MARK_START -> Mark.START;
            case UNRECOGNIZED -> throw new MalformedRecordException("unknown mark");
        };
    }

    /** The array behind a parsed string, without another copy where it is an array of its own. */
    private static byte[] bytesOf(ByteString string) {
        ArrayTaker taker = new ArrayTaker();
        try {
            UnsafeByteOperations.unsafeWriteTo(string, taker);
        } catch (IOException e) {
            throw new IllegalStateException("no input or output is done here", e);
        }
        return taker.array.length == string.size() ? taker.array : string.toByteArray();
    }

    private static final class ArrayTaker extends ByteOutput {
        private byte[] array = new byte[0];

        @Override
        public void write(byte value) {}

        @Override
        public void write(byte[] value, int offset, int length) {}

        @Override
        public void writeLazy(byte[] value, int offset, int length) {
            if (offset == 0 && length == value.length) {
                array = value;
            }
        }

        @Override
        public void write(ByteBuffer value) {}

        @Override
        public void writeLazy(ByteBuffer value) {}
    }
}
