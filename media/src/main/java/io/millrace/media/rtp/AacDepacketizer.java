package io.millrace.media.rtp;

import io.millrace.media.AacFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Ticks;
import io.millrace.media.WrapAround;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rebuilds AAC access units from RTP packets (RFC 3640, modes AAC-hbr and AAC-lbr): several a
 * packet, or one over several packets; not interleaved.
 *
 * <p>A lost packet costs the access units in it. A payload that breaks the RFC throws and costs
 * that packet only. Not thread-safe; payloads are borrowed.
 */
final class AacDepacketizer implements Depacketizer {
    private final AacFormat format;
    private final AacHeaders headers;
    private final int rtpClockRate;
    private final RtpLimits limits;
    private final Sink sink;
    private final DepacketizerCounts counts = new DepacketizerCounts();
    private final RtpTimeline timeline;

    private boolean described;
    private int lastSequenceNumber = -1;
    private long lastPtsTicks = Long.MIN_VALUE;
    private byte[] fragments = new byte[0];
    private int fragmentsSize;
    private long fragmentsTimestamp;

    AacDepacketizer(
            AacFormat format, AacHeaders headers, int rtpClockRate, RtpLimits limits, Sink sink) {
        this.format = format;
        this.headers = headers;
        this.rtpClockRate = rtpClockRate;
        this.limits = limits;
        this.sink = sink;
        this.timeline = new RtpTimeline(rtpClockRate, counts);
    }

    @Override
    public void add(RtpPacket packet) throws MalformedMediaException {
        noteSequence(packet.sequenceNumber());
        if (!packet.payload().isReadable()) {
            return;
        }
        byte[] payload = new byte[packet.payload().readableBytes()];
        packet.payload().getBytes(packet.payload().readerIndex(), payload);
        try {
            addPayload(payload, packet.timestamp());
        } catch (MalformedMediaException malformed) {
            counts.countMalformedPacket();
            dropFragments();
            throw malformed;
        }
    }

    @Override
    public void finish() {
        dropFragments();
    }

    @Override
    public DepacketizerCounts counts() {
        return counts;
    }

    private void noteSequence(int sequenceNumber) {
        if (lastSequenceNumber >= 0) {
            int missing = WrapAround.sequenceDistance(lastSequenceNumber, sequenceNumber) - 1;
            counts.countLostPackets(Math.max(missing, 0));
            if (missing != 0) {
                dropFragments();
            }
        }
        lastSequenceNumber = sequenceNumber;
    }

    private void addPayload(byte[] payload, long timestamp) throws MalformedMediaException {
        AacHeaders.Parsed parsed = headers.parse(payload);
        List<Integer> sizes = parsed.sizes();
        int position = parsed.dataOffset();
        if (sizes.size() == 1 && sizes.getFirst() > payload.length - position) {
            addFragment(payload, position, sizes.getFirst(), timestamp);
            return;
        }
        if (isFragmentOf(sizes, timestamp)) {
            addFragment(payload, position, sizes.getFirst(), timestamp);
            return;
        }
        dropFragments();
        List<byte[]> accessUnits = new ArrayList<>(sizes.size());
        for (int size : sizes) {
            if (size > payload.length - position) {
                throw new MalformedMediaException(
                        "AAC access unit of %d bytes, %d left (RFC 3640, section 3.2.3)"
                                .formatted(size, payload.length - position));
            }
            accessUnits.add(Arrays.copyOfRange(payload, position, position + size));
            position += size;
        }
        emit(accessUnits, timestamp);
    }

    /** The last fragment is as long as what is missing; its header tells the whole size again. */
    private boolean isFragmentOf(List<Integer> sizes, long timestamp) {
        return sizes.size() == 1
                && fragmentsSize > 0
                && fragmentsTimestamp == timestamp
                && sizes.getFirst() == fragments.length;
    }

    private void addFragment(byte[] payload, int position, int size, long timestamp)
            throws MalformedMediaException {
        if (fragmentsSize > 0 && (fragmentsTimestamp != timestamp || fragments.length != size)) {
            dropFragments();
        }
        if (size > limits.accessUnitBytes()) {
            throw new MalformedMediaException("AAC access unit of " + size + " bytes");
        }
        if (fragmentsSize == 0) {
            fragments = new byte[size];
            fragmentsTimestamp = timestamp;
        }
        int length = Math.min(payload.length - position, size - fragmentsSize);
        System.arraycopy(payload, position, fragments, fragmentsSize, length);
        fragmentsSize += length;
        if (fragmentsSize == size) {
            fragmentsSize = 0;
            emit(List.of(fragments), timestamp);
        }
    }

    private void dropFragments() {
        if (fragmentsSize > 0) {
            fragmentsSize = 0;
            counts.countDroppedAccessUnit();
        }
    }

    private void emit(List<byte[]> accessUnits, long timestamp) {
        if (!described) {
            described = true;
            sink.onFormat(format);
        }
        long first = Ticks.convert(timeline.place(timestamp), rtpClockRate, format.clockRate());
        long ptsTicks = first;
        for (byte[] accessUnit : accessUnits) {
            if (accessUnit.length == 0) {
                counts.countDroppedAccessUnit();
            } else {
                emit(accessUnit, ptsTicks);
            }
            ptsTicks += AacFormat.SAMPLES_PER_UNIT;
        }
    }

    private void emit(byte[] accessUnit, long ptsTicks) {
        long rising = ptsTicks;
        if (ptsTicks <= lastPtsTicks) {
            counts.countCorrectedTimestamp();
            rising = lastPtsTicks + 1;
        }
        lastPtsTicks = rising;
        counts.countUnit();
        sink.onUnit(rising, rising, true, accessUnit);
    }
}
