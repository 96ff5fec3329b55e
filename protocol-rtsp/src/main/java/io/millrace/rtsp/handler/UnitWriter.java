package io.millrace.rtsp.handler;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.rtp.Packetizer;
import io.millrace.media.rtp.RtpPacket;
import io.millrace.media.rtp.RtpPayloadFormats;
import io.millrace.media.rtp.RtpSender;
import io.millrace.media.sdp.SessionDescription;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes units of tracks into a {@link ServerStream} that was made of the same tracks, as the RTP
 * packets of their formats. Not thread-safe.
 */
public final class UnitWriter {
    private final ServerStream stream;
    private final Map<Integer, Output> outputs = new HashMap<>();

    private static final class Output implements RtpSender.Output {
        final int medium;
        final Packetizer packetizer;
        final List<ByteBuf> packets = new ArrayList<>();

        Output(int medium, Track track) {
            this.medium = medium;
            this.packetizer =
                    RtpPayloadFormats.packetizer(
                            track.format(),
                            new RtpSender(
                                    SessionDescription.payloadType(track),
                                    0,
                                    ThreadLocalRandom.current().nextInt(0x10000),
                                    RtpSender.DEFAULT_MAX_PAYLOAD_SIZE,
                                    this));
        }

        @Override
        public ByteBuf beginPacket() {
            ByteBuf packet = Unpooled.buffer(RtpSender.DEFAULT_MAX_PAYLOAD_SIZE);
            packets.add(packet);
            return packet;
        }

        @Override
        public void endPacket(int size) {
            // The buffer is the packet.
        }
    }

    public UnitWriter(ServerStream stream, List<Track> tracks) {
        this.stream = stream;
        for (Track track : tracks) {
            outputs.put(track.id(), new Output(outputs.size(), track));
        }
    }

    /**
     * Writes one unit.
     *
     * @param ntpMicros when it was taken, in microseconds since 1970
     * @throws MalformedMediaException if its payload is not canonical; nothing is written then
     */
    public void write(Unit unit, long ntpMicros)
            throws MalformedMediaException, StreamClosedException {
        Output output = outputs.get(unit.track());
        if (output == null) {
            throw new IllegalArgumentException("no track " + unit.track());
        }
        output.packets.clear();
        output.packetizer.packetize(unit);
        for (ByteBuf packet : output.packets) {
            stream.writeRtp(output.medium, RtpPacket.parse(packet), ntpMicros);
        }
    }
}
