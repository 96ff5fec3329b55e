package io.millrace.mpegts.examples;

import io.millrace.mpegts.udp.UdpTsSink;
import io.millrace.stream.Counters;
import io.millrace.stream.EndReason;
import io.millrace.stream.Publisher;
import io.millrace.stream.mpegts.TsPublication;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** Publishes what comes over UDP on a path, whose readers get it over any protocol. */
final class UdpTsPublisher implements UdpTsSink {
    private final Publisher publisher;
    private final TsPublication publication;

    UdpTsPublisher(Publisher publisher, Counters counters) {
        this.publisher = publisher;
        publication = new TsPublication(publisher, "udp", TsPublication.Settings.DEFAULT, counters);
    }

    @Override
    public void onPackets(ByteBuf packets) {
        publication.read(packets);
    }

    @Override
    public void onClosed(Optional<Throwable> failure) {
        publication.finish();
        publisher.close(EndReason.of(EndReason.Kind.PEER_LEFT, "the receiver was closed"));
    }
}
