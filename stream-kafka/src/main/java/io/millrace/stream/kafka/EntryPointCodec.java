package io.millrace.stream.kafka;

import io.millrace.media.Language;
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
                        .setNumbers(numbersToWire(entry.numbers()))
                        .setForced(entry.forced());
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
                io.millrace.proto.log.Track.newBuilder().setId(track.id());
        track.language().ifPresent(language -> message.setLanguage(language.tag()));
        FormatCodec.toWire(track.format(), message);
        return message.build();
    }

    static EntryPoint fromWire(io.millrace.proto.log.EntryPoint message)
            throws MalformedRecordException {
        if (message.getTracksCount() == 0 || message.getTracksCount() > MAX_TRACKS) {
            throw new MalformedRecordException(message.getTracksCount() + " tracks");
        }
        List<Track> tracks = new ArrayList<>(message.getTracksCount());
        for (io.millrace.proto.log.Track track : message.getTracksList()) {
            tracks.add(
                    new Track(
                            track.getId(),
                            FormatCodec.fromWire(track),
                            Language.of(track.getLanguage())));
        }
        io.millrace.proto.log.RunningNumbers numbers = message.getNumbers();
        return new EntryPoint(
                tracks,
                new RunningNumbers(
                        numbers.getSegment(),
                        numbers.getDiscontinuity(),
                        numbers.getTimelineOffsetMicros(),
                        numbers.getSegmentStartMicros(),
                        numbers.getWallClockAnchorMicros()),
                message.getForced());
    }
}
