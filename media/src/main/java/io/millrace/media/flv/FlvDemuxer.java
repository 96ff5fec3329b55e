package io.millrace.media.flv;

import io.millrace.media.AudioGrid;
import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import io.millrace.media.codec.UnitDuration;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes tracks and units of the bodies of FLV tags or RTMP messages. Video is track 0, audio track
 * 1; the millisecond timestamps become 90 kHz ticks and exact samples.
 *
 * <p>A body that breaks the format throws and costs that body only. What comes before a
 * configuration cannot be decoded: it is dropped and counted. Bodies are borrowed. Not thread-safe.
 */
public final class FlvDemuxer {
    public static final int VIDEO_TRACK = 0;
    public static final int AUDIO_TRACK = 1;

    private static final int MILLIS = 1000;
    private static final int NANOS = 1_000_000_000;
    private static final int TICKS_PER_MILLI = Format.VIDEO_CLOCK_RATE / MILLIS;

    private final Sink sink;
    private final FlvClock clock = new FlvClock();

    private Optional<FlvCodec> videoCodec = Optional.empty();
    private FlvTrackReader videoReader = FlvTrackReader.of(FlvCodec.AVC);
    private Optional<Format> videoFormat = Optional.empty();
    private long lastVideoDtsTicks = Long.MIN_VALUE;

    private Optional<FlvCodec> audioCodec = Optional.empty();
    private FlvTrackReader audioReader = FlvTrackReader.of(FlvCodec.AAC);
    private Optional<Format> audioFormat = Optional.empty();
    private AudioGrid audioGrid = new AudioGrid(MILLIS, 0);
    private long lastAudioTicks = Long.MIN_VALUE;

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
        List<Track> tracks = new ArrayList<>(2);
        videoFormat.ifPresent(format -> tracks.add(new Track(VIDEO_TRACK, format)));
        audioFormat.ifPresent(format -> tracks.add(new Track(AUDIO_TRACK, format)));
        return tracks;
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
        switch (FlvVideoTag.parse(body)) {
            case FlvVideoTag.Configuration(FlvCodec codec, byte[] record) -> {
                useVideo(codec);
                videoReader.configure(record);
                announceVideo();
            }
            case FlvVideoTag.CodedFrame frame -> {
                useVideo(frame.codec());
                picture(clock.unwrap(timestampMillis), ntpMicros, frame);
            }
            case FlvVideoTag.Unsupported(String codec) -> {
                if (!codec.equals(unsupportedVideo)) {
                    unsupportedVideo = codec;
                    sink.onUnsupported(MediaKind.VIDEO, codec);
                }
            }
            case FlvVideoTag.EndOfSequence(), FlvVideoTag.NoPicture() -> {}
        }
    }

    /** Takes an audio body, likewise. */
    public void audio(long timestampMillis, long ntpMicros, ByteBuf body)
            throws MalformedMediaException {
        switch (FlvAudioTag.parse(body)) {
            case FlvAudioTag.Configuration(FlvCodec codec, byte[] record) -> {
                useAudio(codec);
                audioReader.configure(record);
                announceAudio();
            }
            case FlvAudioTag.CodedFrame frame -> {
                useAudio(frame.codec());
                sound(clock.unwrap(timestampMillis), ntpMicros, frame);
            }
            case FlvAudioTag.Unsupported(String codec) -> {
                if (!codec.equals(unsupportedAudio)) {
                    unsupportedAudio = codec;
                    sink.onUnsupported(MediaKind.AUDIO, codec);
                }
            }
            case FlvAudioTag.EndOfSequence(), FlvAudioTag.NoSound() -> {}
        }
    }

    private void useVideo(FlvCodec codec) {
        if (!videoCodec.equals(Optional.of(codec))) {
            videoCodec = Optional.of(codec);
            videoReader = FlvTrackReader.of(codec);
        }
    }

    private void useAudio(FlvCodec codec) {
        if (!audioCodec.equals(Optional.of(codec))) {
            audioCodec = Optional.of(codec);
            audioReader = FlvTrackReader.of(codec);
        }
    }

    private void announceVideo() {
        Optional<Format> format = videoReader.format();
        if (format.isPresent() && !format.equals(videoFormat)) {
            videoFormat = format;
            sink.onTracks(tracks());
        }
    }

    private void announceAudio() {
        Optional<Format> format = audioReader.format();
        if (format.isEmpty() || format.equals(audioFormat)) {
            return;
        }
        int clockRate = format.get().clockRate();
        if (audioFormat.isEmpty() || audioFormat.get().clockRate() != clockRate) {
            audioGrid = new AudioGrid(clockRate, 0);
            lastAudioTicks =
                    audioFormat.isEmpty()
                            ? Long.MIN_VALUE
                            : Ticks.convertNearest(
                                    lastAudioTicks, audioFormat.get().clockRate(), clockRate);
        }
        audioFormat = format;
        sink.onTracks(tracks());
    }

    private void picture(long millis, long ntpMicros, FlvVideoTag.CodedFrame frame)
            throws MalformedMediaException {
        if (!videoReader.isConfigured()) {
            droppedUnits++;
            return;
        }
        Optional<FlvTrackReader.Frame> read = videoReader.read(frame.data());
        announceVideo();
        if (read.isEmpty()) {
            return;
        }
        if (videoFormat.isEmpty()) {
            droppedUnits++;
            return;
        }
        long sentDts =
                millis * TICKS_PER_MILLI + ticks(frame.offsetNanos(), Format.VIDEO_CLOCK_RATE);
        long sentPts = sentDts + (long) frame.compositionMillis() * TICKS_PER_MILLI;
        long dts = Math.max(sentDts, lastVideoDtsTicks);
        long pts = Math.max(sentPts, dts);
        if (dts != sentDts || pts != sentPts) {
            correctedTimestamps++;
        }
        lastVideoDtsTicks = dts;
        boolean randomAccess = read.get().randomAccess() || frame.keyFrame();
        sink.onUnit(new Unit(VIDEO_TRACK, pts, dts, ntpMicros, randomAccess, read.get().payload()));
    }

    private static long ticks(int nanos, int clockRate) {
        return Ticks.convertNearest(nanos, NANOS, clockRate);
    }

    private void sound(long millis, long ntpMicros, FlvAudioTag.CodedFrame frame)
            throws MalformedMediaException {
        if (!audioReader.isConfigured()) {
            droppedUnits++;
            return;
        }
        Optional<FlvTrackReader.Frame> read = audioReader.read(frame.data());
        announceAudio();
        if (read.isEmpty() || audioFormat.isEmpty()) {
            return;
        }
        Format format = audioFormat.get();
        byte[] payload = read.get().payload();
        long coarse =
                Ticks.convertNearest(millis, MILLIS, format.clockRate())
                        + ticks(frame.offsetNanos(), format.clockRate());
        OptionalInt samples = UnitDuration.ticks(format, payload);
        long exact = samples.isPresent() ? audioGrid.place(coarse, samples.getAsInt()) : coarse;
        long pts = Math.max(exact, lastAudioTicks);
        lastAudioTicks = pts;
        sink.onUnit(new Unit(AUDIO_TRACK, pts, pts, ntpMicros, true, payload));
    }
}
