package io.millrace.ingest.source;

import io.millrace.mpegts.udp.UdpTsReceiver;
import io.millrace.mpegts.udp.UdpTsReceiverSettings;
import io.millrace.mpegts.udp.UdpTsSink;
import io.millrace.stream.Counters;
import io.millrace.stream.mpegts.TsPublication;
import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoopGroup;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Takes transport streams over UDP, plain or in RTP: {@code
 * udp://[sender@]group-or-address:port?interface=eth0}.
 */
record UdpPuller(IoEventLoopGroup loops, Counters counters) implements Puller {
    @Override
    public Pull pull(PullRequest request, Feed feed) {
        HostPort address = HostPort.parse(request.address().rest());
        AddressQuery query = AddressQuery.of(request.address().text());
        TsPublication publication =
                new TsPublication(feed, request.title(), request.spec().transport(), counters);
        Late<UdpTsReceiver> late = new Late<>(open -> Thread.startVirtualThread(open::close));
        Blocking.run(
                "udp-source",
                feed,
                () -> {
                    Optional<InetAddress> sender =
                            address.user().isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(InetAddress.getByName(address.user()));
                    UdpTsReceiverSettings settings =
                            UdpTsReceiverSettings.of(address.resolved())
                                    .withOrigin(
                                            new UdpTsReceiverSettings.Origin(
                                                    query.text("interface"), sender));
                    late.opened(UdpTsReceiver.start(settings, new Sink(feed, publication), loops));
                });
        return late;
    }

    private record Sink(Feed feed, TsPublication publication) implements UdpTsSink {
        @Override
        public void onPackets(ByteBuf packets) {
            publication.read(packets);
        }

        @Override
        public void onClosed(Optional<Throwable> failure) {
            feed.fail(failure.map(Problems::text).orElse("the socket is closed"));
        }
    }
}
