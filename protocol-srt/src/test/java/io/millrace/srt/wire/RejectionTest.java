package io.millrace.srt.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RejectionTest {
    @Test
    void codes_onTheWire_areThoseOfLibsrt() {
        assertEquals(1004, Rejection.ROGUE.handshakeType());
        assertEquals(1015, Rejection.GROUP.handshakeType());
        assertEquals(2404, Rejection.NOT_FOUND.handshakeType());
        assertEquals(3001, new Rejection(2001).handshakeType());
    }

    @Test
    void handshakeTypes_thatRefuse_areUnderstood() {
        assertEquals(Optional.empty(), Rejection.ofHandshakeType(1));
        assertEquals(Optional.of(Rejection.PEER), Rejection.ofHandshakeType(1002));
        assertEquals(Optional.of(Rejection.NOT_FOUND), Rejection.ofHandshakeType(2404));
        assertEquals(Optional.of(Rejection.NOT_FOUND), Rejection.ofHandshakeType(1404));
        assertEquals(Optional.of(new Rejection(2001)), Rejection.ofHandshakeType(3001));
    }

    @Test
    void codes_ofTheProtocolAndOfServices_haveAText() {
        for (int code = 1000; code <= 1017; code++) {
            assertFalse(new Rejection(code).text().startsWith("code"), "code " + code);
        }
        assertEquals("not found", Rejection.NOT_FOUND.text());
        assertEquals("code 1418", new Rejection(1418).text());
        assertThrows(IllegalArgumentException.class, () -> new Rejection(999));
    }
}
