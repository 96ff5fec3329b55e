package io.millrace.media.mp4;

import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.aac.AudioSpecificConfig;
import io.millrace.media.av1.Av1Configuration;
import io.millrace.media.h264.ParameterSets;
import io.millrace.media.vp9.Vp9Configuration;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Optional;

/** The codec of a track, from its stsd box (ISO/IEC 14496-12, 8.5.2; 14496-14; 14496-15). */
sealed interface SampleEntry {
    /** A codec that is read. */
    record Known(Format format, int nalUnitLengthSize) implements SampleEntry {}

    /** One that is not: its four characters, or what it is. */
    record Unsupported(String codec) implements SampleEntry {}

    /** Bytes of a VisualSampleEntry before its boxes (12.1.3). */
    int VISUAL_SIZE = 78;

    /** Where such an entry tells width and height. */
    int WIDTH_AT = 24;

    /** Bytes of an AudioSampleEntry before its boxes (12.2.3). */
    int AUDIO_SIZE = 28;

    /** Reads the first sample entry; files for playing have one. */
    static SampleEntry read(Mp4Box stsd) throws MalformedMediaException {
        List<Mp4Box> entries = stsd.children(8);
        if (entries.isEmpty()) {
            throw stsd.malformed("no sample entry");
        }
        Mp4Box entry = entries.getFirst();
        return switch (entry.type()) {
            case "avc1", "avc3" -> avc(entry);
            case "av01" -> av1(entry);
            case "vp09" -> vp9(entry);
            case "mp4a" -> mp4a(entry);
            default -> new Unsupported("'" + entry.type() + "'");
        };
    }

    private static SampleEntry avc(Mp4Box entry) throws MalformedMediaException {
        Mp4Box avcC = find(entry.children(VISUAL_SIZE), "avcC", entry);
        AvcDecoderConfiguration configuration = AvcDecoderConfiguration.read(avcC.body().slice());
        ParameterSets sets = new ParameterSets();
        sets.update(configuration.parameterSets());
        Optional<H264Format> format = sets.format();
        if (format.isEmpty()) {
            return new Unsupported("H264 without parameter sets in 'avcC'");
        }
        return new Known(format.get(), configuration.nalUnitLengthSize());
    }

    /** AV1 Codec ISO Media File Format Binding, 2.2. */
    private static SampleEntry av1(Mp4Box entry) throws MalformedMediaException {
        Mp4Box av1C = find(entry.children(VISUAL_SIZE), "av1C", entry);
        return new Known(Av1Configuration.read(ByteBufUtil.getBytes(av1C.body().slice())), 0);
    }

    /** VP Codec ISO Media File Format Binding; the size is the sample entry's. */
    private static SampleEntry vp9(Mp4Box entry) throws MalformedMediaException {
        ByteBuf in = entry.body().slice();
        entry.require(in, VISUAL_SIZE, "VisualSampleEntry");
        int width = in.getUnsignedShort(in.readerIndex() + WIDTH_AT);
        int height = in.getUnsignedShort(in.readerIndex() + WIDTH_AT + 2);
        Mp4Box vpcC = find(entry.children(VISUAL_SIZE), "vpcC", entry);
        return new Known(Vp9Configuration.read(vpcC.fullBody(), width, height), 0);
    }

    /** QuickTime's versions 1 and 2 have more fields, and may keep esds in a box 'wave'. */
    private static SampleEntry mp4a(Mp4Box entry) throws MalformedMediaException {
        ByteBuf in = entry.body().slice();
        entry.require(in, AUDIO_SIZE, "AudioSampleEntry");
        int version = in.getUnsignedShort(8);
        int size = AUDIO_SIZE + (version == 1 ? 16 : version == 2 ? 36 : 0);
        List<Mp4Box> boxes = entry.children(size);
        Optional<Mp4Box> wave = boxes.stream().filter(b -> b.type().equals("wave")).findFirst();
        Mp4Box esds = find(wave.isPresent() ? wave.get().children(0) : boxes, "esds", entry);
        Optional<Bytes> config = EsDescriptor.decoderConfig(esds);
        if (config.isEmpty()) {
            return new Unsupported("'mp4a' that is not AAC");
        }
        return new Known(AudioSpecificConfig.format(config.get()), 0);
    }

    private static Mp4Box find(List<Mp4Box> boxes, String type, Mp4Box parent)
            throws MalformedMediaException {
        for (Mp4Box box : boxes) {
            if (box.type().equals(type)) {
                return box;
            }
        }
        throw parent.malformed("has no '" + type + "'");
    }
}
