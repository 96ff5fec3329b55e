package io.millrace.media.rtp;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.WrapAround;
import io.millrace.media.codec.DtsFromReorderDepth;
import java.util.Optional;

/**
 * Rebuilds pictures, or other units, that come as the packets of one timestamp up to the marker
 * bit: sequence, losses, times and formats, the same for all codecs that are no NAL units.
 *
 * <p>A lost packet costs its unit. A payload that breaks its RFC throws and costs that unit only.
 * Not thread-safe; packets are borrowed.
 */
final class FrameDepacketizer implements Depacketizer {
    private final Payload payload;
    private final Sink sink;
    private final DepacketizerCounts counts = new DepacketizerCounts();
    private final RtpTimeline timeline;
    private final Fragments fragments;
    private final DtsFromReorderDepth decodingTimes = new DtsFromReorderDepth();

    private Optional<Format> described = Optional.empty();
    private int lastSequenceNumber = -1;
    private long timestamp;
    private boolean damaged;

    /** A whole unit in canonical form. */
    record Frame(byte[] payload, boolean randomAccess) {}

    /** One codec's way to put units in packets. */
    interface Payload {
        /** Bytes before the fragment in a packet; the packet is not empty. */
        int headerBytes(byte[] packet) throws MalformedMediaException;

        /** Whether a fragment looks like the first one of a unit. */
        boolean beginsUnit(byte[] packet, int offset);

        /** What the fragments of a unit are, joined; empty if there is nothing to decode yet. */
        Optional<Frame> frame(byte[] joined) throws MalformedMediaException;

        /** Of the frame at hand; known as soon as there is one. */
        Format format();

        /** Pictures that may come before one and be shown after it. */
        int reorderDepth();

        /** Ticks from a picture to the next. */
        long frameTicks();
    }

    FrameDepacketizer(Payload payload, int clockRate, RtpLimits limits, Sink sink) {
        this.payload = payload;
        this.sink = sink;
        this.timeline = new RtpTimeline(clockRate, counts);
        this.fragments = new Fragments(limits);
    }

    @Override
    public void add(RtpPacket packet) throws MalformedMediaException {
        boolean gap = isGap(packet.sequenceNumber());
        damaged |= gap;
        boolean begins = timestamp != packet.timestamp() || fragments.size() == 0;
        if (begins) {
            finish();
            timestamp = packet.timestamp();
        }
        byte[] content = new byte[packet.payload().readableBytes()];
        packet.payload().getBytes(packet.payload().readerIndex(), content);
        if (content.length > 0) {
            append(content, begins && gap);
        }
        if (packet.marker()) {
            finish();
        }
    }

    /** After a gap it is unknown whether a unit lost its head too: its first bytes tell. */
    private void append(byte[] content, boolean followsGap) throws MalformedMediaException {
        try {
            int header = payload.headerBytes(content);
            damaged |= followsGap && !payload.beginsUnit(content, header);
            if (fragments.size() == 0) {
                fragments.begin(content, header, content.length - header, timestamp);
            } else {
                fragments.append(content, header, content.length - header);
            }
        } catch (MalformedMediaException malformed) {
            damaged = true;
            counts.countMalformedPacket();
            throw malformed;
        }
    }

    /** What came before the first packet is unknown too. */
    private boolean isGap(int sequenceNumber) {
        int before = lastSequenceNumber;
        lastSequenceNumber = sequenceNumber;
        if (before < 0) {
            return true;
        }
        int missing = WrapAround.sequenceDistance(before, sequenceNumber) - 1;
        counts.countLostPackets(Math.max(missing, 0));
        return missing != 0;
    }

    @Override
    public void finish() throws MalformedMediaException {
        boolean whole = !damaged;
        damaged = false;
        if (fragments.size() == 0) {
            return;
        }
        byte[] joined = fragments.take();
        if (!whole) {
            counts.countDroppedAccessUnit();
            return;
        }
        Optional<Frame> frame = payload.frame(joined);
        if (frame.isPresent()) {
            emit(frame.get());
        } else {
            counts.countDroppedAccessUnit();
        }
    }

    private void emit(Frame frame) {
        Format format = payload.format();
        if (!described.equals(Optional.of(format))) {
            described = Optional.of(format);
            sink.onFormat(format);
        }
        long ptsTicks = timeline.place(timestamp);
        DtsFromReorderDepth.Times times =
                decodingTimes.next(payload.reorderDepth(), payload.frameTicks(), ptsTicks);
        if (times.ptsTicks() != ptsTicks) {
            counts.countCorrectedTimestamp();
        }
        counts.countUnit();
        sink.onUnit(times.ptsTicks(), times.dtsTicks(), frame.randomAccess(), frame.payload());
    }

    @Override
    public DepacketizerCounts counts() {
        return counts;
    }
}
