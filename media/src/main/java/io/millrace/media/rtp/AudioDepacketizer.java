package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Ticks;
import io.millrace.media.WrapAround;
import java.util.List;
import java.util.Optional;

/**
 * Rebuilds units of sound from RTP packets: sequence, losses, timestamps and formats, the same for
 * all codecs; what is in a packet is its {@link Payload}'s business.
 *
 * <p>A lost packet costs the units in it. A payload that breaks its RFC throws and costs that
 * packet only. Not thread-safe; packets are borrowed.
 */
final class AudioDepacketizer implements Depacketizer {
    private final Payload payload;
    private final int rtpClockRate;
    private final Sink sink;
    private final DepacketizerCounts counts = new DepacketizerCounts();
    private final RtpTimeline timeline;

    private Optional<Format> described = Optional.empty();
    private int lastSequenceNumber = -1;
    private long lastPtsTicks = Long.MIN_VALUE;

    /**
     * One unit of a packet.
     *
     * @param ticks of the format's clock that it lasts
     */
    record Frame(byte[] data, int ticks) {}

    /** One codec's way to put units in packets. */
    interface Payload {
        /**
         * The units that are whole with this packet; the first one has the packet's timestamp.
         *
         * @param packet its payload, never empty; an array of its own
         */
        List<Frame> read(byte[] packet, long timestamp, boolean marker)
                throws MalformedMediaException;

        /** Of the units that were read last; known as soon as there are any. */
        Format format();

        /** Packets were lost or broken: what waits for its rest is to be dropped. */
        boolean dropPartial();
    }

    AudioDepacketizer(Payload payload, int rtpClockRate, Sink sink) {
        this.payload = payload;
        this.rtpClockRate = rtpClockRate;
        this.sink = sink;
        this.timeline = new RtpTimeline(rtpClockRate, counts);
    }

    @Override
    public void add(RtpPacket packet) throws MalformedMediaException {
        noteSequence(packet.sequenceNumber());
        byte[] content = new byte[packet.payload().readableBytes()];
        if (content.length == 0) {
            return;
        }
        packet.payload().getBytes(packet.payload().readerIndex(), content);
        List<Frame> frames;
        try {
            frames = payload.read(content, packet.timestamp(), packet.marker());
        } catch (MalformedMediaException malformed) {
            counts.countMalformedPacket();
            dropPartial();
            throw malformed;
        }
        if (!frames.isEmpty()) {
            emit(frames, packet.timestamp());
        }
    }

    @Override
    public void finish() {
        dropPartial();
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
                dropPartial();
            }
        }
        lastSequenceNumber = sequenceNumber;
    }

    private void dropPartial() {
        if (payload.dropPartial()) {
            counts.countDroppedAccessUnit();
        }
    }

    private void emit(List<Frame> frames, long timestamp) {
        Format format = payload.format();
        if (!described.equals(Optional.of(format))) {
            described = Optional.of(format);
            sink.onFormat(format);
        }
        long ptsTicks =
                Ticks.convertNearest(timeline.place(timestamp), rtpClockRate, format.clockRate());
        for (Frame frame : frames) {
            long rising = ptsTicks;
            if (ptsTicks <= lastPtsTicks) {
                counts.countCorrectedTimestamp();
                rising = lastPtsTicks + 1;
            }
            lastPtsTicks = rising;
            counts.countUnit();
            sink.onUnit(rising, rising, true, frame.data());
            ptsTicks += frame.ticks();
        }
    }
}
