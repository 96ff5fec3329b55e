package io.millrace.rtmp;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.UnitSink;
import io.millrace.media.flv.FlvDemuxer;
import io.millrace.rtmp.amf.Amf0Decoder;
import io.millrace.rtmp.carriage.MediaAnnouncement;
import io.millrace.rtmp.carriage.TrackGate;
import io.millrace.rtmp.connection.Command;
import io.millrace.rtmp.wire.MessageType;
import io.millrace.rtmp.wire.RtmpMessage;
import io.millrace.rtmp.wire.RtmpProtocolException;
import io.millrace.stream.EndReason;
import io.millrace.stream.Publisher;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One publication over RTMP: turns audio, video and data messages into a publisher's units. A body
 * that cannot be read costs itself only and is counted. Confined to the event loop.
 */
final class PublishSession implements MediaInput, FlvDemuxer.Sink {
    private static final Logger log = LoggerFactory.getLogger(PublishSession.class);

    private final Publisher publisher;
    private final String peer;
    private final RtmpCounters counters;
    private final FlvDemuxer demuxer = new FlvDemuxer(this);
    private final TrackGate gate;
    private long mediaMessages;
    private long countedDrops;
    private String unsupported = "";

    PublishSession(Publisher publisher, String peer, RtmpCounters counters) {
        this.publisher = publisher;
        this.peer = peer;
        this.counters = counters;
        this.gate =
                new TrackGate(
                        new UnitSink() {
                            @Override
                            public void onTracks(List<Track> tracks) {
                                publisher.describe(tracks);
                            }

                            @Override
                            public void onUnit(Unit unit) {
                                publisher.write(unit);
                            }
                        });
    }

    @Override
    public long mediaMessages() {
        return mediaMessages;
    }

    @Override
    public String hopelessBecause() {
        return gate.isHopeless() ? unsupported : "";
    }

    @Override
    public void onMessage(RtmpMessage message, long ntpMicros) throws RtmpProtocolException {
        switch (message.type()) {
            case MessageType.VIDEO -> {
                counters.videoMessagesIn().increment();
                onVideo(message, ntpMicros);
            }
            case MessageType.AUDIO -> {
                counters.audioMessagesIn().increment();
                onAudio(message, ntpMicros);
            }
            default -> {
                counters.dataMessagesIn().increment();
                MediaAnnouncement.of(Amf0Decoder.decodeAll(Command.amf0(message)))
                        .ifPresent(announcement -> gate.announce(announcement.kinds()));
            }
        }
    }

    @Override
    public void close(EndReason reason) {
        publisher.close(reason);
    }

    @Override
    public void onTracks(List<Track> tracks) {
        gate.onTracks(tracks);
    }

    @Override
    public void onUnit(Unit unit) {
        gate.onUnit(unit);
    }

    @Override
    public void onUnsupported(MediaKind kind, String codec) {
        log.warn(
                "path {}: {} sends {}, which is not supported; it is left out",
                publisher.path(),
                peer,
                codec);
        unsupported = unsupported.isEmpty() ? codec : unsupported + ", " + codec;
        gate.exclude(kind);
    }

    private void onVideo(RtmpMessage message, long ntpMicros) {
        try {
            demuxer.video(message.timestampMillis(), ntpMicros, message.payload());
        } catch (MalformedMediaException e) {
            malformed("video", e);
        }
        onMediaDone(message);
    }

    private void onAudio(RtmpMessage message, long ntpMicros) {
        try {
            demuxer.audio(message.timestampMillis(), ntpMicros, message.payload());
        } catch (MalformedMediaException e) {
            malformed("audio", e);
        }
        onMediaDone(message);
    }

    private void onMediaDone(RtmpMessage message) {
        mediaMessages++;
        gate.onMessageDone(message.timestampMillis());
        long drops = demuxer.droppedUnits();
        if (drops > countedDrops) {
            counters.unitsDropped("no-configuration", drops - countedDrops);
            countedDrops = drops;
        }
    }

    private void malformed(String what, MalformedMediaException e) {
        counters.malformed(what);
        log.debug("path {}: {}: {}", publisher.path(), peer, e.getMessage());
    }
}
