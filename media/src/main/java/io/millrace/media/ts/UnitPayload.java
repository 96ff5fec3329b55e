package io.millrace.media.ts;

import io.millrace.media.AacFormat;
import io.millrace.media.Ac3Format;
import io.millrace.media.Av1Format;
import io.millrace.media.Bytes;
import io.millrace.media.Eac3Format;
import io.millrace.media.FlacFormat;
import io.millrace.media.Format;
import io.millrace.media.G711Format;
import io.millrace.media.G722Format;
import io.millrace.media.G726Format;
import io.millrace.media.H264Format;
import io.millrace.media.H265Format;
import io.millrace.media.JpegFormat;
import io.millrace.media.KlvFormat;
import io.millrace.media.LpcmFormat;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Mpeg4VideoFormat;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.OpusFormat;
import io.millrace.media.RtpFormat;
import io.millrace.media.TransportStreamFormat;
import io.millrace.media.TsDataFormat;
import io.millrace.media.Unit;
import io.millrace.media.Vp8Format;
import io.millrace.media.Vp9Format;
import io.millrace.media.aac.Adts;
import io.millrace.media.aac.AudioSpecificConfig;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h264.NalUnits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** The elementary stream layer of the multiplex: units in the form that PES packets carry. */
sealed interface UnitPayload {
    /** The bytes of one PES packet's payload, in parts. */
    List<byte[]> of(List<Unit> units) throws MalformedMediaException;

    /** Of PMT entries. */
    int streamType();

    /** Whether {@link #of(Format)} knows a format: the one place that switches on them. */
    static boolean isKnown(Format format) {
        return switch (format) {
            case H264Format _, AacFormat _ -> true;
            case H265Format _,
                    Av1Format _,
                    Vp9Format _,
                    Vp8Format _,
                    MpegVideoFormat _,
                    Mpeg4VideoFormat _,
                    JpegFormat _ ->
                    false;
            case OpusFormat _,
                    MpegAudioFormat _,
                    Ac3Format _,
                    Eac3Format _,
                    FlacFormat _,
                    G711Format _,
                    G722Format _,
                    G726Format _,
                    LpcmFormat _ ->
                    false;
            case KlvFormat _, RtpFormat _, TsDataFormat _, TransportStreamFormat _ -> false;
        };
    }

    static UnitPayload of(Format format) throws MalformedMediaException {
        if (format instanceof H264Format h264) {
            return H264.of(h264);
        }
        if (format instanceof AacFormat aac) {
            return new Aac(AudioSpecificConfig.parse(aac.audioSpecificConfig()));
        }
        throw new IllegalArgumentException("transport stream of " + format.codec());
    }

    /**
     * A byte stream (H.264, annex B) that begins with an access unit delimiter, as 2.14.1 asks, and
     * has parameter sets where decoding may start.
     */
    record H264(List<NalUnit> delimiter, List<NalUnit> entryPrefix) implements UnitPayload {
        /** Any kind of slice may follow (H.264, table 7-5). */
        private static final byte[] DELIMITER = {0x09, (byte) 0xF0};

        static H264 of(H264Format format) {
            List<NalUnit> prefix = new ArrayList<>();
            prefix.add(NalUnit.of(DELIMITER));
            for (Bytes set : format.sequenceParameterSets()) {
                prefix.add(NalUnit.of(set));
            }
            for (Bytes set : format.pictureParameterSets()) {
                prefix.add(NalUnit.of(set));
            }
            return new H264(List.of(NalUnit.of(DELIMITER)), List.copyOf(prefix));
        }

        @Override
        public int streamType() {
            return StreamTypes.H264;
        }

        @Override
        public List<byte[]> of(List<Unit> units) throws MalformedMediaException {
            List<byte[]> parts = new ArrayList<>();
            for (Unit unit : units) {
                parts.add(NalUnits.toAnnexB(unit.randomAccess() ? entryPrefix : delimiter));
                parts.add(NalUnits.toAnnexB(NalUnits.ofLengthPrefixed(unit.payload())));
            }
            return parts;
        }
    }

    /** ADTS frames, one after the other (2.11, ISO/IEC 14496-3, 1.A.2). */
    record Aac(AudioSpecificConfig config) implements UnitPayload {
        @Override
        public int streamType() {
            return StreamTypes.AAC_ADTS;
        }

        @Override
        public List<byte[]> of(List<Unit> units) throws MalformedMediaException {
            List<byte[]> parts = new ArrayList<>(2 * units.size());
            for (Unit unit : units) {
                byte[] header = new byte[Adts.HEADER_SIZE];
                ByteBuf out = Unpooled.wrappedBuffer(header).writerIndex(0);
                Adts.write(config, unit.sizeBytes(), out);
                parts.add(header);
                parts.add(unit.payload());
            }
            return parts;
        }
    }
}
