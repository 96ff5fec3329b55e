package io.millrace.systemtests;

import io.millrace.testkit.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A headless Chromium with one page, driven over its DevTools protocol. */
final class Chromium implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final Pattern SOCKET = Pattern.compile("\"webSocketDebuggerUrl\": \"([^\"]+)\"");
    private static final Pattern LISTENING =
            Pattern.compile(".*DevTools listening on ws://([^/]+)/.*");

    private final ChildProcess browser;
    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private int requests;

    private Chromium(Path program, Path profile, String url) throws Exception {
        this.browser =
                ChildProcess.start(
                        "chromium",
                        List.of(
                                program.toString(),
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--mute-audio",
                                "--disable-dev-shm-usage",
                                "--no-first-run",
                                "--autoplay-policy=no-user-gesture-required",
                                "--remote-debugging-port=0",
                                "--user-data-dir=" + profile,
                                url),
                        Map.of());
        String line = browser.awaitLine(it -> LISTENING.matcher(it).matches(), START_LIMIT);
        Matcher listening = LISTENING.matcher(line);
        if (!listening.matches()) {
            throw new IllegalStateException(line);
        }
        this.socket =
                http.newWebSocketBuilder()
                        .buildAsync(pageSocket(listening.group(1)), new Answers())
                        .get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** The program, where it is installed. */
    static Optional<Path> program() {
        return Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name ->
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                                .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Chromium open(Path program, Path profile, String url) throws Exception {
        return new Chromium(program, profile, url);
    }

    /** The answer, as JSON, to {@code expression} evaluated in the page. */
    String evaluate(String expression) throws InterruptedException {
        requests++;
        String request =
                "{\"id\":%d,\"method\":\"Runtime.evaluate\",\"params\":{\"expression\":\"%s\"}}"
                        .formatted(requests, expression.replace("\"", "\\\""));
        socket.sendText(request, true).join();
        String answer = answers.poll(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError("no answer to " + expression + "\n" + browser.output());
        }
        return answer;
    }

    String output() {
        return browser.output();
    }

    @Override
    public void close() {
        socket.abort();
        http.shutdownNow();
        browser.terminate();
        try {
            browser.awaitExit(START_LIMIT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        browser.close();
    }

    private URI pageSocket(String address) throws IOException, InterruptedException {
        HttpRequest list =
                HttpRequest.newBuilder(URI.create("http://" + address + "/json/list")).build();
        String pages = http.send(list, HttpResponse.BodyHandlers.ofString()).body();
        Matcher matcher = SOCKET.matcher(pages);
        if (!matcher.find()) {
            throw new IOException("no page in " + pages);
        }
        return URI.create(matcher.group(1));
    }

    /** Collects whole text messages. */
    private final class Answers implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                answers.add(text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }
    }
}
