package io.millrace.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TsPayloadTest {
    /** A TS packet whose payload is filled with one byte. */
    private static byte[] packet(int pid, boolean begins, int adaptationBytes, int filling) {
        byte[] packet = new byte[188];
        Arrays.fill(packet, (byte) filling);
        packet[0] = 0x47;
        packet[1] = (byte) ((begins ? 0x40 : 0) | (pid >> 8));
        packet[2] = (byte) pid;
        packet[3] = (byte) (adaptationBytes > 0 ? 0x30 : 0x10);
        int payload = 4;
        if (adaptationBytes > 0) {
            packet[4] = (byte) (adaptationBytes - 1);
            payload += adaptationBytes;
        }
        if (begins) {
            System.arraycopy(new byte[] {0, 0, 1, (byte) 0xE0}, 0, packet, payload, 4);
        }
        return packet;
    }

    @Test
    void video_tablesAndAudioBetween_areLeftOut() {
        TsPayload payload = new TsPayload();
        assertEquals(184, payload.video(packet(0x100, true, 0, 1)).length);
        assertEquals(0, payload.video(packet(0, false, 0, 2)).length);
        assertEquals(0, payload.video(packet(0x101, false, 0, 3)).length);

        byte[] filled = new byte[84];
        Arrays.fill(filled, (byte) 4);
        assertArrayEquals(filled, payload.video(packet(0x100, false, 100, 4)));
    }

    @Test
    void video_adaptationBeyondThePacket_isNothing() {
        byte[] broken = packet(0x100, false, 100, 4);
        broken[4] = (byte) 0xFF;
        assertEquals(0, new TsPayload().video(broken).length);
    }
}
