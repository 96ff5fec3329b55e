package io.millrace.stream.kafka;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.millrace.media.AacFormat;
import io.millrace.media.Bytes;
import io.millrace.media.Format;
import io.millrace.media.H264Format;
import io.millrace.media.Track;
import io.millrace.stream.EntryPoint;
import io.millrace.stream.RunningNumbers;
import java.util.ArrayList;
import java.util.List;

/** Descriptions and running numbers to and from {@code log.proto}. */
final class EntryPointCodec {
    private static final int MAX_TRACKS = 256;

    private EntryPointCodec() {}

    static io.millrace.proto.log.EntryPoint toWire(EntryPoint entry) {
        io.millrace.proto.log.EntryPoint.Builder message =
                io.millrace.proto.log.EntryPoint.newBuilder()
                        .setNumbers(numbersToWire(entry.numbers()));
        for (Track track : entry.tracks()) {
            message.addTracks(trackToWire(track));
        }
        return message.build();
    }

    private static io.millrace.proto.log.RunningNumbers numbersToWire(RunningNumbers numbers) {
        return io.millrace.proto.log.RunningNumbers.newBuilder()
                .setSegment(numbers.segment())
                .setDiscontinuity(numbers.discontinuity())
                .setTimelineOffsetMicros(numbers.timelineOffsetMicros())
                .setSegmentStartMicros(numbers.segmentStartMicros())
                .setWallClockAnchorMicros(numbers.wallClockAnchorMicros())
                .build();
    }

    private static io.millrace.proto.log.Track trackToWire(Track track) {
        io.millrace.proto.log.Track.Builder message =
                io.millrace.proto.log.Track.newBuilder()
                        .setId(track.id())
                        .setClockRate(track.clockRate());
        switch (track.format()) {
            case H264Format format ->
                    message.getH264Builder()
                            .addAllSequenceParameterSets(stringsOf(format.sequenceParameterSets()))
                            .addAllPictureParameterSets(stringsOf(format.pictureParameterSets()));
            case AacFormat format ->
                    message.getAacBuilder()
                            .setAudioSpecificConfig(stringOf(format.audioSpecificConfig()))
                            .setChannels(format.channels());
        }
        return message.build();
    }

    static EntryPoint fromWire(io.millrace.proto.log.EntryPoint message)
            throws MalformedRecordException {
        if (message.getTracksCount() == 0 || message.getTracksCount() > MAX_TRACKS) {
            throw new MalformedRecordException(message.getTracksCount() + " tracks");
        }
        List<Track> tracks = new ArrayList<>(message.getTracksCount());
        for (io.millrace.proto.log.Track track : message.getTracksList()) {
            tracks.add(new Track(track.getId(), formatFromWire(track)));
        }
        io.millrace.proto.log.RunningNumbers numbers = message.getNumbers();
        return new EntryPoint(
                tracks,
                new RunningNumbers(
                        numbers.getSegment(),
                        numbers.getDiscontinuity(),
                        numbers.getTimelineOffsetMicros(),
                        numbers.getSegmentStartMicros(),
                        numbers.getWallClockAnchorMicros()));
    }

    private static Format formatFromWire(io.millrace.proto.log.Track track)
            throws MalformedRecordException {
        return switch (track.getFormatCase()) {
            case H264 ->
                    new H264Format(
                            bytesOf(track.getH264().getSequenceParameterSetsList()),
                            bytesOf(track.getH264().getPictureParameterSetsList()));
            case AAC ->
                    new AacFormat(
                            Bytes.copyOf(track.getAac().getAudioSpecificConfig().toByteArray()),
                            track.getClockRate(),
                            track.getAac().getChannels());
            case FORMAT_NOT_SET -> throw new MalformedRecordException("track of an unknown format");
        };
    }

    private static List<Bytes> bytesOf(List<ByteString> strings) {
        return strings.stream().map(string -> Bytes.copyOf(string.toByteArray())).toList();
    }

    private static List<ByteString> stringsOf(List<Bytes> bytes) {
        return bytes.stream().map(EntryPointCodec::stringOf).toList();
    }

    private static ByteString stringOf(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.toByteArray());
    }
}
