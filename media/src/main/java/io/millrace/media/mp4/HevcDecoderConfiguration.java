package io.millrace.media.mp4;

import io.millrace.media.Bytes;
import io.millrace.media.H265Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h265.H265NalUnit;
import io.millrace.media.h265.H265SequenceParameterSet;
import io.millrace.media.h265.ProfileTierLevel;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 8.3.3.1): the hvcC box of MP4 and the sequence
 * header of FLV.
 *
 * @param nalUnitLengthSize bytes of the length before each NAL unit: 1, 2 or 4
 * @param parameterSets VPS, SPS and PPS, in the record's order
 */
public record HevcDecoderConfiguration(int nalUnitLengthSize, List<NalUnit> parameterSets) {
    private static final String WHERE = " (ISO/IEC 14496-15, 8.3.3.1)";
    private static final int VERSION = 1;
    private static final int FIXED_BYTES = 23;
    private static final int LENGTH_SIZE_AT = 21;
    private static final int COMPLETE = 0x80;

    public HevcDecoderConfiguration {
        parameterSets = List.copyOf(parameterSets);
    }

    /** Reads the record that the readable bytes of {@code in} are. Borrows and consumes. */
    public static HevcDecoderConfiguration read(ByteBuf in) throws MalformedMediaException {
        require(in, FIXED_BYTES);
        int start = in.readerIndex();
        // Some encoders write version 0, as drafts of the standard had it.
        if (in.getUnsignedByte(start) > VERSION) {
            throw new MalformedMediaException(
                    "HEVCDecoderConfigurationRecord version " + in.getUnsignedByte(start) + WHERE);
        }
        int lengthSize = (in.getUnsignedByte(start + LENGTH_SIZE_AT) & 3) + 1;
        if (lengthSize == 3) {
            throw new MalformedMediaException("NAL unit lengths of 3 bytes" + WHERE);
        }
        int arrays = in.getUnsignedByte(start + LENGTH_SIZE_AT + 1);
        in.skipBytes(FIXED_BYTES);
        List<NalUnit> sets = new ArrayList<>();
        for (int i = 0; i < arrays; i++) {
            require(in, 3);
            in.skipBytes(1);
            readSets(in, in.readUnsignedShort(), sets);
        }
        return new HevcDecoderConfiguration(lengthSize, sets);
    }

    private static void readSets(ByteBuf in, int count, List<NalUnit> sets)
            throws MalformedMediaException {
        for (int i = 0; i < count; i++) {
            require(in, 2);
            int size = in.readUnsignedShort();
            require(in, size);
            byte[] set = new byte[size];
            in.readBytes(set);
            if (size > H265NalUnit.HEADER_SIZE) {
                sets.add(NalUnit.of(set));
            }
        }
    }

    private static void require(ByteBuf in, int bytes) throws MalformedMediaException {
        if (in.readableBytes() < bytes) {
            throw new MalformedMediaException(
                    "HEVCDecoderConfigurationRecord is cut off: needs %d bytes, has %d"
                            .formatted(bytes, in.readableBytes()));
        }
    }

    /**
     * Writes the record of a format, with NAL unit lengths of 4 bytes.
     *
     * @throws MalformedMediaException if its first SPS cannot be read
     */
    public static void write(H265Format format, ByteBuf out) throws MalformedMediaException {
        H265SequenceParameterSet sps =
                H265SequenceParameterSet.parse(format.sequenceParameterSets().getFirst());
        ProfileTierLevel profile = sps.profile();
        out.writeByte(VERSION);
        out.writeByte(
                profile.profileSpace() << 6
                        | (profile.highTier() ? 0x20 : 0)
                        | profile.profileIdc());
        out.writeInt((int) profile.compatibilityFlags());
        out.writeShort((int) (profile.constraintFlags() >>> 32));
        out.writeInt((int) profile.constraintFlags());
        out.writeByte(profile.levelIdc());
        out.writeShort(0xF000); // min_spatial_segmentation_idc: not told
        out.writeByte(0xFC); // parallelismType: not told
        out.writeByte(0xFC | sps.chromaFormat());
        out.writeByte(0xF8 | sps.bitDepthLuma() - 8);
        out.writeByte(0xF8 | sps.bitDepthChroma() - 8);
        out.writeShort(0); // avgFrameRate: not told
        out.writeByte(sps.maxSubLayers() << 3 | (sps.temporalIdNesting() ? 4 : 0) | 3);
        out.writeByte(format.videoParameterSets().isEmpty() ? 2 : 3);
        writeSets(H265NalUnit.VPS, format.videoParameterSets(), out);
        writeSets(H265NalUnit.SPS, format.sequenceParameterSets(), out);
        writeSets(H265NalUnit.PPS, format.pictureParameterSets(), out);
    }

    private static void writeSets(int type, List<Bytes> sets, ByteBuf out) {
        if (sets.isEmpty()) {
            return;
        }
        out.writeByte(COMPLETE | type);
        out.writeShort(sets.size());
        for (Bytes set : sets) {
            out.writeShort(set.size());
            out.writeBytes(set.toByteArray());
        }
    }
}
