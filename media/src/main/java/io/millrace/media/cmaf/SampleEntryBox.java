package io.millrace.media.cmaf;

import io.millrace.media.AacFormat;
import io.millrace.media.Ac3Format;
import io.millrace.media.AudioFormat;
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
import io.millrace.media.Vp8Format;
import io.millrace.media.Vp9Format;
import io.millrace.media.av1.Av1Configuration;
import io.millrace.media.mp4.AvcDecoderConfiguration;
import io.millrace.media.mp4.HevcDecoderConfiguration;
import io.millrace.media.vp9.Vp9Configuration;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a format is described in the sample description box: the one place where CMAF, and HLS and
 * DASH with it, know codecs.
 *
 * @param type of the sample entry, such as {@code avc1}
 * @param configurationType of the box in it, such as {@code avcC}
 * @param isFullBox whether that box has version and flags
 * @param configuration its content
 * @param codecName as playlists and manifests name it
 */
record SampleEntryBox(
        String type,
        String configurationType,
        boolean isFullBox,
        Consumer<ByteBuf> configuration,
        String codecName) {
    /** The codecs of {@link #of}, for people. */
    static final List<String> NAMES =
            List.of(
                    "H264",
                    "H265",
                    "AV1",
                    "VP9",
                    "AAC",
                    "Opus",
                    "MPEG audio",
                    "AC-3",
                    "E-AC-3",
                    "FLAC");

    private static final int OBJECT_TYPE_AAC = 0x40;
    private static final int OBJECT_TYPE_MPEG1_AUDIO = 0x6B;

    /** FLAC's last-metadata-block flag, with the type of STREAMINFO, 0 (RFC 9639, section 8.1). */
    private static final int LAST_BLOCK_STREAM_INFO = 0x80;

    /** Empty for formats that CMAF does not carry. */
    static Optional<SampleEntryBox> of(Format format) {
        return switch (format) {
            case H264Format h264 ->
                    Optional.of(
                            new SampleEntryBox(
                                    "avc1",
                                    "avcC",
                                    false,
                                    out -> AvcDecoderConfiguration.write(h264, out),
                                    CodecName.h264(h264)));
            case AudioFormat audio -> ofAudio(audio);
            case H265Format h265 -> ofH265(h265);
            case Av1Format av1 -> ofAv1(av1);
            case Vp9Format vp9 ->
                    Optional.of(
                            new SampleEntryBox(
                                    "vp09",
                                    "vpcC",
                                    false,
                                    out -> Vp9Configuration.write(vp9, out),
                                    Vp9Configuration.codecName(vp9)));
            case Vp8Format _, MpegVideoFormat _, Mpeg4VideoFormat _, JpegFormat _ ->
                    Optional.empty();
            case KlvFormat _, RtpFormat _, TsDataFormat _, TransportStreamFormat _ ->
                    Optional.empty();
        };
    }

    /** Empty if the sequence header cannot be read. */
    private static Optional<SampleEntryBox> ofAv1(Av1Format format) {
        try {
            ByteBuf record = Unpooled.buffer();
            Av1Configuration.write(format, record);
            return Optional.of(
                    new SampleEntryBox(
                            "av01",
                            "av1C",
                            false,
                            out -> out.writeBytes(record, 0, record.writerIndex()),
                            Av1Configuration.codecName(format)));
        } catch (MalformedMediaException _) {
            return Optional.empty();
        }
    }

    /** Empty if the SPS cannot be read: then no decoder configuration can be written. */
    private static Optional<SampleEntryBox> ofH265(H265Format format) {
        try {
            ByteBuf record = Unpooled.buffer();
            HevcDecoderConfiguration.write(format, record);
            return Optional.of(
                    new SampleEntryBox(
                            "hvc1",
                            "hvcC",
                            false,
                            out -> out.writeBytes(record, 0, record.writerIndex()),
                            CodecName.h265(format)));
        } catch (MalformedMediaException _) {
            return Optional.empty();
        }
    }

    private static Optional<SampleEntryBox> ofAudio(AudioFormat format) {
        return switch (format) {
            case AacFormat aac ->
                    Optional.of(
                            elementaryStream(
                                    OBJECT_TYPE_AAC,
                                    Optional.of(aac.audioSpecificConfig()),
                                    CodecName.mpeg4(aac)));
            case MpegAudioFormat audio ->
                    Optional.of(
                            elementaryStream(
                                    OBJECT_TYPE_MPEG1_AUDIO,
                                    Optional.empty(),
                                    CodecName.mpeg4(audio)));
            case OpusFormat opus -> boxed("Opus", "dOps", out -> dOps(opus, out), "opus");
            case Ac3Format ac3 -> boxed("ac-3", "dac3", bytes(ac3.specificConfig()), "ac-3");
            case Eac3Format eac3 -> boxed("ec-3", "dec3", bytes(eac3.specificConfig()), "ec-3");
            case FlacFormat flac ->
                    Optional.of(
                            new SampleEntryBox(
                                    "fLaC", "dfLa", true, out -> dfLa(flac, out), "fLaC"));
            case G711Format _, G722Format _, G726Format _, LpcmFormat _ -> Optional.empty();
        };
    }

    private static Optional<SampleEntryBox> boxed(
            String type, String configurationType, Consumer<ByteBuf> content, String codecName) {
        return Optional.of(new SampleEntryBox(type, configurationType, false, content, codecName));
    }

    private static Consumer<ByteBuf> bytes(Bytes content) {
        return out -> out.writeBytes(content.toByteArray());
    }

    /** OpusSpecificBox (Encapsulation of Opus in ISOBMFF, 4.3.2). */
    private static void dOps(OpusFormat opus, ByteBuf out) {
        out.writeByte(0);
        out.writeByte(opus.channels());
        out.writeShort(opus.preSkip());
        out.writeInt(OpusFormat.CLOCK_RATE);
        out.writeShort(0);
        out.writeByte(opus.mappingFamily());
        if (opus.mappingFamily() != 0) {
            out.writeByte(opus.streams());
            out.writeByte(opus.coupledStreams());
            out.writeBytes(opus.channelMapping().toByteArray());
        }
    }

    /** FLACSpecificBox (Encapsulation of FLAC in ISOBMFF, 3.3.2). */
    private static void dfLa(FlacFormat flac, ByteBuf out) {
        out.writeByte(LAST_BLOCK_STREAM_INFO);
        out.writeMedium(FlacFormat.STREAM_INFO_SIZE);
        out.writeBytes(flac.streamInfo().toByteArray());
    }

    /** ESDBox with its descriptors (ISO/IEC 14496-14, 6.7.2; 14496-1, 7.2.6). */
    private static SampleEntryBox elementaryStream(
            int objectType, Optional<Bytes> specific, String codecName) {
        return new SampleEntryBox(
                "mp4a",
                "esds",
                true,
                out -> elementaryStream(objectType, specific, out),
                codecName);
    }

    private static void elementaryStream(int objectType, Optional<Bytes> specific, ByteBuf out) {
        int specificSize = specific.map(config -> 2 + config.size()).orElse(0);
        int decoderSize = 13 + specificSize;
        descriptor(3, 3 + 2 + decoderSize + 3, out);
        out.writeShort(0); // ES_ID
        out.writeByte(0);
        descriptor(4, decoderSize, out);
        out.writeByte(objectType);
        out.writeByte(0x15); // audio stream
        out.writeMedium(0);
        out.writeLong(0); // bit rates: not told
        specific.ifPresent(config -> {
            descriptor(5, config.size(), out);
            out.writeBytes(config.toByteArray());
        });
        descriptor(6, 1, out);
        out.writeByte(2); // as ISO/IEC 14496-14 asks
    }

    private static void descriptor(int tag, int size, ByteBuf out) {
        if (size > 0x7F) {
            throw new IllegalArgumentException("descriptor of " + size + " bytes");
        }
        out.writeByte(tag);
        out.writeByte(size);
    }
}
