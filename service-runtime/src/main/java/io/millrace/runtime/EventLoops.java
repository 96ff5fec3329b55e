package io.millrace.runtime;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The threads that serve all sockets of this JVM: epoll where it is available. */
public record EventLoops(IoEventLoopGroup group) implements AutoCloseable {

    /**
     * Starts no thread yet.
     *
     * @param threads 0: one a core
     */
    public static EventLoops create(int threads) {
        int loops = threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
        IoHandlerFactory handlers =
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new EventLoops(
                new MultiThreadIoEventLoopGroup(
                        loops, new DefaultThreadFactory("loop", true), handlers));
    }

    /** Ends the threads; channels must be closed before. */
    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}
