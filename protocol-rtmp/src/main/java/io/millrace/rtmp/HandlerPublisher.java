package io.millrace.rtmp;

import io.millrace.media.Format;
import io.millrace.media.H264Format;
import io.millrace.media.H265Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.flv.FlvMuxer;
import io.millrace.media.h264.NalUnit;
import io.millrace.media.h264.NalUnits;
import io.millrace.rtmp.handler.AudioSample;
import io.millrace.rtmp.handler.CodecConfiguration;
import io.millrace.rtmp.handler.RtmpHandler;
import io.millrace.rtmp.handler.VideoSample;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import io.millrace.stream.Publisher;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells an application's handler of codecs and samples. Confined to the event loop. */
final class HandlerPublisher implements Publisher {
    private final PathName path;
    private final RtmpHandler handler;
    private final Map<Integer, Track> tracks = new HashMap<>();

    HandlerPublisher(PathName path, RtmpHandler handler) {
        this.path = path;
        this.handler = handler;
    }

    @Override
    public PathName path() {
        return path;
    }

    @Override
    public long epoch() {
        return 1;
    }

    @Override
    public void describe(List<Track> described) {
        for (Track track : described) {
            if (!track.equals(tracks.put(track.id(), track))) {
                handler.onCodec(
                        new CodecConfiguration(track, FlvMuxer.configuration(track.format())));
            }
        }
    }

    @Override
    public void write(Unit unit) {
        Track track = tracks.get(unit.track());
        if (track == null) {
            return;
        }
        if (track.kind() == MediaKind.VIDEO) {
            handler.onVideo(
                    new VideoSample(
                            track,
                            nalUnits(track.format(), unit),
                            unit.payload(),
                            unit.dtsTicks(),
                            unit.ptsTicks(),
                            unit.randomAccess()));
        } else {
            handler.onAudio(new AudioSample(track, unit.payload(), unit.ptsTicks()));
        }
    }

    private static List<NalUnit> nalUnits(Format format, Unit unit) {
        if (!(format instanceof H264Format || format instanceof H265Format)) {
            return List.of();
        }
        try {
            return NalUnits.ofLengthPrefixed(unit.payload());
        } catch (MalformedMediaException e) {
            throw new IllegalStateException("a unit's payload is canonical", e);
        }
    }

    @Override
    public void close(EndReason reason) {}
}
