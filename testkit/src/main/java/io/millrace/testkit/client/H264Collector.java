package io.millrace.testkit.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Puts H.264 pictures together from RTP packets in order (RFC 6184, sections 5.6 to 5.8). */
public final class H264Collector {
    private static final int STAP_A = 24;
    private static final int FU_A = 28;

    private final List<byte[]> nalUnits = new ArrayList<>();
    private final ByteArrayOutputStream fragment = new ByteArrayOutputStream();

    /** Takes a packet; gives the picture that it ends. */
    public Optional<H264Picture> add(RtpPacket packet) {
        byte[] payload = packet.payload();
        switch (payload[0] & 0x1F) {
            case STAP_A -> addAggregate(payload);
            case FU_A -> addFragment(payload);
            default -> nalUnits.add(payload);
        }
        if (!packet.marker()) {
            return Optional.empty();
        }
        H264Picture picture = new H264Picture(nalUnits);
        nalUnits.clear();
        return Optional.of(picture);
    }

    private void addAggregate(byte[] payload) {
        int at = 1;
        while (at + 2 <= payload.length) {
            int size = Short.toUnsignedInt(ByteBuffer.wrap(payload).getShort(at));
            nalUnits.add(Arrays.copyOfRange(payload, at + 2, at + 2 + size));
            at += 2 + size;
        }
    }

    private void addFragment(byte[] payload) {
        boolean start = (payload[1] & 0x80) != 0;
        boolean end = (payload[1] & 0x40) != 0;
        if (start) {
            fragment.reset();
            fragment.write((payload[0] & 0xE0) | (payload[1] & 0x1F));
        }
        fragment.write(payload, 2, payload.length - 2);
        if (end) {
            nalUnits.add(fragment.toByteArray());
        }
    }
}
