package io.millrace.rtsp;

import io.millrace.rtsp.message.HttpHead;
import io.millrace.rtsp.message.MessageLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before a server and lets HTTP through from {@code me} with {@code secret} only, as
 * cameras' HTTP servers do. A nonce is of one connection, but for POST.
 */
final class AskingFront implements AutoCloseable {
    private final ServerSocket listening;
    private final int port;
    private final Asking asking;
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger nonces = new AtomicInteger();
    private final List<String> methods = new CopyOnWriteArrayList<>();

    /** What it asks for. */
    enum Asking {
        BASIC(""),
        DIGEST_MD5("MD5"),
        DIGEST_SHA_256("SHA-256"),
        /** Nonces are of the server, and a connection ends with a refusal. */
        DIGEST_CLOSING("MD5");

        private final String algorithm;

        Asking(String algorithm) {
            this.algorithm = algorithm;
        }
    }

    AskingFront(int port, Asking asking) throws IOException {
        this.listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        this.port = port;
        this.asking = asking;
        Thread.ofVirtual().start(this::accept);
    }

    String url(String userInfo) {
        return "rtsp://" + userInfo + "127.0.0.1:" + listening.getLocalPort() + "/live/a";
    }

    int refused() {
        return refused.get();
    }

    /** Of the requests that were let through. */
    List<String> methods() {
        return List.copyOf(methods);
    }

    private void accept() {
        try {
            while (true) {
                Socket peer = listening.accept();
                Thread.ofVirtual().start(() -> serve(peer));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket peer) {
        try (peer) {
            String head = TunnelClient.head(peer);
            boolean post = head.startsWith("POST ");
            boolean closing = post || asking == Asking.DIGEST_CLOSING;
            String nonce = nonce(post);
            while (!isProved(head, nonce)) {
                refused.incrementAndGet();
                peer.getOutputStream().write(refusal(nonce, closing));
                if (closing) {
                    // What is unread would reset the connection, and the answer with it.
                    peer.shutdownOutput();
                    peer.getInputStream().transferTo(OutputStream.nullOutputStream());
                    return;
                }
                head = TunnelClient.head(peer);
            }
            methods.add(head.substring(0, head.indexOf(' ')));
            passOn(peer, head);
        } catch (IOException gone) {
            // A peer that leaves ends its connection, and nothing else.
        }
    }

    private String nonce(boolean post) {
        if (asking == Asking.DIGEST_CLOSING) {
            return "fixed";
        }
        return post ? "post" : "n" + nonces.incrementAndGet();
    }

    private byte[] refusal(String nonce, boolean closing) {
        String challenge =
                asking == Asking.BASIC
                        ? "Basic realm=\"camera\""
                        : "Digest realm=\"camera\", nonce=\"%s\", qop=\"auth\", algorithm=%s"
                                .formatted(nonce, asking.algorithm);
        String text =
                "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: %s\r\n%s\r\n"
                        .formatted(challenge, closing ? "" : "Content-Length: 4\r\n");
        return (closing ? text : text + "ask!").getBytes(StandardCharsets.US_ASCII);
    }

    private void passOn(Socket peer, String head) throws IOException {
        try (Socket server = RawRtspClient.connect(port)) {
            peer.setTcpNoDelay(true);
            server.setSoTimeout(0);
            TunnelClient.write(server, head);
            Thread.ofVirtual().start(() -> copy(server, peer));
            copy(peer, server);
        }
    }

    /** Until one of them ends; then both do. */
    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[16_384];
            for (int size = from.getInputStream().read(bytes);
                    size >= 0;
                    size = from.getInputStream().read(bytes)) {
                out.write(bytes, 0, size);
            }
        } catch (IOException gone) {
            // Both ends are closed.
        }
    }

    private boolean isProved(String head, String nonce) throws IOException {
        ByteBuf bytes = Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII);
        try {
            HttpHead request = HttpHead.decode(bytes, MessageLimits.standard()).orElseThrow();
            Optional<String> proof = request.headers().first("Authorization");
            return proof.isPresent() && isProved(request.firstLine(), proof.get(), nonce);
        } catch (io.millrace.rtsp.message.RtspException malformed) {
            throw new IOException(malformed);
        }
    }

    private boolean isProved(String requestLine, String proof, String nonce) {
        if (asking == Asking.BASIC) {
            return proof.equals("Basic bWU6c2VjcmV0");
        }
        String[] request = requestLine.split(" ", -1);
        String expected =
                hash(
                        hash("me", "camera", "secret"),
                        nonce,
                        parameter(proof, "nc"),
                        parameter(proof, "cnonce"),
                        "auth",
                        hash(request[0], request[1]));
        return parameter(proof, "uri").equals(request[1])
                && parameter(proof, "response").equals(expected);
    }

    private static String parameter(String proof, String name) {
        Matcher value = Pattern.compile("\\b" + name + "=\"?([^\",]*)").matcher(proof);
        return value.find() ? value.group(1) : "";
    }

    private String hash(String... parts) {
        try {
            byte[] text = String.join(":", parts).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(asking.algorithm).digest(text));
        } catch (java.security.NoSuchAlgorithmException missing) {
            throw new AssertionError(missing);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
