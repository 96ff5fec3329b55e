package io.millrace.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerCommandTest {
    @ParameterizedTest
    @CsvSource({"200, 0", "503, 1"})
    void healthy_asReadinessSays(int status, int code) throws Exception {
        HttpServer server = server(status);
        try {
            String port = Integer.toString(server.getAddress().getPort());
            Map<String, String> environment = Map.of("MILLRACE_METRICS_PORT", port);
            assertEquals(code, ContainerCommand.run(environment, "healthy"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void healthy_nobodyThere_isNot() throws Exception {
        HttpServer gone = server(200);
        gone.stop(0);
        String port = Integer.toString(gone.getAddress().getPort());
        assertEquals(1, ContainerCommand.run(Map.of("MILLRACE_METRICS_PORT", port), "healthy"));
    }

    @Test
    void drain_withoutAName_isAWrongUse() throws Exception {
        assertEquals(64, ContainerCommand.run(Map.of(), "drain", "5"));
        assertEquals(64, ContainerCommand.run(Map.of(), "drain", "long"));
        assertEquals(64, ContainerCommand.run(Map.of()));
    }

    @Test
    void drain_controlOutOfReach_endsAtOnceWithItsCode() throws Exception {
        HttpServer gone = server(200);
        gone.stop(0);
        Map<String, String> environment =
                Map.of(
                        "MILLRACE_SERVER_POD",
                        "play-1",
                        "MILLRACE_CONTROL_ADDRESS",
                        "127.0.0.1:" + gone.getAddress().getPort() + ", other:9996");
        assertEquals(69, ContainerCommand.run(environment, "drain", "3600"));
    }

    private static HttpServer server(int status) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/health/ready",
                exchange -> {
                    exchange.sendResponseHeaders(status, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }
}
