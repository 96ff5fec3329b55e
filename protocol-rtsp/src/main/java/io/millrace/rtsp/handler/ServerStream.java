package io.millrace.rtsp.handler;

import io.millrace.media.Track;
import io.millrace.media.rtp.Rtcp;
import io.millrace.media.rtp.RtcpPacket;
import io.millrace.media.rtp.RtpPacket;
import io.millrace.media.sdp.SdpAttribute;
import io.millrace.media.sdp.SdpMedia;
import io.millrace.media.sdp.SessionDescription;
import io.millrace.rtsp.read.PacketImages;
import io.millrace.rtsp.read.Playback;
import io.millrace.rtsp.read.RtpInfo;
import io.millrace.rtsp.read.RtspFlavour;
import io.millrace.rtsp.read.RtspImage;
import io.millrace.stream.EndReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Media that an application offers to readers: a description, and packets that are written by any
 * thread and sent to every reader that plays. It belongs to no publisher and no server: it is made
 * when there is something to serve, ready at once, and closed when that is over, which ends its
 * readers. Media are numbered from 0 in the order of the description.
 *
 * <p>Each format gets an SSRC of the stream's own; sequence numbers and timestamps stay. Readers
 * get a sender report of each format when they begin and every 10 s, which says the wall clock that
 * was written with the newest packet. Thread-safe.
 *
 * <p>Media at the end of the description that are {@code a=sendonly} are back channels (ONVIF):
 * only readers that ask for them are told, and send to {@link RtspHandler.OnBackChannel}.
 */
public final class ServerStream implements PacketSink, AutoCloseable {
    private static final String CNAME = "millrace";
    private static final int REPORT_BYTES = 64;
    private static final String SEND_ONLY = "sendonly";

    private final SessionDescription description;
    private final List<OutgoingMedia> media = new ArrayList<>();
    private final Map<Integer, MulticastAddress> multicast;
    private final InstantSource clock;
    private final Map<RtspFlavour, List<StreamReader>> readers = new LinkedHashMap<>();
    private final int firstBackChannel;
    private boolean closed;

    /** A sender report of a medium, owned by who asked for it. */
    record Report(int media, ByteBuf packet) {}

    /** A stream of what is described, such as what a publisher announced. */
    public ServerStream(SessionDescription description) {
        this(description, Map.of(), InstantSource.system());
    }

    /**
     * Likewise.
     *
     * @param multicast groups by medium; of others, the server picks one of its range
     * @param clock of sender reports, where packets are written without a time of their own
     */
    public ServerStream(
            SessionDescription description,
            Map<Integer, MulticastAddress> multicast,
            InstantSource clock) {
        if (description.media().isEmpty()) {
            throw new IllegalArgumentException("the description has no media");
        }
        this.description = offered(description);
        this.firstBackChannel = firstBackChannel(description.media());
        this.multicast = Map.copyOf(multicast);
        this.clock = clock;
        Set<Long> ssrcs = new HashSet<>();
        for (SdpMedia one : description.media()) {
            media.add(new OutgoingMedia(one, () -> newSsrc(ssrcs)));
        }
    }

    /** A stream of these tracks, the first of which is medium 0: see {@link UnitWriter}. */
    public static ServerStream of(String name, List<Track> tracks) {
        return new ServerStream(SessionDescription.of(name, tracks));
    }

    private static int firstBackChannel(List<SdpMedia> media) {
        int first = media.size();
        while (first > 1 && media.get(first - 1).attribute(SEND_ONLY).isPresent()) {
            first--;
        }
        return first;
    }

    private static long newSsrc(Set<Long> taken) {
        long ssrc = ThreadLocalRandom.current().nextLong(1L << 32);
        while (!taken.add(ssrc)) {
            ssrc = ThreadLocalRandom.current().nextLong(1L << 32);
        }
        return ssrc;
    }

    /** The same media with controls of ours, and without the addresses of who announced them. */
    private static SessionDescription offered(SessionDescription description) {
        List<SdpMedia> media = new ArrayList<>();
        for (SdpMedia one : description.media()) {
            List<SdpAttribute> attributes = new ArrayList<>();
            attributes.add(new SdpAttribute("control", "trackID=" + media.size()));
            one.attributes().stream()
                    .filter(attribute -> !attribute.name().equalsIgnoreCase("control"))
                    .forEach(attributes::add);
            media.add(
                    new SdpMedia(
                            one.kind(), 0, "RTP/AVP", one.formats(), Optional.empty(), attributes));
        }
        return new SessionDescription(
                description.name(),
                Optional.of("0.0.0.0"),
                List.of(new SdpAttribute("control", "*")),
                media);
    }

    /** What readers are told. */
    public SessionDescription description() {
        return new SessionDescription(
                description.name(),
                description.connectionAddress(),
                description.attributes(),
                description.media().subList(0, firstBackChannel));
    }

    /** What readers are told who want to send too. */
    public SessionDescription descriptionWithBackChannels() {
        return description;
    }

    /** The numbers of the media that readers send. */
    public List<Integer> backChannels() {
        return IntStream.range(firstBackChannel, media.size()).boxed().toList();
    }

    /** The group of a medium where the application chose it. */
    public Optional<MulticastAddress> multicast(int medium) {
        return Optional.ofNullable(multicast.get(medium));
    }

    /** The SSRC that readers are told of a medium: its first format's. */
    public long ssrc(int medium) {
        return medium(medium).formats().iterator().next().ssrc();
    }

    /** Writes a packet that was taken now. */
    public void writeRtp(int medium, RtpPacket packet) throws StreamClosedException {
        writeRtp(medium, packet, nowMicros());
    }

    /**
     * Writes a packet, which is borrowed, to all readers of its medium.
     *
     * @param ntpMicros when it was taken, in microseconds since 1970, for sender reports
     * @throws IllegalArgumentException if medium or payload type are not in the description
     */
    public void writeRtp(int medium, RtpPacket packet, long ntpMicros)
            throws StreamClosedException {
        OutgoingMedia outgoing = medium(medium);
        OutgoingFormat format = outgoing.format(packet.payloadType());
        synchronized (readers) {
            requireOpen();
            RtpPacket written = format.written(packet, ntpMicros, nowMicros());
            int size = RtpPacket.HEADER_SIZE + packet.payload().readableBytes();
            for (StreamReader _ : sentTo(medium, written)) {
                format.sent();
                outgoing.sent(size);
            }
        }
    }

    /** One image a flavour; gives who took it. */
    private List<StreamReader> sentTo(int medium, RtpPacket packet) {
        List<StreamReader> taken = new ArrayList<>();
        readers.forEach((flavour, group) ->
                PacketImages.of(flavour, medium, packet)
                        .ifPresent(image -> {
                            offer(image, medium, group, taken);
                            image.release();
                        }));
        return taken;
    }

    private static void offer(
            RtspImage image, int medium, List<StreamReader> group, List<StreamReader> taken) {
        for (StreamReader reader : group) {
            if (reader.request().tracks().contains(medium) && reader.offer(image)) {
                taken.add(reader);
            }
        }
    }

    /** Writes an RTCP compound packet, which is borrowed, to all readers of a medium. */
    public void writeRtcp(int medium, ByteBuf packet) throws StreamClosedException {
        OutgoingMedia outgoing = medium(medium);
        synchronized (readers) {
            requireOpen();
            for (List<StreamReader> group : readers.values()) {
                for (StreamReader reader : group) {
                    if (reader.request().tracks().contains(medium)) {
                        outgoing.sentRtcp(packet.readableBytes());
                        reader.offerRtcp(medium, packet.copy());
                    }
                }
            }
        }
    }

    @Override
    public void onRtp(int medium, RtpPacket packet, long ntpMicros) throws StreamClosedException {
        writeRtp(medium, packet, ntpMicros);
    }

    public StreamStatistics statistics() {
        synchronized (readers) {
            return new StreamStatistics(media.stream().map(OutgoingMedia::statistics).toList());
        }
    }

    /** Readers that play now. */
    public int readers() {
        synchronized (readers) {
            return readers.values().stream().mapToInt(List::size).sum();
        }
    }

    /** Begins to send to a reader: what the server does at PLAY. */
    public Playback play(Playback.Request request) {
        StreamReader reader = new StreamReader(this, request);
        List<RtpInfo.Start> starts = new ArrayList<>();
        synchronized (readers) {
            if (closed) {
                reader.end(gone());
                return reader;
            }
            readers.computeIfAbsent(request.flavour(), _ -> new ArrayList<>()).add(reader);
            long nowMicros = nowMicros();
            for (int track : request.tracks()) {
                media.get(track).formats().stream()
                        .flatMap(format -> format.start(track, nowMicros).stream())
                        .findFirst()
                        .ifPresent(starts::add);
            }
        }
        request.listener().onFirstImage(new RtpInfo(starts));
        reader.start();
        return reader;
    }

    void remove(StreamReader reader) {
        synchronized (readers) {
            RtspFlavour flavour = reader.request().flavour();
            List<StreamReader> group = readers.get(flavour);
            if (group != null && group.remove(reader) && group.isEmpty()) {
                readers.remove(flavour);
            }
        }
    }

    /** Sender reports of all formats that have begun. */
    List<Report> reportsFor(List<Integer> tracks) {
        List<Report> reports = new ArrayList<>();
        synchronized (readers) {
            long nowMicros = nowMicros();
            for (int track : tracks) {
                OutgoingMedia outgoing = media.get(track);
                for (OutgoingFormat format : outgoing.formats()) {
                    Optional<RtcpPacket> report = format.report(nowMicros);
                    if (report.isPresent()) {
                        ByteBuf packet = PooledByteBufAllocator.DEFAULT.directBuffer(REPORT_BYTES);
                        RtcpPacket name = new RtcpPacket.SourceDescription(format.ssrc(), CNAME);
                        Rtcp.write(List.of(report.get(), name), packet);
                        outgoing.sentRtcp(packet.readableBytes());
                        reports.add(new Report(track, packet));
                    }
                }
            }
        }
        return reports;
    }

    public boolean isClosed() {
        synchronized (readers) {
            return closed;
        }
    }

    /** Ends all readers; writes fail from now on. */
    @Override
    public void close() {
        synchronized (readers) {
            closed = true;
            readers.values().forEach(group -> group.forEach(reader -> reader.end(gone())));
        }
    }

    private static EndReason gone() {
        return EndReason.of(EndReason.Kind.PUBLISHER_GONE, "stream is closed");
    }

    private void requireOpen() throws StreamClosedException {
        if (closed) {
            throw new StreamClosedException();
        }
    }

    private OutgoingMedia medium(int number) {
        if (number < 0 || number >= media.size()) {
            throw new IllegalArgumentException("no medium " + number);
        }
        return media.get(number);
    }

    private long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
    }
}
