package io.millrace.stream.kafka;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.Descriptors.FieldDescriptor;
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
import io.millrace.media.MediaKind;
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
import io.millrace.proto.log.LogRecord;
import io.millrace.proto.log.PayloadForm;
import io.millrace.proto.log.Track;
import io.millrace.stream.Mark;
import io.millrace.stream.StreamRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FormatCodecTest {
    private static final Bytes SET = Bytes.ofHex("0102 03");

    static List<Format> formats() {
        return List.of(
                new H264Format(List.of(SET, SET), List.of(SET)),
                new H265Format(List.of(), List.of(SET), List.of(SET, SET)),
                new H265Format(List.of(SET), List.of(SET), List.of(SET)),
                new Av1Format(Bytes.ofHex("0a0100")),
                new Vp9Format(2, 10, 1, true, 1920, 1080),
                new Vp8Format(640, 480),
                new MpegVideoFormat(1, SET),
                new MpegVideoFormat(2, SET),
                new Mpeg4VideoFormat(SET),
                new JpegFormat(),
                new AacFormat(Bytes.ofHex("1190"), 48_000, 2),
                OpusFormat.of(1),
                new OpusFormat(6, 1, 4, 2, Bytes.ofHex("000401020305"), 312),
                new MpegAudioFormat(3, 22_050, 1),
                new Ac3Format(SET, 48_000, 6),
                new Eac3Format(Bytes.ofHex("0102030405"), 48_000, 8),
                new FlacFormat(Bytes.copyOf(new byte[34]), 96_000, 2),
                new G711Format(G711Format.Law.A, 8_000, 1),
                new G711Format(G711Format.Law.MU, 16_000, 2),
                new G722Format(1),
                new G726Format(4, G726Format.Packing.BIG_ENDIAN),
                new G726Format(5, G726Format.Packing.LITTLE_ENDIAN),
                new LpcmFormat(24, 48_000, 8),
                new KlvFormat(true),
                new KlvFormat(false),
                new RtpFormat(MediaKind.AUDIO, "speex", 16_000, 1, "vbr=on"),
                new RtpFormat(MediaKind.DATA, "vnd.onvif.metadata", 90_000, 1, ""),
                new TsDataFormat(0x1F0, 0x86, SET),
                new TransportStreamFormat());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void fromWire_written_isTheSame(Format format) throws Exception {
        Track.Builder message = Track.newBuilder().setId(3);
        FormatCodec.toWire(format, message);
        assertEquals(format, FormatCodec.fromWire(Track.parseFrom(message.build().toByteArray())));
        assertEquals(format.clockRate(), message.getClockRate());
    }

    @Test
    void formats_all_areTested() {
        Set<Class<?>> tested = new HashSet<>();
        formats().forEach(format -> tested.add(format.getClass()));
        Set<Class<?>> all = new HashSet<>(Arrays.asList(Format.class.getPermittedSubclasses()));
        all.remove(AudioFormat.class);
        all.addAll(Arrays.asList(AudioFormat.class.getPermittedSubclasses()));
        assertEquals(all, tested);
    }

    @Test
    void fromWire_emptyMessages_areRefusedOrValid() {
        for (FieldDescriptor field : Track.getDescriptor().getOneofs().getFirst().getFields()) {
            Track.Builder message = Track.newBuilder();
            message.setField(field, message.newBuilderForField(field).build());
            try {
                assertEquals(0, FormatCodec.fromWire(message.build()).clockRate() % 1_000);
            } catch (IllegalArgumentException | MalformedRecordException refused) {
                assertFalse(String.valueOf(refused.getMessage()).isEmpty());
            }
        }
    }

    @Test
    void fromWire_noFormat_isMalformed() {
        assertThrows(
                MalformedRecordException.class,
                () -> FormatCodec.fromWire(Track.getDefaultInstance()));
    }

    @Test
    void encode_unitsOfEachForm_sayTheirForm() throws Exception {
        List<io.millrace.media.Track> tracks =
                List.of(
                        new io.millrace.media.Track(0, new JpegFormat()),
                        new io.millrace.media.Track(
                                1, new RtpFormat(MediaKind.AUDIO, "speex", 8_000, 1, "")),
                        new io.millrace.media.Track(2, new TransportStreamFormat()));
        byte[] payload = {1, 2, 3};
        StreamRecord record =
                new StreamRecord(
                        1,
                        0,
                        1,
                        Mark.NONE,
                        Optional.empty(),
                        List.of(
                                new Unit(0, 0, 0, 0, true, payload),
                                new Unit(1, 0, 0, 0, true, payload),
                                new Unit(2, 0, 0, 0, true, payload)));
        byte[] value = RecordCodec.encode(record, FormatCodec.forms(tracks), 0);
        assertEquals(
                List.of(
                        PayloadForm.PAYLOAD_FORM_ACCESS_UNIT,
                        PayloadForm.PAYLOAD_FORM_RTP,
                        PayloadForm.PAYLOAD_FORM_TS),
                LogRecord.parseFrom(value).getUnitsList().stream()
                        .map(io.millrace.proto.log.Unit::getForm)
                        .toList());
        StreamRecord decoded = RecordCodec.decode(ByteBuffer.wrap(value)).record();
        assertArrayEquals(payload, decoded.units().getLast().payload());
    }
}
