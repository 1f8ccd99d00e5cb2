package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import dev.latchkey.it.kit.Burst;
import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Each refresh token is used once, as the realm's rotation promises. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class RefreshReuseIT extends RefreshTest {

    private static final String REUSED = "invalid_grant: Maximum allowed refresh token reuse exceeded";
    private static final String NO_SESSION = "invalid_grant: Offline user session not found";

    @Test
    void attack_refreshTokenReusedInTheSameSecond() {
        TestUser person = person();
        assertSeen(app(Realms.DIRECT_APP), person);
        assertEquals(1, events(person).refusals("token_reused"));
    }

    @Test
    void attack_refreshTokenReusedInTheSameSecond_ofAConfidentialClient() {
        assertSeen(app(Realms.SECRET_APP).withSecret(Realms.SECRET_APP), person());
    }

    @Test
    void attack_refreshTokenReusedInTheSameSecond_ofAnOfflineSession() {
        TestUser person = person(user -> user.realmRoles("offline_access"));
        TokenClient app = app(Realms.DIRECT_APP);
        String spent = app.spentWithinASecond(
                app.password(person.username(), TestUser.PASSWORD, "openid offline_access"), app);
        assertEquals(REUSED, app.refresh(spent).error());
        assertEquals(NO_SESSION, app.refresh(spent).error());
    }

    @Test
    void attack_refreshTokenReusedInTheSameSecond_byTheClientWithTheDpopKey() {
        assertSeen(holderOfAKey(), person());
    }

    @Test
    void attack_refreshTokenStolenFromADpopClient_isRefusedAndNotBurnt() {
        TokenClient app = holderOfAKey();
        String token = signIn(app, person()).refreshToken();

        assertEquals("invalid_request: DPoP proof is missing", app.withProof(null).refresh(token).error());
        assertFalse(holderOfAKey().refresh(token).given());

        TokenClient.Grant next = app.refresh(token);
        assertEquals("DPoP", next.json().get("token_type").asText());
        assertTrue(app.refresh(next.refreshToken()).given());
    }

    @Test
    void attack_refreshTokenReusedInParallel_oneWins() {
        TestUser person = person();
        TokenClient app = app(Realms.DIRECT_APP);
        String token = signIn(app, person).refreshToken();

        List<TokenClient.Grant> grants = Burst.of(8, i -> app.refresh(token));

        assertEquals(1, grants.stream().filter(TokenClient.Grant::given).count());
        String won = grants.stream().filter(TokenClient.Grant::given).findFirst().orElseThrow().refreshToken();
        assertFalse(app.refresh(won).given(), "whoever won may be the thief");
    }

    /** Another chain of tokens of the same session keeps it alive, while rows of tokens spent long ago are purged. */
    @Test
    void attack_offlineTokenReusedOnceItsRowIsPurged() {
        Duration half = Duration.ofSeconds(realm.admin().toRepresentation().getOfflineSessionIdleTimeout())
                .plusHours(2).dividedBy(2);
        TestUser person = person(user -> user.realmRoles("offline_access"));
        TokenClient app = app(Realms.DIRECT_APP);
        String token = app.password(person.username(), TestUser.PASSWORD, "openid offline_access").refreshToken();
        assertTrue(app.refresh(token).given());

        time.set((int) half.toSeconds());
        rows().useOfflineSession(realm.getId(), person);
        time.set((int) half.multipliedBy(2).toSeconds());
        rows().purge();
        assertEquals(0, rows().spentTokens(person));
        assertEquals(REUSED, app.refresh(token).error());
        assertEquals(NO_SESSION, app.refresh(token).error());
    }

    /**
     * Each use extends the idle time of an offline session, and with it the time in which the token can be presented.
     */
    @Test
    void attack_offlineTokenReusedLate_isCountedAsLongAsItCanBePresented() {
        change(rep -> rep.setRefreshTokenMaxReuse(1));
        Duration idle = Duration.ofSeconds(realm.admin().toRepresentation().getOfflineSessionIdleTimeout());
        TestUser person = person(user -> user.realmRoles("offline_access"));
        TokenClient app = app(Realms.DIRECT_APP);
        String token = app.password(person.username(), TestUser.PASSWORD, "openid offline_access").refreshToken();
        assertTrue(app.refresh(token).given());

        time.set((int) idle.multipliedBy(2).dividedBy(3).toSeconds());
        assertTrue(app.refresh(token).given(), "the answer to the first may have been lost");
        time.set((int) idle.plusDays(1).toSeconds());
        rows().purge();
        assertEquals(1, rows().spentTokens(person));
        assertEquals(REUSED, app.refresh(token).error());
    }

    @Test
    void attack_tokenExchangedBeforeAReplay_endsWithTheReplayedOne() {
        TokenClient app = app(Realms.EXCHANGED);
        TokenClient exchanger = app(Realms.EXCHANGER).withSecret(Realms.EXCHANGER);
        TokenClient.Grant tokens = signIn(app, person());
        TokenClient.Grant exchanged = exchanger.exchange(tokens.json().get("access_token").asText());
        TokenClient.Grant next = exchanger.refresh(exchanged.refreshToken());
        assertTrue(next.given(), () -> exchanged.response().body() + next.response().body());

        assertTrue(app.refresh(tokens.refreshToken()).given());
        assertEquals(REUSED, app.refresh(tokens.refreshToken()).error());

        assertFalse(exchanger.refresh(next.refreshToken()).given());
    }

    @Test
    void reuseIsAllowedAsOftenAsTheRealmStates() {
        change(rep -> rep.setRefreshTokenMaxReuse(1));
        TokenClient app = app(Realms.DIRECT_APP);
        String token = signIn(app, person()).refreshToken();
        assertTrue(app.refresh(token).given());
        assertTrue(app.refresh(token).given(), "the answer to the first may have been lost");
        assertEquals(REUSED, app.refresh(token).error());
    }

    @Test
    void otherSessionsOfTheSameUserGoOn() {
        TestUser person = person();
        TokenClient app = app(Realms.DIRECT_APP);
        String elsewhere = signIn(app, person).refreshToken();
        String token = signIn(app, person).refreshToken();
        assertTrue(app.refresh(token).given());
        assertFalse(app.refresh(token).given());
        assertTrue(app.refresh(elsewhere).given());
    }

    @Test
    void withoutRotationATokenMayBeUsedAgain() {
        change(rep -> rep.setRevokeRefreshToken(false));
        TestUser person = person();
        TokenClient app = app(Realms.DIRECT_APP);
        String token = signIn(app, person).refreshToken();
        assertTrue(app.refresh(token).given());
        assertTrue(app.refresh(token).given());
        assertEquals(0, rows().spentTokens(person));
    }

    @Test
    void rowsGoWithTheirUserAndWithTime() {
        TestUser person = person();
        TestUser removed = person();
        TokenClient app = app(Realms.DIRECT_APP);
        app.refresh(signIn(app, person).refreshToken());
        app.refresh(signIn(app, removed).refreshToken());
        assertEquals(1, rows().spentTokens(person));
        assertEquals(1, rows().spentTokens(removed));

        realm.admin().users().get(removed.id()).remove();
        assertEquals(0, rows().spentTokens(removed));
        rows().purge();
        assertEquals(1, rows().spentTokens(person));
        time.set((int) Duration.ofDays(1).toSeconds());
        rows().purge();
        assertEquals(0, rows().spentTokens(person));
    }

    private void change(Consumer<RealmRepresentation> change) {
        realm.updateWithCleanup(update -> {
            change.accept(update.build());
            return update;
        });
    }

    private void assertSeen(TokenClient app, TestUser person) {
        String spent = app.spentWithinASecond(signIn(app, person), app);
        assertEquals(REUSED, app.refresh(spent).error());
        TokenClient.Grant again = app.refresh(spent);
        assertEquals("invalid_grant: Session doesn't have required client", again.error(), "the session has ended");
    }
}
