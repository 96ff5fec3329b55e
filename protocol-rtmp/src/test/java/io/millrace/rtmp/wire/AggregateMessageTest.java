package io.millrace.rtmp.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.Unpooled;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class AggregateMessageTest {
    private static final String PARTS =
            "08 000002 000064 00 000000 a1a2 0000000d" + "09 000001 000078 00 000000 b1 0000000c";

    private static List<String> split(byte[] payload, long timestamp) throws Exception {
        RtmpMessage aggregate =
                new RtmpMessage(
                        MessageType.AGGREGATE, 1, timestamp, Unpooled.wrappedBuffer(payload));
        return AggregateMessage.split(aggregate).stream().map(Chunks::text).toList();
    }

    @Test
    void split_parts_areShiftedToTheAggregatesTime() throws Exception {
        assertEquals(List.of("8/1@5000:a1a2", "9/1@5020:b1"), split(Chunks.bytes(PARTS), 5000));
    }

    @Test
    void split_truncated_isRefusedAsMessage() {
        byte[] whole = Chunks.bytes(PARTS);
        for (int length = 1; length < whole.length; length++) {
            if (length == 17) {
                continue; // The first part alone is whole.
            }
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            RtmpProtocolException e =
                    assertThrows(RtmpProtocolException.class, () -> split(cut, 0));
            assertEquals(RtmpProtocolException.Scope.MESSAGE, e.scope());
        }
    }

    @Property(tries = 200)
    void split_randomBytes_givePartsOrProtocolErrors(@ForAll @Size(max = 200) byte[] bytes)
            throws Exception {
        try {
            split(bytes, 0);
        } catch (RtmpProtocolException e) {
            assertEquals(RtmpProtocolException.Scope.MESSAGE, e.scope());
        }
    }
}
