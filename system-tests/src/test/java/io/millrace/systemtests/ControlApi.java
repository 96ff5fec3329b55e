package io.millrace.systemtests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Control's JSON over HTTP, as an operator's script uses it. */
final class ControlApi implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Pattern SESSION =
            Pattern.compile(
                    "\"id\":\"([^\"]*)\",\"pod\":\"([^\"]*)\",\"kind\":\"([^\"]*)\","
                            + "\"path\":\"([^\"]*)\",\"protocol\":\"([^\"]*)\"");
    private static final Pattern JOB =
            Pattern.compile(
                    "\"path\":\"([^\"]*)\"(?:,\"id\":\"[^\"]*\")?,\"pod\":\"([^\"]*)\",\"state\":\"([^\"]*)\"");
    private static final Pattern PATH = Pattern.compile("\"name\":\"([^\"]*)\",\"epoch\":(\\d+)");
    private static final Pattern REPLICA =
            Pattern.compile("\"address\":\"([^\"]*)\",\"partitions\":\\[([\\d,]*)\\]");

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port;

    /** A session, as far as tests care. */
    record Session(String id, String pod, String kind, String path, String protocol) {}

    /** What an HTTP request came to. */
    record Answer(int status, String body) {}

    ControlApi(int port) {
        this.port = port;
    }

    /** {@code list}: sessions, rtspsessions and so on. */
    List<Session> sessions(String list) throws IOException, InterruptedException {
        return SESSION.matcher(get("/v1/" + list + "/list"))
                .results()
                .map(found ->
                        new Session(
                                found.group(1),
                                found.group(2),
                                found.group(3),
                                found.group(4),
                                found.group(5)))
                .toList();
    }

    /** Jobs of a list, {@code sources}: the pod by path, of those in this state. */
    Map<String, String> jobs(String list, String state) throws IOException, InterruptedException {
        Map<String, String> pods = new TreeMap<>();
        JOB.matcher(get("/v1/" + list + "/list"))
                .results()
                .filter(found -> found.group(3).equals(state))
                .forEach(found -> pods.put(found.group(1), found.group(2)));
        return pods;
    }

    /** Likewise, the path of every one: twice, if two pods do it. */
    List<String> allJobs(String list, String state) throws IOException, InterruptedException {
        return JOB.matcher(get("/v1/" + list + "/list"))
                .results()
                .filter(found -> found.group(3).equals(state))
                .map(found -> found.group(1))
                .toList();
    }

    /** Epochs of the paths that are published. */
    Map<String, Long> epochs() throws IOException, InterruptedException {
        Map<String, Long> epochs = new TreeMap<>();
        PATH.matcher(get("/v1/paths/list"))
                .results()
                .forEach(found -> epochs.put(found.group(1), Long.parseLong(found.group(2))));
        return epochs;
    }

    /** 0 if the path is not published. */
    long epoch(String path) throws IOException, InterruptedException {
        return epochs().getOrDefault(path, 0L);
    }

    /** Partitions by the address of the replica that owns them. */
    Map<String, List<Integer>> owners() throws IOException, InterruptedException {
        Map<String, List<Integer>> owners = new TreeMap<>();
        REPLICA.matcher(get("/v1/cluster/status"))
                .results()
                .forEach(found -> owners.put(found.group(1), numbers(found.group(2))));
        return owners;
    }

    private static List<Integer> numbers(String text) {
        return Arrays.stream(text.split(",", -1))
                .filter(number -> !number.isEmpty())
                .map(Integer::parseInt)
                .toList();
    }

    String get(String target) throws IOException, InterruptedException {
        Answer answer = send(request(target).GET().build());
        if (answer.status != 200) {
            throw new IOException(target + ": " + answer);
        }
        return answer.body;
    }

    Answer post(String target) throws IOException, InterruptedException {
        return send(request(target).POST(HttpRequest.BodyPublishers.noBody()).build());
    }

    Answer post(String target, String body) throws IOException, InterruptedException {
        return send(request(target).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .timeout(LIMIT);
    }

    private Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
