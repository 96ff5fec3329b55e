package io.millrace.benchmarks;

import java.io.ByteArrayOutputStream;

/**
 * Takes the bytes of the video stream out of MPEG-TS (ISO/IEC 13818-1, 2.4.3.2), so that what a
 * publisher wrote into a picture is in one piece again.
 */
final class TsPayload {
    private static final int PACKET_BYTES = 188;
    private static final int SYNC = 0x47;
    private static final int VIDEO_STREAM_ID = 0xE0;

    private int videoPid = -1;

    /** The video's bytes of whole TS packets. */
    byte[] video(byte[] packets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(packets.length);
        for (int at = 0; at + PACKET_BYTES <= packets.length; at += PACKET_BYTES) {
            int pid = ((packets[at + 1] & 0x1F) << 8) | (packets[at + 2] & 0xFF);
            int payload = at + payloadOffset(packets, at);
            int end = at + PACKET_BYTES;
            if (packets[at] == SYNC && payload < end) {
                noteVideo(packets, at, payload, pid);
                if (pid == videoPid) {
                    out.write(packets, payload, end - payload);
                }
            }
        }
        return out.toByteArray();
    }

    /** Behind the header and the adaptation field, if there is one. */
    private static int payloadOffset(byte[] packets, int at) {
        boolean adapted = (packets[at + 3] & 0x20) != 0;
        return adapted ? 5 + (packets[at + 4] & 0xFF) : 4;
    }

    /** The PID on which a PES packet of a video stream begins. */
    private void noteVideo(byte[] packets, int at, int payload, int pid) {
        boolean begins = (packets[at + 1] & 0x40) != 0;
        if (begins
                && payload + 4 <= at + PACKET_BYTES
                && packets[payload] == 0
                && packets[payload + 1] == 0
                && packets[payload + 2] == 1
                && (packets[payload + 3] & 0xF0) == VIDEO_STREAM_ID) {
            videoPid = pid;
        }
    }
}
