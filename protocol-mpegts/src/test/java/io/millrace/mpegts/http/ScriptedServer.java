package io.millrace.mpegts.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server that answers each connection's one request with what a test says, and closes it. */
final class ScriptedServer implements AutoCloseable {
    /** Heads of the requests, whole. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    private final ServerSocket listening;
    private final Script script;

    /** Answers one request. */
    @FunctionalInterface
    interface Script {
        void answer(String request, OutputStream out) throws IOException;
    }

    ScriptedServer(Script script) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    /** On a socket of its own kind, such as one with TLS. */
    ScriptedServer(ServerSocket listening, Script script) {
        this.listening = listening;
        this.script = script;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listening.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (SocketException _) {
            // The test is over and the socket closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            String request = head(socket.getInputStream());
            requests.add(request);
            script.answer(request, socket.getOutputStream());
        } catch (IOException _) {
            // Clients under test leave whenever they like.
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Writes text, such as a status line and headers. */
    static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
