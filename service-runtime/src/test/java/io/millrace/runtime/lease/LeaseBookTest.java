package io.millrace.runtime.lease;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.runtime.lease.LeaseBook.Held;
import io.millrace.stream.EndReason;
import io.millrace.stream.PathName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaseBookTest {
    private static final PathName PATH = new PathName("live");
    private static final EndReason TAKEN = EndReason.of(EndReason.Kind.OVERRIDDEN, "taken");

    private final LeaseBook book = new LeaseBook();
    private final List<EndReason> revoked = new ArrayList<>();

    @Test
    void revoke_held_tellsOnce() {
        assertEquals(Optional.empty(), grant(4));
        book.revoke(PATH, 3, TAKEN);
        assertEquals(List.of(), revoked);
        book.revoke(PATH, 4, TAKEN);
        book.revoke(PATH, 4, TAKEN);
        assertEquals(List.of(TAKEN), revoked);
        assertFalse(book.remove(PATH, 4));
    }

    @Test
    void grant_revokedBefore_hasEndedAlready() {
        book.ask(PATH);
        book.revoke(PATH, 4, TAKEN);
        assertEquals(Optional.of(TAKEN), book.grant(held(4)));
        assertEquals(List.of(), book.all());
        assertEquals(List.of(), revoked);
    }

    @Test
    void grant_revokedWhileNobodyAsked_isHeld() {
        book.ask(PATH);
        book.revoke(PATH, 4, TAKEN);
        book.giveUp(PATH);
        assertEquals(Optional.empty(), grant(4));
        assertTrue(book.remove(PATH, 4));
    }

    @Test
    void grant_olderEpochAnsweredLater_keepsTheNewer() {
        book.ask(PATH);
        book.ask(PATH);
        assertEquals(Optional.empty(), book.grant(held(6)));
        assertEquals(Optional.empty(), book.grant(held(5)));
        assertEquals(List.of(6L), book.all().stream().map(Held::epoch).toList());
    }

    private Optional<EndReason> grant(long epoch) {
        book.ask(PATH);
        return book.grant(held(epoch));
    }

    private Held held(long epoch) {
        return new Held(PATH, epoch, revoked::add);
    }
}
