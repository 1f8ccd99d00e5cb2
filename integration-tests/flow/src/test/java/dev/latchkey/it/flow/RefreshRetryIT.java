package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;

import dev.latchkey.it.kit.TokenClient;
import org.junit.jupiter.api.Test;
import org.keycloak.admin.client.resource.ClientResource;
import org.keycloak.admin.client.resource.ProtocolMappersResource;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.representations.idm.ProtocolMapperRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.util.ApiUtil;

/** A refresh that failed, or whose answer was lost, may be repeated; a stolen token gains nothing by that. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class RefreshRetryIT extends RefreshTest {

    private static final String REUSED = "invalid_grant: Maximum allowed refresh token reuse exceeded";
    private static final String NO_CONSENT = "invalid_scope: Client no longer has requested consent from user";
    private static final String ENDED = "invalid_grant: Session doesn't have required client";
    /** How long a client may repeat a refresh whose answer was lost. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private int passed;

    @Test
    void aRefreshWhoseRequestFailsLeavesTheTokenGood() {
        TestUser person = person();
        TokenClient app = app(Realms.DIRECT_APP);
        String token = signIn(app, person).refreshToken();

        failing(Realms.DIRECT_APP, () -> {
            assertEquals(500, app.refresh(token).response().statusCode());
            assertEquals(500, app.refresh(token).response().statusCode());
        });

        assertEquals(0, rows().spentTokens(person));
        TokenClient.Grant next = app.refresh(token);
        assertTrue(next.given(), () -> next.response().body());
        assertEquals(REUSED, app.refresh(token).error(), "it is used once all the same");
    }

    /** Keycloak locks the session's row last, and its cache keeps what it has read by then. */
    @Test
    void aRefreshThatCannotBeCommittedLeavesTheTokenGood() {
        TestUser person = person();
        TokenClient app = app(Realms.DIRECT_APP);
        String first = signIn(app, person).refreshToken();
        rows().without("OFFLINE_CLIENT_SESSION", () -> assertEquals(500, app.refresh(first).response().statusCode()));
        TokenClient.Grant second = app.refresh(first);
        assertTrue(second.given(), () -> second.response().body());
        String next = second.refreshToken();
        rows().without("OFFLINE_CLIENT_SESSION", () -> assertEquals(500, app.refresh(next).response().statusCode()));
        TokenClient.Grant third = app.refresh(next);
        assertTrue(third.given(), () -> third.response().body());
        assertEquals(REUSED, app.refresh(next).error(), "it is used once all the same");
    }

    @Test
    void aRefreshThatIsRefusedForLackOfConsentLeavesTheTokenGood() {
        TestUser person = person();
        TokenClient app = app(Realms.DIRECT_APP);
        String token = app.refresh(signIn(app, person).refreshToken()).refreshToken();

        withConsentRequired(Realms.DIRECT_APP, () -> {
            assertEquals(NO_CONSENT, app.refresh(token).error());
            assertEquals(NO_CONSENT, app.refresh(token).error());
        });

        assertEquals(1, rows().spentTokens(person), "the one before alone");
        TokenClient.Grant next = app.refresh(token);
        assertTrue(next.given(), () -> next.response().body());
        assertEquals(REUSED, app.refresh(token).error(), "it is used once all the same");
    }

    @Test
    void aRepeatThatIsRefusedForLackOfConsentLeavesTheTokenAsItWas() {
        TokenClient app = app(Realms.SECRET_APP).withSecret(Realms.SECRET_APP);
        String token = signIn(app, person()).refreshToken();
        assertTrue(app.refresh(token).given());
        withConsentRequired(Realms.SECRET_APP, () -> assertEquals(NO_CONSENT, app.refresh(token).error()));
        assertGoesOn(app, app.refresh(token));
        assertEquals(REUSED, app.refresh(token).error());
    }

    @Test
    void aRepeatThatFailsLeavesTheTokenAsItWas() {
        TokenClient app = app(Realms.SECRET_APP).withSecret(Realms.SECRET_APP);
        String token = signIn(app, person()).refreshToken();
        assertTrue(app.refresh(token).given());
        failing(Realms.SECRET_APP, () -> assertEquals(500, app.refresh(token).response().statusCode()));
        assertGoesOn(app, app.refresh(token));
    }

    /** Keycloak's cache keeps that the successor was used, and takes tokens from before it for stale. */
    @Test
    void aRefreshIsRepeatedAlthoughTheUseOfItsSuccessorCouldNotBeCommitted() {
        TokenClient app = app(Realms.SECRET_APP).withSecret(Realms.SECRET_APP);
        String token = signIn(app, person()).refreshToken();
        pass(Duration.ofSeconds(2));
        String next = app.refresh(token).refreshToken();
        pass(Duration.ofSeconds(2));
        rows().without("OFFLINE_CLIENT_SESSION", () -> assertEquals(500, app.refresh(next).response().statusCode()));
        assertGoesOn(app, app.refresh(token));
    }

    @Test
    void aClientThatAuthenticatesRepeatsARefreshWhoseAnswerWasLost() {
        assertRepeats(app(Realms.SECRET_APP).withSecret(Realms.SECRET_APP), person(), "openid");
    }

    @Test
    void theClientWithTheDpopKeyRepeatsARefreshWhoseAnswerWasLost() {
        assertRepeats(holderOfAKey(), person(), "openid");
    }

    @Test
    void anOfflineTokensRefreshIsRepeatedToo() {
        assertRepeats(app(Realms.SECRET_APP).withSecret(Realms.SECRET_APP),
                person(user -> user.realmRoles("offline_access")), "openid offline_access");
    }

    @Test
    void theAnswerMayBeLostMoreThanOnce() {
        TokenClient app = holderOfAKey();
        String token = signIn(app, person()).refreshToken();
        app.refresh(token);
        pass(Duration.ofSeconds(4));
        app.refresh(token);
        pass(Duration.ofSeconds(4));
        assertGoesOn(app, app.refresh(token));
    }

    @Test
    void attack_refreshTokenRepeatedByAPublicClient_isReuse() {
        TestUser person = person();
        TokenClient app = app(Realms.DIRECT_APP);
        String token = signIn(app, person).refreshToken();
        String next = app.refresh(token).refreshToken();
        assertEquals(REUSED, app.refresh(token).error());
        assertEquals(1, events(person).refusals("token_reused"));
        assertEquals(ENDED, app.refresh(next).error());
    }

    @Test
    void attack_refreshTokenRepeatedWithoutTheClientsCredentials_isRefusedAndNotBurnt() {
        TokenClient app = app(Realms.SECRET_APP).withSecret(Realms.SECRET_APP);
        TokenClient.Grant grant = signIn(app, person());
        String next = app.refresh(grant.refreshToken()).refreshToken();
        assertFalse(app(Realms.SECRET_APP).withSecret("wrong").refresh(grant.refreshToken()).given());
        assertFalse(app(Realms.DIRECT_APP).refresh(grant.refreshToken()).given(), "another client");

        TokenClient holder = holderOfAKey();
        String token = signIn(holder, person()).refreshToken();
        String after = holder.refresh(token).refreshToken();
        assertFalse(holderOfAKey().refresh(token).given(), "another key");

        assertTrue(app.refresh(next).given());
        assertTrue(holder.refresh(after).given());
    }

    @Test
    void attack_refreshTokenRepeatedAfterTenSeconds_isReuseForEveryClient() {
        for (TokenClient app : List.of(app(Realms.SECRET_APP).withSecret(Realms.SECRET_APP), holderOfAKey())) {
            TestUser person = person();
            String token = signIn(app, person).refreshToken();
            String next = app.refresh(token).refreshToken();
            pass(GRACE);
            assertEquals(REUSED, app.refresh(token).error());
            assertEquals(1, events(person).refusals("token_reused"));
            assertEquals(ENDED, app.refresh(next).error());
        }
    }

    @Test
    void attack_refreshTokenRepeatedWhenItsSuccessorWasUsed_isReuse() {
        TokenClient app = holderOfAKey();
        String token = signIn(app, person()).refreshToken();
        String last = app.refresh(app.refresh(token).refreshToken()).refreshToken();
        assertEquals(REUSED, app.refresh(token).error(), "no answer was lost");
        assertEquals(ENDED, app.refresh(last).error());
    }

    /** Two clients use the two successors of one token: the second use is detected, whichever it is. */
    @Test
    void attack_refreshTokenWithTwoSuccessors_oneOfThemGoesOnAndTheOtherEndsTheSession() {
        for (boolean firstWins : new boolean[] {true, false}) {
            for (Duration between : List.of(Duration.ZERO, Duration.ofSeconds(2))) {
                TestUser person = person();
                TokenClient app = holderOfAKey();
                String token = signIn(app, person).refreshToken();
                String first = app.refresh(token).refreshToken();
                pass(between);
                String second = app.refresh(token).refreshToken();
                pass(between);
                TokenClient.Grant won = app.refresh(firstWins ? first : second);
                assertTrue(won.given(), () -> won.response().body());
                assertEquals(REUSED, app.refresh(firstWins ? second : first).error());
                assertEquals(1, events(person).refusals("token_reused"));
                assertEquals(ENDED, app.refresh(won.refreshToken()).error());
            }
        }
    }

    /** After a repeat, each token is used once again. */
    @Test
    void attack_refreshTokensAfterARepeat_areUsedOnceEach() {
        TokenClient app = holderOfAKey();
        String token = signIn(app, person()).refreshToken();
        app.refresh(token);
        String second = app.refresh(token).refreshToken();
        String third = app.refresh(second).refreshToken();
        pass(GRACE);
        assertEquals(REUSED, app.refresh(second).error());
        assertEquals(ENDED, app.refresh(third).error());
    }

    private void assertRepeats(TokenClient app, TestUser person, String scope) {
        TokenClient.Grant grant = app.password(person.username(), TestUser.PASSWORD, scope);
        String token = grant.refreshToken();
        TokenClient.Grant lost = app.refresh(token);
        assertTrue(lost.given(), () -> lost.response().body());
        pass(GRACE.minusSeconds(1));
        TokenClient.Grant repeated = app.refresh(token);
        assertTrue(repeated.given(), () -> repeated.response().body());
        assertEquals(grant.refreshClaims().get("sid"), repeated.refreshClaims().get("sid"), "the same session");
        assertGoesOn(app, repeated);
        assertEquals(0, events(person).refusals("token_reused"));
    }

    private void assertGoesOn(TokenClient app, TokenClient.Grant grant) {
        assertTrue(grant.given(), () -> grant.response().body());
        pass(Duration.ofSeconds(2));
        TokenClient.Grant next = app.refresh(grant.refreshToken());
        assertTrue(next.given(), () -> next.response().body());
        pass(Duration.ofSeconds(2));
        assertTrue(app.refresh(next.refreshToken()).given());
    }

    private void pass(Duration duration) {
        passed += (int) duration.toSeconds();
        time.set(passed);
    }

    private void withConsentRequired(String clientId, Runnable requests) {
        ClientResource client = realm.admin().clients()
                .get(realm.admin().clients().findByClientId(clientId).get(0).getId());
        ClientRepresentation rep = client.toRepresentation();
        rep.setConsentRequired(true);
        client.update(rep);
        try {
            requests.run();
        } finally {
            rep.setConsentRequired(false);
            client.update(rep);
        }
    }

    /** Makes the client's token requests fail for a while, after the refresh token was checked. */
    private void failing(String clientId, Runnable requests) {
        ProtocolMapperRepresentation mapper = new ProtocolMapperRepresentation();
        mapper.setName("fails");
        mapper.setProtocol("openid-connect");
        // without a role to rename it ends in an unexpected error
        mapper.setProtocolMapper("oidc-role-name-mapper");
        ProtocolMappersResource mappers = realm.admin().clients()
                .get(realm.admin().clients().findByClientId(clientId).get(0).getId()).getProtocolMappers();
        String id = ApiUtil.getCreatedId(mappers.createMapper(mapper));
        try {
            requests.run();
        } finally {
            mappers.delete(id);
        }
    }
}
