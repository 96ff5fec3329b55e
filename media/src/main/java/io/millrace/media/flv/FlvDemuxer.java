package io.millrace.media.flv;

import io.millrace.media.AacFormat;
import io.millrace.media.AudioGrid;
import io.millrace.media.H264Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Ticks;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import io.millrace.media.h264.AccessUnit;
import io.millrace.media.h264.NalUnits;
import io.millrace.media.h264.ParameterSets;
import io.millrace.media.mp4.AvcDecoderConfiguration;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    private static final int TICKS_PER_MILLI = H264Format.CLOCK_RATE / MILLIS;

    private final Sink sink;
    private final FlvClock clock = new FlvClock();

    private ParameterSets parameterSets = new ParameterSets();
    private int nalUnitLengthSize;
    private Optional<H264Format> videoFormat = Optional.empty();
    private long lastVideoDtsTicks = Long.MIN_VALUE;

    private Optional<AacFormat> audioFormat = Optional.empty();
    private AudioGrid audioGrid = new AudioGrid(MILLIS, AacFormat.SAMPLES_PER_UNIT);

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
            case FlvVideoTag.Configuration(AvcDecoderConfiguration configuration) ->
                    configure(configuration);
            case FlvVideoTag.CodedFrame frame ->
                    picture(clock.unwrap(timestampMillis), ntpMicros, frame);
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
            case FlvAudioTag.Configuration(AacFormat format) -> configure(format);
            case FlvAudioTag.CodedFrame(byte[] data) ->
                    sound(clock.unwrap(timestampMillis), ntpMicros, data);
            case FlvAudioTag.Unsupported(String codec) -> {
                if (!codec.equals(unsupportedAudio)) {
                    unsupportedAudio = codec;
                    sink.onUnsupported(MediaKind.AUDIO, codec);
                }
            }
            case FlvAudioTag.EndOfSequence(), FlvAudioTag.NoSound() -> {}
        }
    }

    private void configure(AvcDecoderConfiguration configuration) throws MalformedMediaException {
        ParameterSets next = new ParameterSets();
        next.update(configuration.parameterSets());
        parameterSets = next;
        nalUnitLengthSize = configuration.nalUnitLengthSize();
        announceVideo();
    }

    private void announceVideo() {
        Optional<H264Format> format = parameterSets.format();
        if (format.isPresent() && !format.equals(videoFormat)) {
            videoFormat = format;
            sink.onTracks(tracks());
        }
    }

    private void configure(AacFormat format) {
        if (audioFormat.equals(Optional.of(format))) {
            return;
        }
        if (audioFormat.isEmpty() || audioFormat.get().sampleRate() != format.sampleRate()) {
            audioGrid = new AudioGrid(format.sampleRate(), AacFormat.SAMPLES_PER_UNIT);
        }
        audioFormat = Optional.of(format);
        sink.onTracks(tracks());
    }

    private void picture(long millis, long ntpMicros, FlvVideoTag.CodedFrame frame)
            throws MalformedMediaException {
        if (nalUnitLengthSize == 0) {
            droppedUnits++;
            return;
        }
        byte[] data = frame.data();
        AccessUnit accessUnit =
                AccessUnit.of(NalUnits.ofLengthPrefixed(data, 0, data.length, nalUnitLengthSize));
        parameterSets.update(accessUnit.parameterSets());
        announceVideo();
        if (!accessUnit.hasPicture()) {
            return;
        }
        if (videoFormat.isEmpty()) {
            droppedUnits++;
            return;
        }
        long sentDts = millis * TICKS_PER_MILLI;
        long sentPts = sentDts + (long) frame.compositionMillis() * TICKS_PER_MILLI;
        long dts = Math.max(sentDts, lastVideoDtsTicks);
        long pts = Math.max(sentPts, dts);
        if (dts != sentDts || pts != sentPts) {
            correctedTimestamps++;
        }
        lastVideoDtsTicks = dts;
        boolean randomAccess = accessUnit.randomAccess() || frame.keyFrame();
        sink.onUnit(
                new Unit(
                        VIDEO_TRACK, pts, dts, ntpMicros, randomAccess, payload(accessUnit, data)));
    }

    /** The canonical payload; mostly what was received already is that. */
    private byte[] payload(AccessUnit accessUnit, byte[] data) {
        boolean canonical =
                nalUnitLengthSize == NalUnits.PREFIX_SIZE
                        && NalUnits.sizeInBytes(accessUnit.nalUnits()) == data.length;
        return canonical ? data : accessUnit.payload();
    }

    private void sound(long millis, long ntpMicros, byte[] data) {
        if (audioFormat.isEmpty()) {
            droppedUnits++;
            return;
        }
        int clockRate = audioFormat.get().clockRate();
        long pts = audioGrid.place(Ticks.convertNearest(millis, MILLIS, clockRate));
        sink.onUnit(new Unit(AUDIO_TRACK, pts, pts, ntpMicros, true, data));
    }
}
