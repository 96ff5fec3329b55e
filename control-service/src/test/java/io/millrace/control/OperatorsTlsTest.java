package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control's HTTP and metrics over TLS, with the certificate that the process makes itself. */
class OperatorsTlsTest {
    @TempDir Path directory;

    /** The server's certificate is made at its start. */
    private static final class AnyCertificate extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static HttpClient client() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private static HttpResponse<String> get(HttpClient client, String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
        return client.send(request, BodyHandlers.ofString());
    }

    @Test
    void ports_thatSpeakTls_answerByHttpsOnly() throws Exception {
        try (ControlRig rig = new ControlRig(directory, "tls: {api: yes, metrics: yes}\n");
                HttpClient client = client()) {
            String api = "127.0.0.1:" + rig.port + "/v1/paths/list";
            assertEquals(200, get(client, "https://" + api).statusCode());
            assertThrows(IOException.class, () -> get(client, "http://" + api));
            String metrics = "127.0.0.1:" + rig.metricsPort + "/metrics";
            assertTrue(get(client, "https://" + metrics).body().contains("jvm_"));
            assertThrows(IOException.class, () -> get(client, "http://" + metrics));
        }
    }

    @Test
    void ports_ofWhichOneSpeaksTls_leaveTheOtherPlain() throws Exception {
        try (ControlRig rig = new ControlRig(directory, "tls: {metrics: yes}\n");
                HttpClient client = client()) {
            assertEquals(200, rig.get("/v1/paths/list").statusCode());
            String ready = "https://127.0.0.1:" + rig.metricsPort + "/health/live";
            assertEquals(200, get(client, ready).statusCode());
        }
    }
}
