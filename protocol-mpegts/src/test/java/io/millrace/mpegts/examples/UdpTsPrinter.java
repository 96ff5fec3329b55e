package io.millrace.mpegts.examples;

import io.millrace.media.MalformedMediaException;
import io.millrace.media.Track;
import io.millrace.media.Unit;
import io.millrace.media.ts.TsDemuxer;
import io.millrace.mpegts.udp.UdpTsReceiver;
import io.millrace.mpegts.udp.UdpTsReceiverSettings;
import io.millrace.mpegts.udp.UdpTsReceiverSettings.Origin;
import io.millrace.mpegts.udp.UdpTsSink;
import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Receives a transport stream over UDP and prints its tracks. */
final class UdpTsPrinter implements UdpTsSink, TsDemuxer.Sink {
    private static final int MAX_UNIT_BYTES = 16 << 20;

    private final PrintStream out;
    private final TsDemuxer demuxer = new TsDemuxer(this, MAX_UNIT_BYTES);

    UdpTsPrinter(PrintStream out) {
        this.out = out;
    }

    /** Arguments: address to listen on or multicast group, port, perhaps the interface. */
    public static void main(String[] arguments) throws Exception {
        IoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Optional<String> networkInterface =
                arguments.length > 2 ? Optional.of(arguments[2]) : Optional.empty();
        UdpTsReceiverSettings settings =
                UdpTsReceiverSettings.of(
                                new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])))
                        .withOrigin(new Origin(networkInterface, Optional.empty()));
        UdpTsPrinter printer = new UdpTsPrinter(System.out);
        try (UdpTsReceiver receiver = UdpTsReceiver.start(settings, printer, loops)) {
            System.in.read();
            System.out.println(receiver.counts());
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Override
    public void onPackets(ByteBuf packets) {
        demuxer.read(packets, System.currentTimeMillis() * 1_000);
    }

    @Override
    public void onSilence() {
        out.println("nothing comes");
    }

    @Override
    public void onTracks(List<Track> tracks) {
        tracks.forEach(track -> out.println("track " + track.id() + ": " + track.format()));
    }

    @Override
    public void onUnit(Unit unit) {
        if (unit.randomAccess() && unit.track() == 0) {
            out.println("entry point at " + unit.dtsTicks() + ", " + unit.sizeBytes() + " bytes");
        }
    }

    @Override
    public void onUnsupported(int pid, String codec) {
        out.println("PID " + pid + " is " + codec + ", left out");
    }

    @Override
    public void onMalformed(long offset, MalformedMediaException problem) {
        out.println("at byte " + offset + ": " + problem.getMessage());
    }
}
