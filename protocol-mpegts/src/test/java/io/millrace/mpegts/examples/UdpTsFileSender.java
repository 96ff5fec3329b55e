package io.millrace.mpegts.examples;

import io.millrace.mpegts.udp.UdpTsSender;
import io.millrace.mpegts.udp.UdpTsSenderSettings;
import io.netty.buffer.Unpooled;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Sends a transport stream file over UDP, at the pace of its clock. */
final class UdpTsFileSender {
    private static final int PIECE_BYTES = 100 * 188;

    private UdpTsFileSender() {}

    /** Arguments: address or multicast group, port, file. */
    public static void main(String[] arguments) throws Exception {
        send(
                UdpTsSenderSettings.to(
                        new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]))),
                Path.of(arguments[2]));
    }

    static void send(UdpTsSenderSettings settings, Path file) throws Exception {
        IoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (UdpTsSender sender = UdpTsSender.open(settings, loops);
                InputStream in = Files.newInputStream(file)) {
            byte[] piece = in.readNBytes(PIECE_BYTES);
            while (piece.length > 0) {
                int whole = piece.length - piece.length % 188;
                sender.send(Unpooled.wrappedBuffer(piece, 0, whole)).toCompletableFuture().get();
                piece = in.readNBytes(PIECE_BYTES);
            }
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
