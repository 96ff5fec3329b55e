package io.millrace.packager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeliveryTest {
    private final Delivery delivery = new Delivery("https://one.example, https://two.example");

    private static Asked asked(String origin) {
        return new Asked(
                "a.ts",
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(origin));
    }

    private static Reply segment() {
        return Reply.ok("video/mp2t", "public, immutable", Unpooled.wrappedBuffer(new byte[10]));
    }

    @Test
    void origin_ofTheSetting_isNamedAndOthersAreNot() {
        Reply allowed = delivery.delivered(segment(), asked("https://two.example"));
        assertEquals("https://two.example", allowed.headers().get("Access-Control-Allow-Origin"));
        assertEquals("Origin", allowed.headers().get("Vary"));
        Reply other = delivery.delivered(segment(), asked("https://three.example"));
        assertFalse(other.headers().containsKey("Access-Control-Allow-Origin"));
        assertEquals("Origin", other.headers().get("Vary"), "caches keep them apart");
    }

    @Test
    void problem_isReadableByTheOriginToo() {
        Reply problem = delivery.delivered(Reply.notFound("no"), asked("https://one.example"));
        assertTrue(problem.headers().containsKey("Access-Control-Allow-Origin"));
        assertFalse(problem.headers().containsKey("ETag"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip, br | true",
                "br;q=1.0, gzip;q=0.5 | true",
                "* | true",
                "GZIP | true",
                "gzip;q=0 | false",
                "gzip; q=0.000 | false",
                "br | false",
                "x-gzipped | false",
            })
    void acceptEncoding_saysWhetherGzipIsTaken(String header, boolean taken) {
        assertEquals(taken, Asked.takesGzip(header));
    }
}
