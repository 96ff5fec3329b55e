package io.millrace.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.proto.JsonText;
import io.millrace.proto.control.Session;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTextTest {
    @Test
    void of_session_hasEveryFieldWithQuotesEscaped() {
        Session session =
                Session.newBuilder()
                        .setId("a")
                        .setKind(Session.Kind.PUBLISH)
                        .setPath("live")
                        .setUserAgent("say \"hi\"\n")
                        .setBytes(12)
                        .putStatistics("lost", 3)
                        .putStatistics("delay", 1.5)
                        .build();
        assertEquals(
                "{\"id\":\"a\",\"pod\":\"\",\"kind\":\"publish\",\"path\":\"live\","
                        + "\"protocol\":\"\",\"peer\":\"\",\"user\":\"\","
                        + "\"userAgent\":\"say \\\"hi\\\"\\u000a\",\"sinceMillis\":0,\"bytes\":12,"
                        + "\"state\":\"\",\"statistics\":{\"delay\":1.5,\"lost\":3},\"count\":0}",
                JsonText.of(session));
    }

    @Test
    void of_page_isAPartOfTheList() {
        List<Integer> all = List.of(1, 2, 3, 4, 5);
        assertEquals(new Page<>(List.of(3, 4), 5, 3), Page.of(all, 1, 2));
        assertEquals(new Page<>(List.of(5), 5, 3), Page.of(all, 2, 2));
        assertEquals(new Page<>(List.of(), 5, 3), Page.of(all, 1_000_000_000, 2));
        assertEquals(new Page<>(all, 5, 1), Page.of(all, 0, 0));
    }
}
