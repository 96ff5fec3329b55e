package io.millrace.media.flv;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import io.netty.buffer.ByteBuf;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes tracks and units of the bodies of FLV tags or RTMP messages. The first video is track 0,
 * the first audio track 1, others of multitrack bodies follow; the millisecond timestamps become 90
 * kHz ticks and exact samples.
 *
 * <p>A body that breaks the format throws and costs that body only. What comes before a
 * configuration cannot be decoded: it is dropped and counted. Bodies are borrowed. Not thread-safe.
 */
public final class FlvDemuxer {
    public static final int VIDEO_TRACK = 0;
    public static final int AUDIO_TRACK = 1;

    private static final int TICKS_PER_MILLI = Format.VIDEO_CLOCK_RATE / 1000;

    private final Sink sink;
    private final FlvClock clock = new FlvClock();
    private final Map<Integer, FlvTrack> video = new HashMap<>();
    private final Map<Integer, FlvTrack> audio = new HashMap<>();
    private int nextTrack = AUDIO_TRACK + 1;

    private String unsupportedVideo = "";
    private String unsupportedAudio = "";
    private long droppedUnits;
    private long correctedTimestamps;

    /** Takes what a demuxer finds, and is told what it cannot read. */
    public interface Sink extends UnitSink {
        /** The source sends a codec that is not read; told once for each codec. */
        void onUnsupported(MediaKind kind, String codec);
    }

    public FlvDemuxer(Sink sink) {
        this.sink = sink;
    }

    /** The tracks known so far. */
    public List<Track> tracks() {
        return Stream.concat(video.values().stream(), audio.values().stream())
                .flatMap(track -> track.track().stream())
                .sorted(Comparator.comparingInt(Track::id))
                .toList();
    }

    /** Units that came before their configuration. */
    public long droppedUnits() {
        return droppedUnits;
    }

    /** Video units whose timestamps were out of order and were moved. */
    public long correctedTimestamps() {
        return correctedTimestamps;
    }

    /**
     * Takes a video body.
     *
     * @param timestampMillis of its tag or message; only the low 32 bits count
     * @param ntpMicros for the unit's ntp
     */
    public void video(long timestampMillis, long ntpMicros, ByteBuf body)
            throws MalformedMediaException {
        for (FlvMultitrack.Part part : FlvMultitrack.ofVideo(body)) {
            switch (FlvVideoTag.parse(part.body())) {
                case FlvVideoTag.Configuration(FlvCodec codec, byte[] record) -> {
                    FlvTrack track = videoTrack(part.trackId(), codec);
                    track.reader().configure(record);
                    announce(track);
                }
                case FlvVideoTag.CodedFrame frame ->
                        picture(
                                videoTrack(part.trackId(), frame.codec()),
                                clock.unwrap(timestampMillis),
                                ntpMicros,
                                frame);
                case FlvVideoTag.Unsupported(String codec) -> {
                    if (!codec.equals(unsupportedVideo)) {
                        unsupportedVideo = codec;
                        sink.onUnsupported(MediaKind.VIDEO, codec);
                    }
                }
                case FlvVideoTag.EndOfSequence(), FlvVideoTag.NoPicture() -> {}
            }
        }
    }

    /** Takes an audio body, likewise. */
    public void audio(long timestampMillis, long ntpMicros, ByteBuf body)
            throws MalformedMediaException {
        for (FlvMultitrack.Part part : FlvMultitrack.ofAudio(body)) {
            switch (FlvAudioTag.parse(part.body())) {
                case FlvAudioTag.Configuration(FlvCodec codec, byte[] record) -> {
                    FlvTrack track = audioTrack(part.trackId(), codec);
                    track.reader().configure(record);
                    announce(track);
                }
                case FlvAudioTag.CodedFrame frame ->
                        sound(
                                audioTrack(part.trackId(), frame.codec()),
                                clock.unwrap(timestampMillis),
                                ntpMicros,
                                frame);
                case FlvAudioTag.Unsupported(String codec) -> {
                    if (!codec.equals(unsupportedAudio)) {
                        unsupportedAudio = codec;
                        sink.onUnsupported(MediaKind.AUDIO, codec);
                    }
                }
                case FlvAudioTag.EndOfSequence(), FlvAudioTag.NoSound() -> {}
            }
        }
    }

    private FlvTrack videoTrack(int sentId, FlvCodec codec) {
        return track(video, sentId, VIDEO_TRACK, codec);
    }

    private FlvTrack audioTrack(int sentId, FlvCodec codec) {
        return track(audio, sentId, AUDIO_TRACK, codec);
    }

    private FlvTrack track(Map<Integer, FlvTrack> known, int sentId, int firstId, FlvCodec codec) {
        int id = known.isEmpty() ? firstId : nextTrack;
        FlvTrack track = known.get(sentId);
        if (track == null) {
            track = new FlvTrack(id, codec);
            known.put(sentId, track);
            nextTrack += id == firstId ? 0 : 1;
        }
        track.use(codec);
        return track;
    }

    private void announce(FlvTrack track) {
        if (track.hasNewFormat()) {
            sink.onTracks(tracks());
        }
    }

    private void picture(FlvTrack track, long millis, long ntpMicros, FlvVideoTag.CodedFrame frame)
            throws MalformedMediaException {
        if (!track.reader().isConfigured()) {
            droppedUnits++;
            return;
        }
        Optional<FlvTrackReader.Frame> read = track.reader().read(frame.data());
        announce(track);
        if (read.isEmpty()) {
            return;
        }
        if (track.track().isEmpty()) {
            droppedUnits++;
            return;
        }
        long sentDts = track.ticks(millis, frame.offsetNanos());
        long sentPts = sentDts + (long) frame.compositionMillis() * TICKS_PER_MILLI;
        long dts = track.decodedAt(sentDts);
        long pts = Math.max(sentPts, dts);
        if (dts != sentDts || pts != sentPts) {
            correctedTimestamps++;
        }
        boolean randomAccess = read.get().randomAccess() || frame.keyFrame();
        sink.onUnit(new Unit(track.id(), pts, dts, ntpMicros, randomAccess, read.get().payload()));
    }

    private void sound(FlvTrack track, long millis, long ntpMicros, FlvAudioTag.CodedFrame frame)
            throws MalformedMediaException {
        if (!track.reader().isConfigured()) {
            droppedUnits++;
            return;
        }
        Optional<FlvTrackReader.Frame> read = track.reader().read(frame.data());
        announce(track);
        if (read.isEmpty() || track.track().isEmpty()) {
            return;
        }
        byte[] payload = read.get().payload();
        long pts = track.playedAt(track.ticks(millis, frame.offsetNanos()), payload);
        sink.onUnit(new Unit(track.id(), pts, pts, ntpMicros, true, payload));
    }
}
