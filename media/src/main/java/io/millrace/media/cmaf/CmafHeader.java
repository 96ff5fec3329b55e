package io.millrace.media.cmaf;

import io.millrace.media.AudioFormat;
import io.millrace.media.Format;
import io.millrace.media.Language;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.codec.PictureInfo;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The header (initialization segment) of one track (ISO/IEC 23000-19, 7.3.1): what a player needs
 * before the first fragment. A pure function of the track: no times, no random ids.
 */
public final class CmafHeader {
    /** Codecs that CMAF carries here, for people. */
    public static final List<String> CODECS = SampleEntryBox.NAMES;

    private static final int NAME_BYTES = 6;
    private static final int MOVIE_TIMESCALE = 1000;
    private static final int LANGUAGE_UNDETERMINED = 0x55C4;
    private static final int[] IDENTITY_MATRIX = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};

    private final Optional<SampleEncryption> encryption;

    private CmafHeader(Optional<SampleEncryption> encryption) {
        this.encryption = encryption;
    }

    public static boolean canCarry(Format format) {
        return SampleEntryBox.of(format).isPresent();
    }

    /** The track's number in its files: from 1. */
    static int trackNumber(Track track) {
        return track.id() + 1;
    }

    /** The header's bytes. */
    public static byte[] of(Track track) {
        return of("iso6cmfcmp41", List.of(List.of(track)));
    }

    /** The header's bytes where samples are encrypted (ISO/IEC 14496-12, 8.12). */
    public static byte[] of(Track track, SampleEncryption encryption) {
        return new CmafHeader(Optional.of(encryption))
                .bytes("iso6cmfcmp41", List.of(List.of(track)));
    }

    /**
     * The header of a file of several tracks.
     *
     * @param brands that the file is compatible with, four letters each
     * @param tracks of each, its descriptions, of one codec: fragments say which holds
     */
    static byte[] of(String brands, List<List<Track>> tracks) {
        return new CmafHeader(Optional.empty()).bytes(brands, tracks);
    }

    private byte[] bytes(String brands, List<List<Track>> tracks) {
        ByteBuf out = Unpooled.buffer(1024);
        BoxWriter boxes = new BoxWriter(out);
        boxes.box("ftyp", body -> brands(brands, body));
        boxes.box(
                "moov",
                _ -> {
                    boxes.fullBox("mvhd", 0, 0, CmafHeader::movieHeader);
                    tracks.forEach(track -> boxes.box("trak", _ -> track(boxes, track)));
                    boxes.box(
                            "mvex",
                            _ -> tracks.forEach(track -> trackExtends(boxes, track.getFirst())));
                });
        byte[] header = new byte[out.readableBytes()];
        out.readBytes(header);
        return header;
    }

    /** A name that tells headers apart: equal bytes have equal names, on any machine. */
    public static String hash(byte[] header) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(header);
            return HexFormat.of().formatHex(digest, 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static SampleEntryBox entry(Track track) {
        return SampleEntryBox.of(track.format())
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "CMAF does not carry " + track.format().codec()));
    }

    private static void brands(String brands, ByteBuf out) {
        out.writeCharSequence("iso6", StandardCharsets.ISO_8859_1);
        out.writeInt(0);
        out.writeCharSequence(brands, StandardCharsets.ISO_8859_1);
    }

    private static void movieHeader(ByteBuf out) {
        out.writeLong(0); // created, modified: not told, so that bytes are the same everywhere
        out.writeInt(MOVIE_TIMESCALE);
        out.writeInt(0);
        out.writeInt(0x10000);
        out.writeShort(0x100);
        out.writeZero(10);
        matrix(out);
        out.writeZero(24);
        out.writeInt(-1); // next track: search
    }

    private static void matrix(ByteBuf out) {
        for (int value : IDENTITY_MATRIX) {
            out.writeInt(value);
        }
    }

    private void track(BoxWriter boxes, List<Track> descriptions) {
        Track track = descriptions.getFirst();
        boxes.fullBox("tkhd", 0, 7, out -> trackHeader(track, out));
        boxes.box(
                "mdia",
                _ -> {
                    boxes.fullBox("mdhd", 0, 0, out -> mediaHeader(track, out));
                    boxes.fullBox("hdlr", 0, 0, out -> handler(track, out));
                    boxes.box("minf", _ -> mediaInformation(boxes, descriptions));
                });
    }

    private static Optional<PictureInfo> picture(Track track) {
        return track.kind() == MediaKind.VIDEO ? PictureInfo.of(track.format()) : Optional.empty();
    }

    private static void trackHeader(Track track, ByteBuf out) {
        out.writeLong(0);
        out.writeInt(trackNumber(track));
        out.writeInt(0);
        out.writeInt(0); // duration: not known
        out.writeZero(8);
        out.writeShort(0);
        out.writeShort(track.kind() == MediaKind.VIDEO ? 0 : 1); // alternatives to each other
        out.writeShort(track.kind() == MediaKind.AUDIO ? 0x100 : 0);
        out.writeShort(0);
        matrix(out);
        out.writeInt(picture(track).map(PictureInfo::width).orElse(0) << 16);
        out.writeInt(picture(track).map(PictureInfo::height).orElse(0) << 16);
    }

    private static void mediaHeader(Track track, ByteBuf out) {
        out.writeLong(0);
        out.writeInt(track.clockRate());
        out.writeInt(0);
        out.writeShort(track.language().map(CmafHeader::packed).orElse(LANGUAGE_UNDETERMINED));
        out.writeShort(0);
    }

    /** Three letters of five bits each (ISO/IEC 14496-12, 8.4.2). */
    private static int packed(Language language) {
        int packed = 0;
        for (char letter : language.threeLetters().toCharArray()) {
            packed = packed << 5 | (letter - '`');
        }
        return packed;
    }

    private static void handler(Track track, ByteBuf out) {
        out.writeInt(0);
        String type = track.kind() == MediaKind.VIDEO ? "vide" : "soun";
        out.writeCharSequence(type, StandardCharsets.ISO_8859_1);
        out.writeZero(12);
        out.writeByte(0); // no name
    }

    private void mediaInformation(BoxWriter boxes, List<Track> descriptions) {
        if (descriptions.getFirst().kind() == MediaKind.VIDEO) {
            boxes.fullBox("vmhd", 0, 1, out -> out.writeZero(8));
        } else {
            boxes.fullBox("smhd", 0, 0, out -> out.writeZero(4));
        }
        boxes.box(
                "dinf",
                _ ->
                        boxes.fullBox(
                                "dref",
                                0,
                                0,
                                out -> {
                                    out.writeInt(1);
                                    boxes.fullBox("url ", 0, 1, _ -> {});
                                }));
        boxes.box("stbl", _ -> sampleTable(boxes, descriptions));
    }

    /** Described, and empty: samples are in the fragments. */
    private void sampleTable(BoxWriter boxes, List<Track> descriptions) {
        boxes.fullBox(
                "stsd",
                0,
                0,
                out -> {
                    out.writeInt(descriptions.size());
                    for (Track track : descriptions) {
                        SampleEntryBox entry = entry(track);
                        String type =
                                encryption.isPresent()
                                        ? SampleEncryption.entryType(track.kind())
                                        : entry.type();
                        boxes.box(type, _ -> sampleEntry(boxes, track, entry, out));
                    }
                });
        boxes.fullBox("stts", 0, 0, out -> out.writeInt(0));
        boxes.fullBox("stsc", 0, 0, out -> out.writeInt(0));
        boxes.fullBox("stsz", 0, 0, out -> out.writeLong(0));
        boxes.fullBox("stco", 0, 0, out -> out.writeInt(0));
    }

    private void sampleEntry(BoxWriter boxes, Track track, SampleEntryBox entry, ByteBuf out) {
        out.writeZero(6);
        out.writeShort(1); // data reference
        if (track.format() instanceof AudioFormat audio) {
            audioFields(audio, out);
        } else {
            visualFields(track, out);
        }
        if (entry.isFullBox()) {
            boxes.fullBox(entry.configurationType(), 0, 0, entry.configuration());
        } else {
            boxes.box(entry.configurationType(), entry.configuration());
        }
        encryption.ifPresent(one -> one.writeProtection(boxes, entry.type(), track.kind()));
    }

    /** VisualSampleEntry (ISO/IEC 14496-12, 12.1.3). */
    private static void visualFields(Track track, ByteBuf out) {
        out.writeZero(16);
        out.writeShort(picture(track).map(PictureInfo::width).orElse(0));
        out.writeShort(picture(track).map(PictureInfo::height).orElse(0));
        out.writeInt(0x480000); // 72 dpi
        out.writeInt(0x480000);
        out.writeInt(0);
        out.writeShort(1);
        out.writeZero(32);
        out.writeShort(0x18);
        out.writeShort(-1);
    }

    /** AudioSampleEntry (12.2.3); rates beyond 16 bits are told by the codec's own box. */
    private static void audioFields(AudioFormat audio, ByteBuf out) {
        out.writeZero(8);
        out.writeShort(audio.channels());
        out.writeShort(16);
        out.writeInt(0);
        out.writeShort(audio.clockRate() > 0xFFFF ? 0 : audio.clockRate());
        out.writeShort(0);
    }

    private static void trackExtends(BoxWriter boxes, Track track) {
        boxes.fullBox(
                "trex",
                0,
                0,
                out -> {
                    out.writeInt(trackNumber(track));
                    out.writeInt(1);
                    out.writeZero(12);
                });
    }
}
