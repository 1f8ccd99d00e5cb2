package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.admin.client.resource.OrganizationResource;
import org.keycloak.admin.client.resource.UserResource;
import org.keycloak.representations.idm.OrganizationDomainRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.storage.UserStorageProvider;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;
import org.keycloak.testframework.util.ApiUtil;

/**
 * Each cell of the table of answers in {@code docs/mobile.md}; the answer to a refused code is the same for every
 * reason.
 */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class SecretCodeRefusalIT extends SecretCodeTest {

    @InjectRealm(ref = "limited", config = Realms.CodesWithOneSession.class)
    ManagedRealm limited;

    @InjectRealm(ref = "detected", config = Realms.CodesWithDetector.class)
    ManagedRealm detected;

    @Test
    void attack_secretCodeOnTheWrongClient_isRefused() {
        TestUser person = person();
        String code = code(mobile(), person);
        assertRefused(new App(realm, Realms.OTHER_MOBILE).redeem(code));
        assertEquals(1, events(person).refusals("wrong_client"));
        assertRedeemed(mobile().redeem(code));
    }

    @Test
    void aClientWithoutTheScopeIsUnauthorized() {
        String code = code(mobile(), person());
        HttpResponse<String> answer = new App(realm, Realms.APP).redeem(code);
        assertEquals(400, answer.statusCode());
        assertEquals("unauthorized_client", Rest.json(answer).get("error").asText());
        assertRedeemed(mobile().redeem(code));
    }

    @Test
    void withoutACodeTheRequestIsInvalid() {
        HttpResponse<String> answer = mobile().token("grant_type=urn:latchkey:params:oauth:grant-type:secret-code");
        assertEquals(400, answer.statusCode());
        assertEquals("invalid_request", Rest.json(answer).get("error").asText());
    }

    @Test
    void aScopeThatTheClientHasNotIsInvalid() {
        HttpResponse<String> answer = mobile().redeem(code(mobile(), person()), "openid admin");
        assertEquals(400, answer.statusCode());
        assertEquals("invalid_scope", Rest.json(answer).get("error").asText());
    }

    @Test
    void attack_secretCodeRevoked_isRefused() {
        TestUser person = person();
        String code = code(mobile(), person);
        assertEquals(204, Rest.ofApp(realm, person).delete("/realms/codes/latchkey-secret-codes").statusCode());
        assertRefused(mobile().redeem(code));
    }

    @Test
    void anExpiredCodeIsRefused() {
        String code = code(mobile(), person());
        policy("code_idle_days", "0");
        String lasting = code(mobile(), person());
        pass(Duration.ofDays(90));
        assertRefused(mobile().redeem(code));
        assertRefused(mobile().redeem(lasting));
    }

    @Test
    void attack_secretCodeOfADisabledUser_isRefused() {
        TestUser person = person();
        String code = code(mobile(), person);
        enabled(person, false);
        assertRefused(mobile().redeem(code));
        enabled(person, true);
        assertRefused(mobile().redeem(code));
        assertEquals(1, rows().endedCodes(person, "USER_DISABLED"));
    }

    private void enabled(TestUser person, boolean enabled) {
        enabled(user(person), enabled);
    }

    private static void enabled(UserResource account, boolean enabled) {
        UserRepresentation changed = account.toRepresentation();
        changed.setEnabled(enabled);
        account.update(changed);
    }

    @Test
    void attack_secretCodeOfALockedUser_isRefusedAndGoodAgainAfterwards() {
        TestUser person = person(detected, user -> user);
        App app = new App(detected, Realms.MOBILE);
        String code = signIn(app, person).get("secret_code").asText();
        new Detector(detected, person).lock(browser());
        assertRefused(app.redeem(code));
        assertEquals(1, new EventLog(detected, person).refusals("account_unavailable"));
        detected.admin().attackDetection().clearBruteForceForUser(person.id());
        assertRedeemed(app.redeem(code));
    }

    /** Any client can cause that lock; an administrator who disables the account ends its codes. */
    @Test
    void attack_passwordsGuessedUntilTheAccountIsLockedForGood_endNoCode() {
        detected.updateWithCleanup(update -> {
            update.build().setPermanentLockout(true);
            update.build().setQuickLoginCheckMilliSeconds(0L);
            return update;
        });
        TestUser person = person(detected, user -> user);
        App app = new App(detected, Realms.MOBILE);
        JsonNode opened = assertRedeemed(app.redeem(signIn(app, person).get("secret_code").asText()));
        new Detector(detected, person).lock(browser());
        UserResource account = detected.admin().users().get(person.id());
        Eventually.holds("the account is disabled", () -> !account.toRepresentation().isEnabled());

        assertRefused(app.redeem(next(opened)));
        assertEquals(400, app.refresh(opened).statusCode());
        UserRepresentation changed = account.toRepresentation();
        changed.setLastName("Locked");
        account.update(changed);
        assertRefused(app.redeem(next(opened)));
        assertEquals(2, new EventLog(detected, person).refusals("account_unavailable"));
        assertEquals(0, rows().endedCodes(person, "USER_DISABLED"));

        enabled(account, true);
        JsonNode again = assertRedeemed(app.redeem(next(opened)));
        assertEquals(200, app.refresh(again).statusCode());
        enabled(account, false);
        assertEquals(1, rows().endedCodes(person, "USER_DISABLED"));
        enabled(account, true);
        assertRefused(app.redeem(next(again)));
    }

    /** As Keycloak's refresh tokens and sessions: refused meanwhile, and good afterwards. */
    @Test
    void attack_codeOfAMemberWhoseOrganizationIsDisabled_isRefusedMeanwhile_andGoodAgainAfterwards() {
        TestUser person = person();
        JsonNode tokens = signIn(mobile(), person);
        realm.updateWithCleanup(update -> {
            update.build().setOrganizationsEnabled(true);
            return update;
        });
        OrganizationResource organization = organization();
        new Directory(server, realm.getName()).manage(person, organization.toRepresentation().getId());

        enabled(organization, false);
        HttpResponse<String> refused = mobile().refresh(tokens);
        assertEquals(400, refused.statusCode(), refused::body);
        assertRefused(mobile().redeem(next(tokens)));
        assertRefused(mobile().redeem(next(tokens)));
        assertEquals(2, events(person).refusals("account_unavailable"));
        HttpResponse<String> signIn = mobile().token(Rest.encode(Map.of("grant_type", "password",
                "username", person.username(), "password", TestUser.PASSWORD)));
        assertEquals(400, signIn.statusCode(), signIn::body);

        enabled(organization, true);
        assertEquals(200, mobile().refresh(tokens).statusCode());
        String code = next(assertRedeemed(mobile().redeem(next(tokens))));
        enabled(user(person), false);
        assertRefused(mobile().redeem(code));
        assertEquals(1, rows().endedCodes(person, "USER_DISABLED"));
    }

    private OrganizationResource organization() {
        OrganizationRepresentation corp = new OrganizationRepresentation();
        corp.setName("corp" + NUMBER.incrementAndGet());
        corp.setAlias(corp.getName());
        corp.addDomain(new OrganizationDomainRepresentation(corp.getName() + ".example"));
        String id;
        try (Response created = realm.admin().organizations().create(corp)) {
            id = ApiUtil.getCreatedId(created);
        }
        realm.cleanup().add(ended -> ended.organizations().get(id).delete().close());
        return realm.admin().organizations().get(id);
    }

    private static void enabled(OrganizationResource organization, boolean enabled) {
        OrganizationRepresentation changed = organization.toRepresentation();
        changed.setEnabled(enabled);
        try (Response updated = organization.update(changed)) {
            assertEquals(204, updated.getStatus());
        }
    }

    @Test
    void aDirectoryThatIsDownForAWhile_endsNoCode() {
        TestUser person = person();
        Directory directory = new Directory(server, realm.getName());
        directory.adopt(person);
        realm.cleanup().add(ended -> ended.components().query(null, UserStorageProvider.class.getName())
                .forEach(component -> ended.components().component(component.getId()).remove()));
        String code = code(mobile(), person);
        directory.adoptSwitchedOff(person);
        assertRefused(mobile().redeem(code));
        directory.adopt(person);
        assertRedeemed(mobile().redeem(code));
    }

    /** Keycloak shows what it has stored of an account, which may be much older than what the directory last said. */
    @Test
    void attack_aCodePresentedWhileTheDirectoryIsDown_isRefusedAndNotEndedByAnOldCopyOfTheAccount() {
        TestUser person = person();
        Directory directory = new Directory(server, realm.getName());
        directory.adopt(person);
        realm.cleanup().add(ended -> ended.components().query(null, UserStorageProvider.class.getName())
                .forEach(component -> ended.components().component(component.getId()).remove()));
        directory.copy(person, "pwdLastSet", "2");
        policy("password_attribute", "pwdLastSet");
        String code = code(mobile(), person);
        directory.adoptSwitchedOff(person);
        directory.copy(person, "pwdLastSet", "1");
        directory.copy(person, "email", "before-" + person.email());
        assertRefused(mobile().redeem(code));
        assertEquals(1, events(person).refusals("account_unavailable"));
        directory.copy(person, "pwdLastSet", "2");
        directory.copy(person, "email", person.email());
        directory.adopt(person);
        code = next(assertRedeemed(mobile().redeem(code)));
        directory.copy(person, "pwdLastSet", "3");
        assertRefused(mobile().redeem(code));
        assertEquals(1, rows().endedCodes(person, "PASSWORD_CHANGED"));
    }

    @Test
    void anAppThatStartsTwiceIsNotTakenForAGuesser() {
        App app = new App(detected, Realms.MOBILE);
        String code = signIn(app, person(detected, user -> user)).get("secret_code").asText();
        List<String> successors = IntStream.range(0, 10).parallel()
                .mapToObj(i -> next(assertRedeemed(app.redeem(code)))).distinct().toList();
        assertEquals(1, successors.size());
    }

    @Test
    void aRequiredActionThatWaitsIsARefusal() {
        TestUser person = person();
        String code = code(mobile(), person);
        UserRepresentation changed = user(person).toRepresentation();
        changed.setRequiredActions(List.of("UPDATE_PROFILE"));
        user(person).update(changed);
        assertRefused(mobile().redeem(code));
        changed.setRequiredActions(List.of());
        user(person).update(changed);
        assertRedeemed(mobile().redeem(code));
    }

    /** Off: turned off for the realm; gone: the realm does not know it; impossible: no text can be sent anywhere. */
    @ParameterizedTest
    @CsvSource({VerifyEmail.ACTION + ", off", VerifyEmail.ACTION + ", gone", TextsTest.ACTION + ", impossible",
        "UPDATE_PROFILE, off"})
    void anActionThatNoPageAsksForIsNoRefusal(String action, String why) {
        TestUser person = person(user -> user.emailVerified(false));
        String code = code(mobile(), person);
        RequiredActions actions = new RequiredActions(realm);
        // there is no country to whose numbers texts are sent
        actions.register(action);
        demand(person, action);
        switch (why) {
            case "off" -> actions.turn(action, false);
            case "gone" -> actions.remove(action);
            default -> { }
        }
        assertTrue(SignIn.open(browser().tab(), realm).password(person).done(), "the browser passes it over");
        code = next(assertRedeemed(mobile().redeem(code)));
        switch (why) {
            case "off" -> actions.turn(action, true);
            case "gone" -> actions.register(action);
            default -> {
                actions.configure(action, Map.of("countries", "DE"));
                assertTrue(SignIn.open(browser().tab(), realm).password(person).done(), "a password sets no number");
                code = next(assertRedeemed(mobile().redeem(code)));
                // which asks for the mailbox first
                actions.register(VerifyEmail.ACTION);
            }
        }
        assertFalse(SignIn.open(browser().tab(), realm).password(person).done(), "the browser asks for it");
        assertRefused(mobile().redeem(code));
        demand(person);
        assertRedeemed(mobile().redeem(code));
    }

    /** Enabled in every realm; none shows a page unless a client has started it, or where the address is verified. */
    @ParameterizedTest
    @ValueSource(strings = {"update_user_locale", "delete_credential", "idp_link", "VERIFY_EMAIL"})
    void anActionThatShowsNoPageIsNoRefusal(String action) {
        TestUser person = person();
        String code = code(mobile(), person);
        demand(person, action);
        code = next(assertRedeemed(mobile().redeem(code)));
        assertTrue(SignIn.open(browser().tab(), realm).password(person).done(), "the browser passes it over");
        code = next(assertRedeemed(mobile().redeem(code)));
        demand(person, action, "UPDATE_PROFILE");
        assertRefused(mobile().redeem(code));
    }

    @Test
    void attack_proofOfAnAddressThatIsDue_isARefusal() {
        TestUser person = person(user -> user.emailVerified(false));
        String code = code(mobile(), person);
        demand(person, "VERIFY_EMAIL");
        assertRefused(mobile().redeem(code));
    }

    @Test
    void attack_anActionThatNoPageAsksForBesideOneThatIsDue_hidesItNot() {
        TestUser person = person();
        String code = code(mobile(), person);
        new RequiredActions(realm).register(TextsTest.ACTION);
        demand(person, TextsTest.ACTION, "UPDATE_PROFILE");
        assertRefused(mobile().redeem(code));
        demand(person, TextsTest.ACTION);
        assertRedeemed(mobile().redeem(code));
    }

    private void demand(TestUser person, String... actions) {
        UserRepresentation changed = user(person).toRepresentation();
        changed.setRequiredActions(List.of(actions));
        user(person).update(changed);
    }

    @Test
    void aMissingConsentIsARefusal() {
        TestUser person = person();
        App app = new App(realm, Realms.MOBILE_WITH_CONSENT);
        SignIn signIn = app.open(browser()).password(person);
        signIn.tab().click("kc-login");
        assertTrue(signIn.done(), signIn.tab()::text);
        String code = app.exchange(signIn).get("secret_code").asText();
        policy("offline_access", "true");
        // a scope without consent is refused, one with consent is still accepted
        assertRefused(app.redeem(code, "openid offline_access"));
        assertRedeemed(app.redeem(code));
    }

    @Test
    void aLimitOfSessionsThatIsReachedIsARefusal() {
        TestUser person = person(limited, user -> user);
        App app = new App(limited, Realms.MOBILE);
        Browser browser = browser();
        String code = signIn(app, browser, person).get("secret_code").asText();
        assertRefused(app.redeem(code));
        limited.admin().users().get(person.id()).getUserSessions()
                .forEach(session -> expire(limited, session.getId()));
        assertRedeemed(app.redeem(code));
    }

    @Test
    void attack_secretCodeOfAnotherRealm_isRefused() {
        String code = code(mobile(), person());
        assertRefused(new App(limited, Realms.MOBILE).redeem(code));
    }

    @Test
    void aWrongKeyAndNoKeyAreRefusals() {
        DPoPKey key = new DPoPKey();
        TestUser person = person();
        String code = code(mobile().key(key), person);
        assertRefused(mobile().redeem(code));
        assertRefused(mobile().key(new DPoPKey()).redeem(code));
        assertEquals(2, events(person).refusals("wrong_key"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "${7*7}", "\r\n", "\u0000",
        "１２３"})
    void attack_hugeAndMalformedInput_isRefusedAlike(String code) {
        assertRefused(mobile().redeem(code));
    }

    @Test
    void attack_hugeAndMalformedInput_aMegabyteIsRefused() {
        HttpResponse<String> answer = mobile().redeem("A".repeat(1_000_000));
        assertTrue(answer.statusCode() == 400 || answer.statusCode() == 413, answer::body);
    }

    @Test
    void attack_codeRedeemedByAClientThatAPolicyRefuses_isRefusedAndNotUsedUp() {
        TestUser person = person();
        App confidential = new App(realm, Realms.MOBILE_WITH_SECRET).secret(Realms.MOBILE_WITH_SECRET);
        String code = code(mobile(), person);
        String ofConfidential = code(confidential, person);
        PolicyOfClients.run(realm, "confidential-client");
        HttpResponse<String> refused = mobile().redeem(code);
        assertEquals(400, refused.statusCode(), refused::body);
        assertEquals("invalid_client", Rest.json(refused).get("error").asText());
        assertRedeemed(confidential.redeem(ofConfidential));
        assertEquals(0, rows().endedCodes(person, "COPY_SEEN"));
    }

    @Test
    void aPolicyForLightweightAccessTokensHoldsForRedemptions() {
        TestUser person = person();
        String code = code(mobile(), person);
        JsonNode before = assertRedeemed(mobile().redeem(code));
        assertTrue(Rest.claims(before, "access_token").has("preferred_username"), before::toString);
        PolicyOfClients.run(realm, "use-lightweight-access-token");
        JsonNode light = assertRedeemed(mobile().redeem(next(before)));
        assertFalse(Rest.claims(light, "access_token").has("preferred_username"), light::toString);
    }

    @Test
    void aPolicyForPkceHoldsForNoRedemption() {
        String code = code(mobile(), person());
        PolicyOfClients.run(realm, "pkce-enforcer");
        assertRedeemed(mobile().redeem(code));
    }

    @Test
    void aCodeTwiceInOneRequestIsInvalid() {
        HttpResponse<String> answer = mobile().token("grant_type=urn:latchkey:params:oauth:grant-type:secret-code"
                + "&secret_code=a&secret_code=b");
        assertEquals(400, answer.statusCode());
        assertEquals("invalid_request", Rest.json(answer).get("error").asText());
    }

    @Test
    void whatIsNoCodeCostsNoStatement() {
        rows().watchStatements();
        assertRefused(mobile().redeem("not a code"));
        assertEquals(0, rows().statementsOn("LATCHKEY_SECRET_CODE"));
    }

    @Test
    void aCodeIsNoBearerTokenAndIsNotTakenFromTheAddress() {
        String code = code(mobile(), person());
        JsonNode none = Rest.json(Rest.post("/realms/codes/protocol/openid-connect/token?secret_code=" + code,
                "client_id=mobile&grant_type=urn:latchkey:params:oauth:grant-type:secret-code", Map.of()));
        assertEquals("invalid_request", none.get("error").asText());
        assertEquals(401, Rest.bearer(code).get("/realms/codes/protocol/openid-connect/userinfo").statusCode());
        assertEquals(401, Rest.bearer(code).get("/realms/codes/latchkey-secret-codes").statusCode());
    }
}
