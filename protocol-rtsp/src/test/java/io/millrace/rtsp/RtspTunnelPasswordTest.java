package io.millrace.rtsp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.rtsp.client.RtspClient;
import io.millrace.rtsp.client.RtspClientException;
import io.millrace.rtsp.client.RtspPull;
import io.millrace.rtsp.client.RtspSource;
import io.millrace.rtsp.client.RtspSource.Carrier;
import io.millrace.rtsp.client.RtspUrl;
import io.millrace.stream.Publisher;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tunnels through HTTP servers that ask for a password before there is any RTSP. */
@Timeout(60)
class RtspTunnelPasswordTest {
    private RtspRig rig;
    private RtspClient client;

    @BeforeEach
    void start() throws Exception {
        rig = RtspRig.start();
        client = new RtspClient(rig.counters);
    }

    @AfterEach
    void stop() {
        client.close();
        rig.close();
    }

    private RtspPull pull(String url, Carrier carrier, PulledUnits units) throws Exception {
        return client.pull(RtspSource.of(RtspUrl.parse(url)).with(carrier), units)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    /** GET and POST are challenged each, on connections of their own. */
    @ParameterizedTest
    @CsvSource({
        "HTTP, BASIC, 1",
        "HTTP, DIGEST_MD5, 2",
        "HTTP, DIGEST_SHA_256, 2",
        "HTTP, DIGEST_CLOSING, 1",
        "WEBSOCKET, BASIC, 1",
        "WEBSOCKET, DIGEST_MD5, 1",
        "WEBSOCKET, DIGEST_SHA_256, 1",
        "WEBSOCKET, DIGEST_CLOSING, 1"
    })
    void pull_throughServerThatAsks_answersOnce(
            Carrier carrier, AskingFront.Asking asking, int refused) throws Exception {
        Publisher publisher = TestStream.publisher(rig, "live/a");
        publisher.write(TestStream.picture(0, true, 3_000));
        try (AskingFront front = new AskingFront(rig.server.port(), asking)) {
            PulledUnits units = new PulledUnits();
            RtspPull pull = pull(front.url("me:secret@"), carrier, units);
            publisher.write(TestStream.picture(1, true, 3_000));
            publisher.write(TestStream.picture(2, true, 3_000));
            publisher.write(TestStream.picture(3, true, 3_000));
            assertTrue(units.awaitPictures(2).getLast() <= 3);
            assertEquals(refused, front.refused());
            assertEquals(
                    carrier == Carrier.HTTP ? Set.of("GET", "POST") : Set.of("GET"),
                    new HashSet<>(front.methods()));
            pull.close();
            units.awaitClosed();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Carrier.class,
            names = {"HTTP", "WEBSOCKET"})
    void pull_withWrongPassword_tellsTheUrlAndNoSecret(Carrier carrier) throws Exception {
        for (AskingFront.Asking asking : AskingFront.Asking.values()) {
            try (AskingFront front = new AskingFront(rig.server.port(), asking)) {
                String url = front.url("me:wrong@");
                String message = refusal(url + "?token=hidden", carrier);
                assertTrue(message.contains(front.url("")), message);
                assertTrue(message.contains("password is wrong"), message);
                assertFalse(message.contains("wrong@") || message.contains("hidden"), message);
                assertEquals(2, front.refused());
                assertEquals(List.of(), front.methods());
            }
        }
    }

    @Test
    void pull_withoutPassword_tellsThatOneIsAskedFor() throws Exception {
        try (AskingFront front =
                new AskingFront(rig.server.port(), AskingFront.Asking.DIGEST_MD5)) {
            String message = refusal(front.url(""), Carrier.HTTP);
            assertTrue(message.contains("asks for a user and password"), message);
            assertEquals(1, front.refused());
        }
    }

    private String refusal(String url, Carrier carrier) {
        ExecutionException failure =
                assertThrows(ExecutionException.class, () -> pull(url, carrier, new PulledUnits()));
        RtspClientException refused =
                assertInstanceOf(RtspClientException.class, failure.getCause());
        assertEquals(RtspClientException.Kind.STATUS, refused.kind());
        assertEquals(401, refused.status());
        return String.valueOf(refused.getMessage());
    }
}
