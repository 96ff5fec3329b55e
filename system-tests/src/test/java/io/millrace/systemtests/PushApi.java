package io.millrace.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What one replica of control tells and changes of pushes, over HTTP. */
record PushApi(ControlApi api) {
    int add(String path, String push) throws Exception {
        return api.post("/v1/pushes/add/" + path, push).status();
    }

    int edit(String path, String push) throws Exception {
        return api.post("/v1/pushes/edit/" + path, push).status();
    }

    /**
     * @param name its URL, what is shown of it, or its id
     */
    int remove(String path, String name) throws Exception {
        return api.post("/v1/pushes/remove/" + path, "url: " + name).status();
    }

    int retry(String path, String id) throws Exception {
        return api.post("/v1/pushes/retry/" + path + "?id=" + id).status();
    }

    /** All that run. */
    String list() {
        try {
            return api.get("/v1/pushes/list");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The id of the push that is shown so. */
    Optional<String> find(String url, String status) {
        String item = "\"id\":\"([^\"]+)\",\"pod\":\"[^\"]*\",\"url\":\"";
        return Pattern.compile(item + Pattern.quote(url + "\",\"status\":\"" + status + "\""))
                .matcher(list())
                .results()
                .map(found -> found.group(1))
                .findFirst();
    }

    /** Since when the push is active that is shown so. */
    String connectedAt(String url) {
        String item = Pattern.quote(url) + "\"[^}]*\"connected_at\":\"([^\"]+)\"";
        Matcher found = Pattern.compile(item).matcher(list());
        if (!found.find()) {
            throw new AssertionError(url + " is not active");
        }
        return found.group(1);
    }
}
