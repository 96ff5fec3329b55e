package io.millrace.rtsp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Event loops and the kinds of channels that run on them: epoll where it is, else NIO. */
record Transports(IoEventLoopGroup group, boolean epoll) {
    /** A group of our own. */
    static Transports create() {
        boolean epoll = Epoll.isAvailable();
        return new Transports(
                new MultiThreadIoEventLoopGroup(
                        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()),
                epoll);
    }

    static Transports of(IoEventLoopGroup group) {
        return new Transports(group, group.isIoType(EpollIoHandler.class));
    }

    Class<? extends ServerChannel> serverChannel() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    Class<? extends DatagramChannel> datagramChannel() {
        return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
    }

    List<EventLoop> loops() {
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor executor : group) {
            if (executor instanceof EventLoop loop) {
                loops.add(loop);
            }
        }
        return loops;
    }

    /** Waits for a bind; called by whoever starts a server, never on an event loop. */
    static Channel bound(ChannelFuture bind, String address, int port) throws IOException {
        bind.awaitUninterruptibly();
        if (!bind.isSuccess()) {
            throw new IOException("cannot listen on " + address + ":" + port, bind.cause());
        }
        return bind.channel();
    }
}
