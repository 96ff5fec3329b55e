package io.millrace.stream.kafka;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.media.Language;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.proto.log.LogRecord;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.Mark;
import io.millrace.stream.RunningNumbers;
import io.millrace.stream.StreamRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RecordCodecTest {
    private static final Track SPOKEN = new Track(1, KafkaRig.AUDIO.format(), Language.of("pt-BR"));
    private static final StreamRecord ENTRY =
            new StreamRecord(
                    7,
                    42,
                    0,
                    Mark.GAP,
                    Optional.of(
                            new EntryPoint(
                                    List.of(KafkaRig.VIDEO, SPOKEN),
                                    new RunningNumbers(3, 1, -5_000, 90_000, 1_700_000_000_000L),
                                    true)),
                    List.of(
                            new Unit(0, 180, -90, 5, true, new byte[] {1, 2, 3}),
                            new Unit(1, -7, -7, 6, true, new byte[0])));

    @Test
    void decode_encoded_isTheSame() throws Exception {
        RecordCodec.Decoded both =
                RecordCodec.decode(ByteBuffer.wrap(RecordCodec.encode(ENTRY, Map.of(), 9)));
        StreamRecord decoded = both.record();
        assertEquals(9, both.expectedOffset());
        assertEquals(ENTRY.entryPoint(), decoded.entryPoint());
        assertEquals(ENTRY.toString(), decoded.toString());
        assertArrayEquals(new byte[] {1, 2, 3}, decoded.units().getFirst().payload());
    }

    @Test
    void decode_truncated_isMalformedOrShorter() {
        byte[] whole = RecordCodec.encode(ENTRY, Map.of(), 9);
        for (int length = 0; length < whole.length; length++) {
            decodeAnything(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void decode_otherVersion_isMalformed() {
        byte[] value =
                LogRecord.newBuilder().setVersion(2).setEntryDistance(1).build().toByteArray();
        assertThrows(
                MalformedRecordException.class, () -> RecordCodec.decode(ByteBuffer.wrap(value)));
    }

    @Property(tries = 500)
    void decode_mutated_isMalformedOrARecord(
            @ForAll @IntRange(max = 10_000) int place, @ForAll byte value) {
        byte[] bytes = RecordCodec.encode(ENTRY, Map.of(), 9);
        bytes[place % bytes.length] = value;
        decodeAnything(bytes);
    }

    @Property(tries = 500)
    void decode_random_isMalformedOrARecord(@ForAll @Size(max = 200) byte[] bytes) {
        decodeAnything(bytes);
    }

    private static void decodeAnything(byte[] bytes) {
        try {
            RecordCodec.decode(ByteBuffer.wrap(bytes));
        } catch (MalformedRecordException e) {
            assertEquals(MalformedRecordException.class, e.getClass());
        }
    }
}
