package io.millrace.stream.kafka;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
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
import io.millrace.media.MediaKind;
import io.millrace.media.Mpeg4VideoFormat;
import io.millrace.media.MpegAudioFormat;
import io.millrace.media.MpegVideoFormat;
import io.millrace.media.OpusFormat;
import io.millrace.media.RtpFormat;
import io.millrace.media.TransportStreamFormat;
import io.millrace.media.TsDataFormat;
import io.millrace.media.Vp8Format;
import io.millrace.media.Vp9Format;
import io.millrace.proto.log.Kind;
import io.millrace.proto.log.PayloadForm;
import io.millrace.proto.log.Track;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Formats to and from {@code log.proto}: the one place where the log switches on codecs. */
final class FormatCodec {
    private FormatCodec() {}

    /** Sets the format and clock rate of a track's description. */
    static void toWire(Format format, Track.Builder out) {
        out.setClockRate(format.clockRate());
        switch (format) {
            case H264Format h264 ->
                    out.getH264Builder()
                            .addAllSequenceParameterSets(stringsOf(h264.sequenceParameterSets()))
                            .addAllPictureParameterSets(stringsOf(h264.pictureParameterSets()));
            case H265Format h265 ->
                    out.getH265Builder()
                            .addAllVideoParameterSets(stringsOf(h265.videoParameterSets()))
                            .addAllSequenceParameterSets(stringsOf(h265.sequenceParameterSets()))
                            .addAllPictureParameterSets(stringsOf(h265.pictureParameterSets()));
            case Av1Format av1 ->
                    out.getAv1Builder().setSequenceHeader(stringOf(av1.sequenceHeader()));
            case Vp9Format vp9 ->
                    out.getVp9Builder()
                            .setProfile(vp9.profile())
                            .setBitDepth(vp9.bitDepth())
                            .setChromaSubsampling(vp9.chromaSubsampling())
                            .setFullRange(vp9.fullRange())
                            .setWidth(vp9.width())
                            .setHeight(vp9.height());
            case Vp8Format vp8 -> out.getVp8Builder().setWidth(vp8.width()).setHeight(vp8.height());
            case MpegVideoFormat video ->
                    out.getMpegVideoBuilder()
                            .setVersion(video.version())
                            .setSequenceHeader(stringOf(video.sequenceHeader()));
            case Mpeg4VideoFormat video ->
                    out.getMpeg4VideoBuilder().setConfiguration(stringOf(video.configuration()));
            case JpegFormat _ -> out.getJpegBuilder();
            case AacFormat aac ->
                    out.getAacBuilder()
                            .setAudioSpecificConfig(stringOf(aac.audioSpecificConfig()))
                            .setChannels(aac.channels());
            case OpusFormat opus ->
                    out.getOpusBuilder()
                            .setChannels(opus.channels())
                            .setMappingFamily(opus.mappingFamily())
                            .setStreams(opus.streams())
                            .setCoupledStreams(opus.coupledStreams())
                            .setChannelMapping(stringOf(opus.channelMapping()))
                            .setPreSkip(opus.preSkip());
            case MpegAudioFormat audio ->
                    out.getMpegAudioBuilder().setLayer(audio.layer()).setChannels(audio.channels());
            case Ac3Format ac3 ->
                    out.getAc3Builder()
                            .setSpecificConfig(stringOf(ac3.specificConfig()))
                            .setChannels(ac3.channels());
            case Eac3Format eac3 ->
                    out.getEac3Builder()
                            .setSpecificConfig(stringOf(eac3.specificConfig()))
                            .setChannels(eac3.channels());
            case FlacFormat flac ->
                    out.getFlacBuilder()
                            .setStreamInfo(stringOf(flac.streamInfo()))
                            .setChannels(flac.channels());
            case G711Format g711 ->
                    out.getG711Builder()
                            .setMuLaw(g711.law() == G711Format.Law.MU)
                            .setChannels(g711.channels());
            case G722Format g722 -> out.getG722Builder().setChannels(g722.channels());
            case G726Format g726 ->
                    out.getG726Builder()
                            .setBitsPerSample(g726.bitsPerSample())
                            .setBigEndian(g726.packing() == G726Format.Packing.BIG_ENDIAN);
            case LpcmFormat lpcm ->
                    out.getLpcmBuilder().setBits(lpcm.bits()).setChannels(lpcm.channels());
            case KlvFormat klv -> out.getKlvBuilder().setSynchronous(klv.synchronous());
            case RtpFormat rtp ->
                    out.getRtpBuilder()
                            .setKind(kindToWire(rtp.kind()))
                            .setEncodingName(rtp.encodingName())
                            .setChannels(rtp.channels())
                            .setFormatParameters(rtp.formatParameters());
            case TsDataFormat data ->
                    out.getTsDataBuilder()
                            .setPid(data.pid())
                            .setStreamType(data.streamType())
                            .setDescriptors(stringOf(data.descriptors()));
            case TransportStreamFormat _ -> out.getTransportStreamBuilder();
        }
    }

    /**
     * Reads the format of a track's description.
     *
     * @throws IllegalArgumentException if its values are none of the codec's
     */
    static Format fromWire(Track track) throws MalformedRecordException {
        int clockRate = track.getClockRate();
        return switch (track.getFormatCase()) {
            case H264 ->
                    new H264Format(
                            bytesOf(track.getH264().getSequenceParameterSetsList()),
                            bytesOf(track.getH264().getPictureParameterSetsList()));
            case H265 ->
                    new H265Format(
                            bytesOf(track.getH265().getVideoParameterSetsList()),
                            bytesOf(track.getH265().getSequenceParameterSetsList()),
                            bytesOf(track.getH265().getPictureParameterSetsList()));
            case AV1 -> new Av1Format(bytesOf(track.getAv1().getSequenceHeader()));
            case VP9 -> vp9(track.getVp9());
            case VP8 -> new Vp8Format(track.getVp8().getWidth(), track.getVp8().getHeight());
            case MPEG_VIDEO ->
                    new MpegVideoFormat(
                            track.getMpegVideo().getVersion(),
                            bytesOf(track.getMpegVideo().getSequenceHeader()));
            case MPEG4_VIDEO ->
                    new Mpeg4VideoFormat(bytesOf(track.getMpeg4Video().getConfiguration()));
            case JPEG -> new JpegFormat();
            case AAC ->
                    new AacFormat(
                            bytesOf(track.getAac().getAudioSpecificConfig()),
                            clockRate,
                            track.getAac().getChannels());
            case OPUS -> opus(track.getOpus());
            case MPEG_AUDIO ->
                    new MpegAudioFormat(
                            track.getMpegAudio().getLayer(),
                            clockRate,
                            track.getMpegAudio().getChannels());
            case AC3 ->
                    new Ac3Format(
                            bytesOf(track.getAc3().getSpecificConfig()),
                            clockRate,
                            track.getAc3().getChannels());
            case EAC3 ->
                    new Eac3Format(
                            bytesOf(track.getEac3().getSpecificConfig()),
                            clockRate,
                            track.getEac3().getChannels());
            case FLAC ->
                    new FlacFormat(
                            bytesOf(track.getFlac().getStreamInfo()),
                            clockRate,
                            track.getFlac().getChannels());
            case G711 ->
                    new G711Format(
                            track.getG711().getMuLaw() ? G711Format.Law.MU : G711Format.Law.A,
                            clockRate,
                            track.getG711().getChannels());
            case G722 -> new G722Format(track.getG722().getChannels());
            case G726 -> g726(track.getG726());
            case LPCM ->
                    new LpcmFormat(
                            track.getLpcm().getBits(), clockRate, track.getLpcm().getChannels());
            case KLV -> new KlvFormat(track.getKlv().getSynchronous());
            case RTP -> rtp(track.getRtp(), clockRate);
            case TS_DATA ->
                    new TsDataFormat(
                            track.getTsData().getPid(),
                            track.getTsData().getStreamType(),
                            bytesOf(track.getTsData().getDescriptors()));
            case TRANSPORT_STREAM -> new TransportStreamFormat();
            case FORMAT_NOT_SET -> throw new MalformedRecordException("track of an unknown format");
        };
    }

    /** What units of each track hold. */
    static Map<Integer, PayloadForm> forms(List<io.millrace.media.Track> tracks) {
        return tracks.stream()
                .collect(
                        Collectors.toUnmodifiableMap(
                                io.millrace.media.Track::id, track -> formOf(track.format())));
    }

    private static PayloadForm formOf(Format format) {
        return switch (format.payloadForm()) {
            case ACCESS_UNIT -> PayloadForm.PAYLOAD_FORM_ACCESS_UNIT;
            case RTP -> PayloadForm.PAYLOAD_FORM_RTP;
            case TS -> PayloadForm.PAYLOAD_FORM_TS;
        };
    }

    private static Vp9Format vp9(io.millrace.proto.log.Vp9Format message) {
        return new Vp9Format(
                message.getProfile(),
                message.getBitDepth(),
                message.getChromaSubsampling(),
                message.getFullRange(),
                message.getWidth(),
                message.getHeight());
    }

    private static OpusFormat opus(io.millrace.proto.log.OpusFormat message) {
        return new OpusFormat(
                message.getChannels(),
                message.getMappingFamily(),
                message.getStreams(),
                message.getCoupledStreams(),
                bytesOf(message.getChannelMapping()),
                message.getPreSkip());
    }

    private static G726Format g726(io.millrace.proto.log.G726Format message) {
        return new G726Format(
                message.getBitsPerSample(),
                message.getBigEndian()
                        ? G726Format.Packing.BIG_ENDIAN
                        : G726Format.Packing.LITTLE_ENDIAN);
    }

    private static RtpFormat rtp(io.millrace.proto.log.RtpFormat message, int clockRate)
            throws MalformedRecordException {
        return new RtpFormat(
                kindFromWire(message.getKind()),
                message.getEncodingName(),
                clockRate,
                message.getChannels(),
                message.getFormatParameters());
    }

    private static Kind kindToWire(MediaKind kind) {
        return switch (kind) {
            case VIDEO -> Kind.KIND_VIDEO;
            case AUDIO -> Kind.KIND_AUDIO;
            case DATA -> Kind.KIND_DATA;
        };
    }

    private static MediaKind kindFromWire(Kind kind) throws MalformedRecordException {
        return switch (kind) {
            case KIND_VIDEO -> MediaKind.VIDEO;
            case KIND_AUDIO -> MediaKind.AUDIO;
            case KIND_DATA -> MediaKind.DATA;
            case UNRECOGNIZED -> throw new MalformedRecordException("unknown kind of media");
        };
    }

    private static List<Bytes> bytesOf(List<ByteString> strings) {
        return strings.stream().map(FormatCodec::bytesOf).toList();
    }

    private static Bytes bytesOf(ByteString string) {
        return Bytes.copyOf(string.toByteArray());
    }

    private static List<ByteString> stringsOf(List<Bytes> bytes) {
        return bytes.stream().map(FormatCodec::stringOf).toList();
    }

    private static ByteString stringOf(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.toByteArray());
    }
}
