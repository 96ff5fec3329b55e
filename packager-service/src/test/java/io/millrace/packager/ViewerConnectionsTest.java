package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The viewers' port on a real socket. */
@Timeout(60)
final class ViewerConnectionsTest {
    private static final String REQUEST = "GET /favicon.ico HTTP/1.1\r\nHost: x\r\n\r\n";

    /** The first byte of an answer; -1 if the connection is closed instead. */
    private static int ask(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read();
        } catch (IOException closed) {
            assertTrue(socket.isConnected(), closed::toString);
            return -1;
        }
    }

    private static Socket connect(RunningPackager packager) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), URI.create(packager.root()).getPort());
    }

    @Test
    void connection_overTheLimitOfItsAddress_isClosedUntilAnotherOneIs() throws Exception {
        try (RunningPackager packager = new RunningPackager("limits: {connections-per-ip: 2}\n")) {
            Socket first = connect(packager);
            assertEquals('H', ask(first));
            try (Socket second = connect(packager)) {
                assertEquals('H', ask(second));
                try (Socket third = connect(packager)) {
                    assertEquals(-1, ask(third));
                }
            }
            first.close();
            assertEquals('H', eventually(packager));
        }
    }

    /** The server learns a moment later that connections were closed. */
    private static int eventually(RunningPackager packager) throws Exception {
        int answer = -1;
        while (answer < 0) {
            try (Socket again = connect(packager)) {
                answer = ask(again);
            }
        }
        return answer;
    }
}
