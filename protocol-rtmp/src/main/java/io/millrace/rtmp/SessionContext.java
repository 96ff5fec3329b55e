package io.millrace.rtmp;

import io.millrace.rtmp.auth.ConnectChallenge;
import io.millrace.rtmp.connection.MessageWriter;
import io.millrace.rtmp.connection.PeerCapabilities;
import io.millrace.stream.Client;
import io.millrace.stream.Publisher;
import io.millrace.stream.Publishing;
import io.millrace.stream.Reading;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a session works with.
 *
 * @param server shared by all sessions of a server
 * @param client the peer, before it showed credentials
 * @param handled the application's part in this connection, where there is one
 * @param tooMany whether it has too many connections, so that this one is to be refused
 * @param onInputWanted the session takes messages again
 * @param onClose the connection is to close, for a reason that is a counter's label
 */
record SessionContext(
        Server server,
        Client client,
        boolean tooMany,
        Optional<HandledConnection> handled,
        MessageWriter out,
        EventExecutor executor,
        Runnable onInputWanted,
        Consumer<String> onClose) {

    /** What all sessions of a server share. */
    record Server(
            RtmpSettings settings,
            Optional<Publishing> publishing,
            Optional<Reading> reading,
            Optional<RtmpServer.Handled> handled,
            RtmpCounters counters,
            ConnectChallenge challenge) {}

    /** For people: {@code rtmp 127.0.0.1:40122}. */
    String peer() {
        return client.peer();
    }

    /** What becomes of a connection to {@code app}. */
    ConnectChallenge.Step challenge(String app) {
        String address = client.address().map(InetSocketAddress::getHostString).orElse("");
        return server.challenge().step(app, address, settings().security().challenge().get());
    }

    RtmpSettings settings() {
        return server.settings();
    }

    Optional<Publishing> publishing() {
        return handled.map(Publishing.class::cast).or(server::publishing);
    }

    Optional<Reading> reading() {
        return handled.map(Reading.class::cast).or(server::reading);
    }

    /** What takes the messages of a publication that was granted. */
    MediaInput input(Publisher publisher) {
        return handled.isPresent()
                ? handled.get().input(publisher, peer(), counters())
                : new PublishSession(publisher, peer(), counters());
    }

    RtmpCounters counters() {
        return server.counters();
    }

    /** The wire image of readers who take this. */
    RtmpFlavour flavour(PeerCapabilities takes) {
        return new RtmpFlavour(
                settings().chunkSize(), takes.multitrack(), takes.exactTimes(), counters());
    }
}
