package io.millrace.rtsp.read;

import io.millrace.media.Format;
import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.codec.CarriedTracks;
import io.millrace.media.codec.Container;
import io.millrace.media.rtp.Packetizer;
import io.millrace.media.rtp.RtpPayloadFormats;
import io.millrace.media.rtp.RtpSender;
import io.millrace.media.sdp.SessionDescription;
import io.millrace.stream.PathName;
import io.millrace.stream.StreamRecord;
import io.millrace.stream.WireEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** Writes the packets of a record one after the other into one direct buffer. */
final class RtspImageEncoder implements WireEncoder<RtspImage> {
    private static final int HEADROOM_BYTES = 512;

    private final RtspFlavour flavour;
    private final PathName path;
    private final SortedMap<Integer, TrackWriter> writers = new TreeMap<>();

    RtspImageEncoder(RtspFlavour flavour, PathName path) {
        this.flavour = flavour;
        this.path = path;
    }

    private static final class TrackWriter {
        final PacketLayout layout;
        final RtpSender sender;
        Packetizer packetizer;
        Format format;

        TrackWriter(PacketLayout layout, RtpSender sender, Format format) {
            this.layout = layout;
            this.sender = sender;
            this.format = format;
            this.packetizer = RtpPayloadFormats.packetizer(format, sender);
        }

        /** Sequence numbers go on over a change of format. */
        void describe(Format next) {
            if (!format.equals(next)) {
                format = next;
                packetizer = RtpPayloadFormats.packetizer(next, sender);
            }
        }
    }

    @Override
    public void describe(List<Track> described) {
        List<Track> tracks = CarriedTracks.of(Container.RTP, described).carried();
        writers.keySet().removeIf(id -> tracks.stream().noneMatch(track -> track.id() == id));
        for (Track track : tracks) {
            TrackWriter writer = writers.get(track.id());
            if (writer != null) {
                writer.describe(track.format());
            } else {
                layoutOf(track.id())
                        .ifPresent(layout -> writers.put(track.id(), newWriter(track, layout)));
            }
        }
    }

    private Optional<PacketLayout> layoutOf(int trackId) {
        return switch (flavour) {
            case RtspFlavour.Tcp(var channels) ->
                    Optional.ofNullable(channels.get(trackId)).map(InterleavedLayout::new);
            case RtspFlavour.Udp() -> Optional.of(new DatagramLayout(trackId));
        };
    }

    private TrackWriter newWriter(Track track, PacketLayout layout) {
        RtpSender sender =
                new RtpSender(
                        SessionDescription.payloadType(track),
                        RtspFlavour.ssrc(path, track.id()),
                        ThreadLocalRandom.current().nextInt(0x10000),
                        RtpSender.DEFAULT_MAX_PAYLOAD_SIZE,
                        layout);
        return new TrackWriter(layout, sender, track.format());
    }

    @Override
    public Optional<RtspImage> encode(StreamRecord record) {
        if (record.units().isEmpty() || writers.isEmpty()) {
            return Optional.empty();
        }
        List<RtspImage.Run> runs = new ArrayList<>();
        List<RtspImage.TrackPackets> before = marks();
        int size = record.sizeBytes();
        ByteBuf out =
                PooledByteBufAllocator.DEFAULT.directBuffer(size + size / 32 + HEADROOM_BYTES);
        int dropped = 0;
        for (Unit unit : record.units()) {
            dropped += write(unit, out, runs) ? 0 : 1;
        }
        if (!out.isReadable()) {
            out.release();
            return Optional.empty();
        }
        return Optional.of(new RtspImage(out, since(before), runs, dropped));
    }

    /** False if the unit is not canonical; of a track that is left out nothing is written. */
    private boolean write(Unit unit, ByteBuf out, List<RtspImage.Run> runs) {
        TrackWriter writer = writers.get(unit.track());
        if (writer == null) {
            return true;
        }
        int start = out.writerIndex();
        writer.layout.begin(out);
        try {
            writer.packetizer.packetize(unit);
            writer.layout.end(runs);
            return true;
        } catch (MalformedMediaException e) {
            out.writerIndex(start);
            return false;
        }
    }

    /** Where each track's sender stands: sequence, packets, octets so far. */
    private List<RtspImage.TrackPackets> marks() {
        List<RtspImage.TrackPackets> marks = new ArrayList<>(writers.size());
        writers.forEach((id, writer) ->
                marks.add(
                        new RtspImage.TrackPackets(
                                id,
                                writer.sender.nextSequenceNumber(),
                                (int) writer.sender.packets(),
                                writer.sender.payloadBytes())));
        return marks;
    }

    private List<RtspImage.TrackPackets> since(List<RtspImage.TrackPackets> before) {
        List<RtspImage.TrackPackets> after = marks();
        List<RtspImage.TrackPackets> tracks = new ArrayList<>(after.size());
        for (int i = 0; i < after.size(); i++) {
            RtspImage.TrackPackets from = before.get(i);
            tracks.add(
                    new RtspImage.TrackPackets(
                            from.trackId(),
                            from.firstSequence(),
                            after.get(i).packets() - from.packets(),
                            after.get(i).octets() - from.octets()));
        }
        return tracks;
    }
}
