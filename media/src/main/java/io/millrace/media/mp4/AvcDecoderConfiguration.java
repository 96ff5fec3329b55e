package io.millrace.media.mp4;

import io.millrace.media.BitReader;
import io.millrace.media.Bytes;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.h264.NalUnit;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1): the avcC box of MP4 and the sequence
 * header of FLV. It may have no parameter sets at all; they then come with the pictures.
 *
 * @param nalUnitLengthSize bytes of the length before each NAL unit: 1, 2 or 4
 * @param parameterSets SPS, then PPS NAL units
 */
public record AvcDecoderConfiguration(int nalUnitLengthSize, List<NalUnit> parameterSets) {
    private static final int VERSION = 1;
    private static final int MAX_SPS = 31;
    private static final int MAX_PPS = 255;
    private static final int MAX_SPS_BYTES_READ = 64;

    public AvcDecoderConfiguration {
        parameterSets = List.copyOf(parameterSets);
    }

    /** Reads the record that the readable bytes of {@code in} are. Borrows and consumes. */
    public static AvcDecoderConfiguration read(ByteBuf in) throws MalformedMediaException {
        require(in, 6);
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new MalformedMediaException(
                    "AVCDecoderConfigurationRecord version " + version + WHERE);
        }
        in.skipBytes(3); // profile, compatibility, level: the SPS says them too
        int lengthSize = (in.readUnsignedByte() & 3) + 1;
        if (lengthSize == 3) {
            throw new MalformedMediaException("NAL unit lengths of 3 bytes" + WHERE);
        }
        List<NalUnit> sets = new ArrayList<>();
        readSets(in, in.readUnsignedByte() & 0x1F, sets);
        require(in, 1);
        readSets(in, in.readUnsignedByte(), sets);
        return new AvcDecoderConfiguration(lengthSize, sets);
    }

    private static final String WHERE = " (ISO/IEC 14496-15, 5.3.3.1)";

    private static void readSets(ByteBuf in, int count, List<NalUnit> sets)
            throws MalformedMediaException {
        for (int i = 0; i < count; i++) {
            require(in, 2);
            int size = in.readUnsignedShort();
            require(in, size);
            byte[] set = new byte[size];
            in.readBytes(set);
            if (size > 0) {
                sets.add(NalUnit.of(set));
            }
        }
    }

    private static void require(ByteBuf in, int bytes) throws MalformedMediaException {
        if (in.readableBytes() < bytes) {
            throw new MalformedMediaException(
                    "AVCDecoderConfigurationRecord is cut off: needs %d bytes, has %d"
                            .formatted(bytes, in.readableBytes()));
        }
    }

    /** Writes the record of a format, with NAL unit lengths of 4 bytes. */
    public static void write(H264Format format, ByteBuf out) {
        List<Bytes> sps = first(format.sequenceParameterSets(), MAX_SPS);
        List<Bytes> pps = first(format.pictureParameterSets(), MAX_PPS);
        Bytes first = sps.getFirst();
        if (first.size() < 4) {
            throw new IllegalArgumentException("SPS of " + first.size() + " bytes");
        }
        out.writeByte(VERSION);
        out.writeByte(first.unsignedByte(1));
        out.writeByte(first.unsignedByte(2));
        out.writeByte(first.unsignedByte(3));
        out.writeByte(0xFC | 3);
        out.writeByte(0xE0 | sps.size());
        writeSets(sps, out);
        out.writeByte(pps.size());
        writeSets(pps, out);
        writeHighProfile(first, out);
    }

    private static List<Bytes> first(List<Bytes> sets, int limit) {
        return sets.subList(0, Math.min(sets.size(), limit));
    }

    private static void writeSets(List<Bytes> sets, ByteBuf out) {
        for (Bytes set : sets) {
            if (set.size() > 0xFFFF) {
                throw new IllegalArgumentException("parameter set of " + set.size() + " bytes");
            }
            out.writeShort(set.size());
            out.writeBytes(set.toByteArray());
        }
    }

    /** The four bytes that the High profiles add: chroma format, bit depths, SPS extensions. */
    private static void writeHighProfile(Bytes sps, ByteBuf out) {
        int profile = sps.unsignedByte(1);
        if (profile != 100 && profile != 110 && profile != 122 && profile != 144) {
            return;
        }
        int start = out.writerIndex();
        try {
            BitReader bits = new BitReader(NalUnit.of(sps).rbsp(MAX_SPS_BYTES_READ));
            bits.skip(24);
            bits.unsignedGolomb(); // seq_parameter_set_id
            int chromaFormat = bits.unsignedGolomb(3, "chroma_format_idc");
            if (chromaFormat == 3) {
                bits.skip(1);
            }
            out.writeByte(0xFC | chromaFormat);
            out.writeByte(0xF8 | bits.unsignedGolomb(6, "bit_depth_luma_minus8"));
            out.writeByte(0xF8 | bits.unsignedGolomb(6, "bit_depth_chroma_minus8"));
            out.writeByte(0);
        } catch (MalformedMediaException e) {
            // Decoders take the values from the SPS; a record without them is read everywhere.
            out.writerIndex(start);
        }
    }
}
