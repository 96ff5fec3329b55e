package io.millrace.runtime.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.lease.LeaseBook.Known;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LeaseBookTest {
    private static final PathName PATH = new PathName("live");
    private static final EndReason TAKEN = EndReason.of(EndReason.Kind.OVERRIDDEN, "taken");

    private final LeaseBook book = new LeaseBook();
    private final List<EndReason> revoked = new ArrayList<>();

    @Test
    void revoke_held_tellsOnce() {
        ask("a");
        assertEquals(Optional.empty(), book.grant("a", 4));
        book.revoke("other", TAKEN);
        assertEquals(List.of(), revoked);
        book.revoke("a", TAKEN);
        book.revoke("a", TAKEN);
        assertEquals(List.of(TAKEN), revoked);
        assertFalse(book.remove("a"));
    }

    @Test
    void grant_revokedBefore_hasEndedAlready() {
        ask("a");
        book.revoke("a", TAKEN);
        assertEquals(Optional.of(TAKEN), book.grant("a", 4));
        assertEquals(List.of(), book.answered());
        assertEquals(List.of(), revoked);
    }

    @Test
    void promote_standby_isHeld() {
        ask("a");
        CompletableFuture<Long> promotion = book.promotion("a");
        assertEquals(Optional.empty(), book.standby("a"));
        assertEquals(List.of(new Known("a", PATH, false)), book.answered());
        assertFalse(promotion.isDone());
        book.promote("a", 7);
        assertEquals(7, promotion.join());
        assertEquals(List.of(new Known("a", PATH, true)), book.answered());
    }

    @Test
    void promote_beforeTheAnswer_isKept() {
        ask("a");
        book.promote("a", 7);
        assertEquals(List.of(), book.answered());
        book.standby("a");
        assertEquals(7, book.promotion("a").join());
        assertEquals(List.of(new Known("a", PATH, true)), book.answered());
    }

    @Test
    void promote_givenBack_isNothing() {
        ask("a");
        book.standby("a");
        assertTrue(book.remove("a"));
        book.promote("a", 7);
        assertFalse(book.knows("a"));
    }

    private void ask(String id) {
        book.ask(id, PATH, revoked::add);
    }
}
