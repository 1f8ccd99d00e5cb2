package dev.latchkey.signin.account;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.common.event.EndReason;
import org.junit.jupiter.api.Test;

class AccountSnapshotTest {

    private static final long TRUSTED = 1_000;

    private final Map<String, String> attributes = new HashMap<>(Map.of("a", "1", "b", "1"));

    @Test
    void likeIsComparedWithLike() {
        PasswordMark recorded = account("a", 0).passwordMark();
        assertEquals(Optional.empty(), changed("b", 0, recorded));
        assertEquals(Optional.empty(), changed("", 0, recorded));
        attributes.put("b", "2");
        assertEquals(Optional.empty(), changed("b", 0, recorded));
        attributes.put("a", "2");
        assertEquals(Optional.of(EndReason.PASSWORD_CHANGED), changed("b", 0, recorded));
        assertEquals(Optional.of(EndReason.PASSWORD_CHANGED), changed("", 0, recorded));
    }

    @Test
    void whatWasNotReadThenCannotHaveChanged() {
        PasswordMark recorded = account("", 0).passwordMark();
        assertEquals(Optional.empty(), changed("a", 0, recorded));
        assertEquals(Optional.empty(), changed("missing", 0, recorded));
    }

    @Test
    void whatCanBeReadNoMoreGivesWayToTheDateOfAnOwnPasswordWhereAnotherIsNamed() {
        PasswordMark recorded = account("a", 0).passwordMark();
        attributes.remove("a");
        assertEquals(Optional.empty(), changed("b", TRUSTED, recorded));
        assertEquals(Optional.of(EndReason.PASSWORD_CHANGED), changed("b", TRUSTED + 1, recorded));
        assertEquals(Optional.of(EndReason.PASSWORD_CHANGED), changed("b", 0, recorded), "unknown whether it changed");
        assertEquals(Optional.of(EndReason.PASSWORD_CHANGED), changed("a", TRUSTED, recorded), "it was deleted");
    }

    @Test
    void whatSaysMoreIsNeverGivenUpForWhatSaysNothing() {
        PasswordMark a = account("a", 0).passwordMark();
        PasswordMark none = account("", 0).passwordMark();
        assertEquals("a", account("a", 0).passwordMark(none).source());
        assertEquals("b", account("b", 0).passwordMark(a).source());
        assertEquals(a, account("", 0).passwordMark(a));
        assertEquals(a, account("missing", 0).passwordMark(a));
    }

    @Test
    void aPasswordThatIsRemovedOrSetAnewIsAChangeWhateverItsDate() {
        PasswordMark recorded = account("a", TRUSTED - 1).passwordMark();
        assertEquals(Optional.empty(), changed("a", TRUSTED - 1, recorded));
        assertEquals(Optional.of(EndReason.PASSWORD_CHANGED), changed("a", 0, recorded));
        assertEquals(Optional.of(EndReason.PASSWORD_CHANGED), changed("a", TRUSTED, recorded));
        PasswordMark unnamed = account("", TRUSTED - 1).passwordMark();
        assertEquals(Optional.empty(), changed("", TRUSTED - 1, unnamed));
        assertEquals(Optional.of(EndReason.PASSWORD_CHANGED), changed("", 0, unnamed));
    }

    private Optional<EndReason> changed(String attribute, long passwordChangedAt, PasswordMark recorded) {
        AccountSnapshot account = account(attribute, passwordChangedAt);
        return account.changed(TRUSTED, account.emailHash(), recorded);
    }

    private AccountSnapshot account(String attribute, long passwordChangedAt) {
        return new AccountSnapshot("realm", "user", "a@example.com", passwordChangedAt, attribute, attributes::get);
    }
}
