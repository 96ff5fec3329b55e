package io.millrace.srt;

import io.millrace.srt.Sockets.Binding;
import io.millrace.srt.Sockets.Bound;
import io.millrace.srt.core.SrtSettings;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * An SRT listener: any number of callers on one UDP port. Who may connect, and with which settings,
 * is the {@link SrtListener}'s decision per stream id. Where epoll is, each event loop has a socket
 * of its own on that port (SO_REUSEPORT) and its share of the connections; elsewhere there is one
 * socket. Thread-safe; {@link #close} ends all connections.
 */
public final class SrtServer implements AutoCloseable {
    private static final int CLOSE_MILLIS = 3_000;

    private final Optional<EventLoopGroup> ownLoops;
    private final ServerPorts ports;
    private final List<Channel> channels = new ArrayList<>();

    private SrtServer(Optional<EventLoopGroup> ownLoops, ServerPorts ports) {
        this.ownLoops = ownLoops;
        this.ports = ports;
    }

    /**
     * Listens, on event loops of its own, one for each processor.
     *
     * @param settings of the handshake: minimum version and the key length that is announced
     */
    public static SrtServer start(
            InetSocketAddress address, SrtSettings settings, SrtListener listener)
            throws IOException {
        return start(address, settings, listener, Optional.empty());
    }

    /**
     * Listens on the event loops given, which stay the application's, or else on some of its own.
     * Not to be called on one of them.
     */
    public static SrtServer start(
            InetSocketAddress address,
            SrtSettings settings,
            SrtListener listener,
            Optional<IoEventLoopGroup> sharedLoops)
            throws IOException {
        return start(address, settings, listener, sharedLoops, new ServerCounters());
    }

    /** The same, with counters that the application shows. */
    public static SrtServer start(
            InetSocketAddress address,
            SrtSettings settings,
            SrtListener listener,
            Optional<IoEventLoopGroup> sharedLoops,
            ServerCounters counters)
            throws IOException {
        IoEventLoopGroup loops = sharedLoops.orElseGet(SrtServer::newLoops);
        List<EventLoop> members = members(loops);
        ServerPorts.Server shared =
                new ServerPorts.Server(listener, settings, new SecureRandom(), counters);
        SrtServer server =
                new SrtServer(
                        sharedLoops.isPresent() ? Optional.empty() : Optional.of(loops),
                        new ServerPorts(members.size(), shared));
        try {
            server.listen(address, members, Sockets.isEpoll(loops));
        } catch (IOException failure) {
            server.close();
            throw failure;
        }
        return server;
    }

    private static IoEventLoopGroup newLoops() {
        return Sockets.newLoops(
                Epoll.isAvailable() ? Runtime.getRuntime().availableProcessors() : 1);
    }

    private static List<EventLoop> members(IoEventLoopGroup loops) {
        List<EventLoop> members = new ArrayList<>();
        for (EventExecutor member : loops) {
            members.add((EventLoop) member);
        }
        return Sockets.isEpoll(loops) ? members : members.subList(0, 1);
    }

    /**
     * The first socket takes the address for itself alone, so that one that somebody else has is
     * refused even where he would share it; only then is it opened to the other sockets.
     */
    private void listen(InetSocketAddress address, List<EventLoop> members, boolean epoll)
            throws IOException {
        for (EventLoop loop : members) {
            boolean first = channels.isEmpty();
            InetSocketAddress wanted = first ? address : localAddress();
            try {
                Bound<ServerPort> bound =
                        Sockets.bind(new Binding(loop, epoll, wanted, !first), ports::add).join();
                channels.add(bound.channel());
            } catch (CompletionException failure) {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                throw new IOException(
                        "SRT cannot listen on " + address + ": " + cause.getMessage(), cause);
            }
            if (first && members.size() > 1) {
                Sockets.shareAddress(channels.getFirst());
            }
        }
    }

    public InetSocketAddress localAddress() {
        return (InetSocketAddress) channels.getFirst().localAddress();
    }

    public ServerCounters counters() {
        return ports.server().counters();
    }

    ServerPorts ports() {
        return ports;
    }

    /** Tells all peers, then closes the port. Not to be called on an event loop of the server. */
    @Override
    public void close() {
        List<ServerPort> open = ports.all();
        for (ServerPort port : open) {
            port.pump().run(port::close, () -> {});
        }
        for (Channel channel : channels) {
            channel.closeFuture().awaitUninterruptibly(CLOSE_MILLIS);
        }
        ownLoops.ifPresent(Sockets::shutDown);
    }
}
