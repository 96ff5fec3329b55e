package io.millrace.systemtests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** A web site of somebody else, whose pages play our streams by a player of their choice. */
final class PlayerSite implements AutoCloseable {
    private final HttpServer server;
    private final PlayerScript script;

    private PlayerSite(HttpServer server, PlayerScript script) {
        this.server = server;
        this.script = script;
    }

    /** Skips the test with one line where the player cannot be had. */
    static PlayerSite start(PlayerScript script) throws Exception {
        Map<String, byte[]> files =
                Map.of(
                        "/player.html",
                        PlayerScript.page("player.html"),
                        "/player.js",
                        PlayerScript.page("player.js"),
                        script.address(),
                        script.content());
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(exchange, files));
        server.start();
        return new PlayerSite(server, script);
    }

    private static void answer(HttpExchange exchange, Map<String, byte[]> files)
            throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] content = files.getOrDefault(path, new byte[0]);
        String type = path.endsWith(".html") ? "text/html" : "text/javascript";
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(content.length > 0 ? 200 : 404, content.length);
        exchange.getResponseBody().write(content);
        exchange.close();
    }

    /** The page that plays a playlist or a manifest. */
    String pageOf(String url) {
        return "http://127.0.0.1:%d/player.html?player=%s&url=%s"
                .formatted(
                        server.getAddress().getPort(),
                        script.name().toLowerCase(Locale.ROOT),
                        URLEncoder.encode(url, StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
