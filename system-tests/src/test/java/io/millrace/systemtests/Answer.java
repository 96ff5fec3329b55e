package io.millrace.systemtests;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a GET came to, whatever its status. */
record Answer(int status, String body) {
    private static final int LIMIT_MILLIS = 15_000;

    static Answer get(String uri) throws IOException {
        return get(uri, Map.of());
    }

    static Answer get(String uri, Map<String, String> headers) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(uri).toURL().openConnection();
        connection.setConnectTimeout(LIMIT_MILLIS);
        connection.setReadTimeout(LIMIT_MILLIS);
        headers.forEach(connection::setRequestProperty);
        try {
            int status = connection.getResponseCode();
            InputStream error = connection.getErrorStream();
            try (InputStream in =
                    status < 400
                            ? connection.getInputStream()
                            : error == null ? InputStream.nullInputStream() : error) {
                return new Answer(status, new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } finally {
            connection.disconnect();
        }
    }
}
