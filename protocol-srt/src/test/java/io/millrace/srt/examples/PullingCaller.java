package io.millrace.srt.examples;

import io.millrace.srt.SrtClient;
import io.millrace.srt.core.SrtSettings;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** Calls a listener for a stream, writes it into a file, and says how the line was. */
final class PullingCaller {
    private PullingCaller() {}

    /** Arguments: host, port, stream id, file. */
    public static void main(String[] arguments) throws Exception {
        try (OutputStream out = Files.newOutputStream(Path.of(arguments[3]))) {
            pull(
                    new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1])),
                    arguments[2],
                    out);
        }
    }

    /** Until the listener ends the connection. */
    static void pull(InetSocketAddress address, String streamId, OutputStream out)
            throws Exception {
        StreamWriter writer = new StreamWriter(out);
        try (SrtClient client = new SrtClient()) {
            SrtSettings settings = SrtSettings.DEFAULT.withLatencyMillis(200);
            var connection =
                    client.connect(SrtClient.Target.of(address, streamId), settings, writer)
                            .toCompletableFuture()
                            .get();
            writer.over().get();
            System.out.println(connection.statistics().toCompletableFuture().get().toMap());
        }
    }
}
