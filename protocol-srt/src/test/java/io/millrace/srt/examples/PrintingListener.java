package io.millrace.srt.examples;

import io.millrace.srt.SrtConnection;
import io.millrace.srt.SrtConnectionHandler;
import io.millrace.srt.SrtListener;
import io.millrace.srt.SrtServer;
import io.millrace.srt.core.CloseReason;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.core.SrtSettings.Encryption;
import io.millrace.srt.wire.Rejection;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;

/** Takes callers whose stream id begins with "publish:" and prints what they send. */
final class PrintingListener {
    private PrintingListener() {}

    /** Arguments: port, passphrase. */
    public static void main(String[] arguments) throws Exception {
        InetSocketAddress address = new InetSocketAddress(Integer.parseInt(arguments[0]));
        PrintStream out = System.out;
        try (SrtServer server = start(address, arguments[1], out)) {
            out.println("listening on " + server.localAddress());
            Thread.currentThread().join();
        }
    }

    static SrtServer start(InetSocketAddress address, String passphrase, PrintStream out)
            throws IOException {
        SrtSettings settings =
                SrtSettings.DEFAULT
                        .withLatencyMillis(200)
                        .withEncryption(Encryption.of(passphrase, 16));
        SrtListener listener =
                request -> {
                    if (request.streamId().startsWith("publish:")) {
                        request.accept(settings, new Printer(out));
                    } else {
                        request.reject(Rejection.FORBIDDEN);
                    }
                };
        return SrtServer.start(address, settings, listener);
    }

    private record Printer(PrintStream out) implements SrtConnectionHandler {
        @Override
        public void onConnected(SrtConnection connection) {
            out.println(connection.streamId() + " of " + connection.remoteAddress());
        }

        @Override
        public void onMessage(SrtConnection connection, ByteBuf message) {
            out.println(connection.streamId() + ": " + message.readableBytes() + " bytes");
            message.release();
        }

        @Override
        public void onClosed(SrtConnection connection, CloseReason reason) {
            out.println(connection.streamId() + " is over: " + reason);
        }
    }
}
