package io.millrace.ingest.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AddressesTest {
    @Test
    void hostPort_formsOfAddresses_areRead() {
        assertEquals(new HostPort("", "239.1.2.3", 5004), HostPort.parse("//239.1.2.3:5004"));
        assertEquals(
                new HostPort("10.0.0.1", "232.1.2.3", 1),
                HostPort.parse("//10.0.0.1@232.1.2.3:1?interface=eth0"));
        assertEquals(new HostPort("", "", 9000), HostPort.parse("//:9000?mode=listener"));
        assertEquals(new HostPort("", "fe80::1", 9), HostPort.parse("//[fe80::1]:9/"));
        for (String wrong : List.of("//host", "host:1", "//host:0", "//host:70000", "//h:1x")) {
            assertThrows(IllegalArgumentException.class, () -> HostPort.parse(wrong), wrong);
        }
    }

    @Test
    void query_options_areDecoded() {
        AddressQuery query = AddressQuery.of("srt://h:1?streamid=%23!::r=a,m=read&latency=50&x");
        assertEquals(Optional.of("#!::r=a,m=read"), query.text("streamid"));
        assertEquals(50, query.number("latency", 0, 100, 7));
        assertEquals(7, query.number("x", 0, 100, 7));
        assertEquals(Optional.of("a+b%"), AddressQuery.of("u?k=a+b%").text("k"));
        AddressQuery tooMuch = AddressQuery.of("u?n=101&m=-1");
        assertThrows(IllegalArgumentException.class, () -> tooMuch.number("n", 0, 100, 7));
        assertThrows(IllegalArgumentException.class, () -> tooMuch.number("m", 0, 100, 7));
    }

    @Test
    void commandLine_quotes_holdWordsTogether() {
        assertEquals(
                List.of("a", "b c", "d'e", "", "$(f)", "g;h"),
                ExecPuller.split("a 'b c'  \"d'e\" '' $(f) g;h"));
        assertEquals(List.of(), ExecPuller.split("  "));
        assertThrows(IllegalArgumentException.class, () -> ExecPuller.split("a 'b"));
    }
}
