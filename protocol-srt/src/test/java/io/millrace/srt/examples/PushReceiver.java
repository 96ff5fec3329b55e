package io.millrace.srt.examples;

import io.millrace.srt.SrtServer;
import io.millrace.srt.core.SrtSettings;
import io.millrace.srt.wire.Rejection;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** Waits for one caller, writes what it pushes into a file, and ends with it. */
final class PushReceiver implements AutoCloseable {
    private final StreamWriter writer;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final SrtServer server;

    PushReceiver(InetSocketAddress address, OutputStream out) throws Exception {
        writer = new StreamWriter(out);
        SrtSettings settings = SrtSettings.DEFAULT.withLatencyMillis(200);
        server =
                SrtServer.start(
                        address,
                        settings,
                        request -> {
                            if (taken.compareAndSet(false, true)) {
                                request.accept(settings, writer);
                            } else {
                                request.reject(Rejection.CONFLICT);
                            }
                        });
    }

    /** Arguments: port, file. */
    public static void main(String[] arguments) throws Exception {
        InetSocketAddress address = new InetSocketAddress(Integer.parseInt(arguments[0]));
        try (OutputStream out = Files.newOutputStream(Path.of(arguments[1]));
                PushReceiver receiver = new PushReceiver(address, out)) {
            receiver.awaitEnd();
        }
    }

    InetSocketAddress address() {
        return server.localAddress();
    }

    void awaitEnd() throws Exception {
        writer.over().get();
    }

    @Override
    public void close() {
        server.close();
    }
}
