package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.AuthenticationExecutionInfoRepresentation;
import org.keycloak.representations.idm.AuthenticatorConfigRepresentation;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Attacks at the endpoint for apps. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class NativeAttacksIT extends NativeTest {

    @InjectRealm(config = Realms.Native.class)
    ManagedRealm realm;

    @InjectRealm(ref = "too", config = Realms.NativeToo.class)
    ManagedRealm tooRealm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void attack_clientWithoutTheScopeIsRefusedBeforeAnythingIsSent() {
        TestUser person = person();

        NativeApp.Answer refused = new NativeApp(realm, Realms.APP).begin(person);

        assertError(400, "unauthorized_client", refused);
        assertEquals(0, rows().sends(person));
        assertError(401, "invalid_client", new NativeApp(realm, "nobody").begin(person));
    }

    @Test
    void attack_pkceIsAskedForAlways() {
        TestUser person = person();
        NativeApp app = app();
        for (Map<String, String> pkce : List.of(
                Map.of("code_challenge", "", "code_challenge_method", ""),
                Map.of("code_challenge_method", "plain"),
                Map.of("code_challenge", "short"),
                Map.of("code_challenge", "a".repeat(44)))) {
            assertError(400, "invalid_request", app.begin(person, pkce));
        }
        NativeApp.Answer done = signIn(app, person);
        assertError(400, "invalid_grant", app.redeem(done, Map.of("code_verifier", "b".repeat(64))));
    }

    @Test
    void attack_theVerifierIsNeeded() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer done = signIn(app, person);

        assertError(400, "invalid_grant", app.token(Map.of("grant_type", "authorization_code", "code", done.code())));
    }

    @Test
    void attack_keySwappedAtTheSecondRequest() {
        TestUser person = person();
        NativeApp app = app().with(new DPoPKey());
        NativeApp.Answer asked = app.begin(person);
        String code = code(person, asked);

        assertError(400, "invalid_session", app().with(new DPoPKey()).otp(asked, code));
        assertError(400, "invalid_session", app().otp(asked, code));
        assertEquals(0, rows().attempts(person), "nothing was judged");
        assertTrue(app.otp(asked, code).done(), "the owner goes on");
    }

    @Test
    void attack_keyAddedAtTheSecondRequest() {
        TestUser person = person();
        NativeApp.Answer asked = app().begin(person);

        assertError(400, "invalid_session", app().with(new DPoPKey()).otp(asked, code(person, asked)));
    }

    @Test
    void attack_keySwappedAtTheTokenEndpoint() {
        TestUser person = person();
        NativeApp app = app().with(new DPoPKey());
        NativeApp.Answer done = signIn(app, person);

        assertError(400, "invalid_request", app().with(new DPoPKey()).redeem(done));
    }

    @Test
    void attack_proofLeftOutAtTheTokenEndpoint() {
        TestUser person = person();
        NativeApp app = app().with(new DPoPKey());
        NativeApp.Answer done = signIn(app, person);

        assertError(400, "invalid_request", app().redeem(done));
    }

    @Test
    void attack_dpopJktOfAKeyThatIsNotProven() {
        TestUser person = person();
        assertError(400, "invalid_request", app().begin(person, Map.of("dpop_jkt", new DPoPKey().thumbprint())));
        assertError(400, "invalid_request",
                app().with(new DPoPKey()).begin(person, Map.of("dpop_jkt", new DPoPKey().thumbprint())));
        assertEquals(0, rows().sends(person));
    }

    @Test
    void attack_authSessionOfAnotherClient() {
        TestUser person = person();
        NativeApp.Answer asked = app().begin(person);

        assertError(400, "invalid_session",
                new NativeApp(realm, Realms.OTHER_NATIVE).otp(asked, code(person, asked)));
        assertEquals(0, rows().attempts(person));
    }

    @Test
    void attack_authSessionOfAnotherRealm() {
        TestUser person = person();
        NativeApp.Answer asked = app().begin(person);

        assertError(400, "invalid_session",
                new NativeApp(tooRealm, Realms.NATIVE).otp(asked, code(person, asked)));
        assertEquals(0, rows().attempts(person));
    }

    @Test
    void attack_authSessionTampered() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        String code = code(person, asked);
        String session = asked.authSession().orElseThrow();
        String device = "A".repeat(22) + ".1." + "A".repeat(27);
        for (String forged : List.of("", "x", session.substring(1), session + "A", session + "~", session + "~x",
                (session.charAt(0) == 'A' ? "B" : "A") + session.substring(1), "A".repeat(43),
                "A".repeat(100_000), "~" + device, device + "~" + session)) {
            assertError(400, "invalid_session", app.challenge(Map.of("auth_session", forged, "otp", code)));
        }
        assertEquals(0, rows().attempts(person));
        assertTrue(app.otp(asked, code).done());
    }

    @Test
    void attack_sessionIdOfTheTokensIsNoAuthSession() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer done = signIn(app, person);
        String sid = app.redeem(done).idToken().get("sid").asText();

        assertError(400, "invalid_session", app.challenge(Map.of("auth_session", sid)));
    }

    @Test
    void attack_authSessionExpires() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        String code = code(person, asked);
        time.set(3600);

        assertError(400, "invalid_session", app.otp(asked, code));
    }

    @Test
    void attack_wrongCodesAreCountedUntilTheChallengeIsUsedUp() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        String code = code(person, asked);
        NativeApp.Answer answer = asked;
        for (int left = 2; left >= 0; left--) {
            answer = app.otp(answer, wrong(code));
            assertTrue(answer.asksForCode(), answer::toString);
            assertEquals("wrong", answer.json().get("otp_error").asText());
            assertEquals(left, answer.json().get("attempts_left").asInt());
        }
        assertEquals(3, rows().failures(person), "the guard counts them");

        NativeApp.Answer late = app.otp(answer, code);
        assertEquals("used_up", late.json().get("otp_error").asText(), late::toString);
        assertEquals(0, events(person).count("LOGIN"));
        assertEquals(3, events(person).refusals("wrong_code"));
    }

    @Test
    void attack_theGuardLocksAcrossSignIns() {
        TestUser person = person();
        NativeApp app = app();
        int judged = 0;
        NativeApp.Answer answer = null;
        while (judged < 10) {
            NativeApp.Answer asked = app.begin(person);
            String code = code(person, asked);
            answer = asked;
            for (int i = 0; i < 3 && judged < 10; i++, judged++) {
                answer = app.otp(answer, wrong(code));
            }
        }
        answer = app.otp(answer, "000000");

        assertEquals(429, answer.status(), answer::toString);
        assertEquals("locked", answer.json().get("otp_error").asText());
        assertTrue(answer.response().headers().firstValue("Retry-After").isPresent());
        NativeApp.Answer fresh = app.begin(person);
        assertEquals(429, fresh.status(), fresh::toString);
    }

    @Test
    void attack_garbageInPlaceOfACodeIsNotCounted() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        String code = code(person, asked);
        for (String garbage : List.of("", "12345", "abcdef", "①②③④⑤⑥", "1".repeat(10_000), "' or 1=1")) {
            NativeApp.Answer answer = app.otp(asked, garbage);
            assertEquals("malformed", answer.json().path("otp_error").asText(), answer::toString);
        }
        assertEquals(0, rows().attempts(person));
        assertTrue(app.otp(asked, code).done());
    }

    @Test
    void attack_repeatedParametersAreRefused() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        String form = Rest.encode(Map.of("client_id", Realms.NATIVE, "auth_session",
                asked.authSession().orElseThrow())) + "&otp=" + code(person, asked) + "&otp=000000";

        NativeApp.Answer refused = new NativeApp.Answer(Rest
                .post("/realms/native/latchkey-otp/authorize-challenge", form, Map.of()));

        assertError(400, "invalid_request", refused);
        assertEquals(0, rows().attempts(person));
    }

    @Test
    void attack_nulIsRefusedWhereverItStands() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        for (String name : List.of("username", "password", "scope", "nonce", "login_hint", "code_challenge")) {
            assertError(400, "invalid_request", app.begin(person, Map.of(name, "x\u0000y")));
        }
        for (String name : List.of("otp", "trust_device", "resend")) {
            assertError(400, "invalid_request", app.next(asked, Map.of(name, "1\u0000")));
        }
        assertEquals(0, rows().attempts(person));
        assertTrue(app.otp(asked, code(person, asked)).done());
    }

    @Test
    void attack_usedCodeIsNoGoodInAnotherSignIn() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        String code = code(person, asked);
        assertTrue(app.otp(asked, code).done());

        assertError(400, "invalid_session", app.otp(asked, code));
        NativeApp.Answer second = app.begin(person);
        NativeApp.Answer replayed = app.otp(second, code);
        assertFalse(replayed.done() && !code.equals(code(person, second)), replayed::toString);
    }

    @Test
    void attack_authorizationCodeIsGoodOnce() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer done = signIn(app, person);
        assertEquals(200, app.redeem(done).status());

        assertError(400, "invalid_grant", app.redeem(done));
    }

    @Test
    void attack_authorizationCodeOfAnotherClient() {
        TestUser person = person();
        NativeApp.Answer done = signIn(app(), person);

        assertError(400, "invalid_grant", new NativeApp(realm, Realms.OTHER_NATIVE).redeem(done));
    }

    @Test
    void attack_parallelRightCodesOpenOneSession() throws Exception {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        String code = code(person, asked);
        int many = 12;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(many);
        try {
            Callable<NativeApp.Answer> send = () -> {
                start.await();
                return app.otp(asked, code);
            };
            List<Future<NativeApp.Answer>> answers = IntStream.range(0, many).mapToObj(i -> pool.submit(send)).toList();
            start.countDown();
            int done = 0;
            for (Future<NativeApp.Answer> answer : answers) {
                done += answer.get().done() ? 1 : 0;
            }
            assertEquals(1, done);
        } finally {
            pool.shutdownNow();
        }
        assertEquals(1, realm.admin().users().get(person.id()).getUserSessions().size());
        assertEquals(1, events(person).count("LOGIN"));
    }

    @Test
    void attack_codeOfABrowserIsNoGoodInAnApp() {
        TestUser person = person();
        afterPassword(person);
        String browsers = mail(person).code();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        String own = code(person, asked);

        NativeApp.Answer crossed = app.otp(asked, browsers);
        assertTrue(browsers.equals(own) || crossed.asksForCode(), crossed::toString);
    }

    @Test
    void attack_codeOfAnAppIsNoGoodInABrowser() {
        TestUser person = person();
        NativeApp.Answer asked = app().begin(person);
        String apps = code(person, asked);
        SignIn signIn = afterPassword(person);

        signIn.code(apps);
        assertFalse(signIn.done() && !apps.equals(mail(person, 2).code()));
    }

    @Test
    void attack_linkMadeForAnAppsCode_isRefused() {
        TestUser inBrowser = person();
        SignIn signIn = afterPassword(inBrowser);
        assertTrue(mail(inBrowser).link().contains(rows().derivedLink(realm.getId(), inBrowser)), "it is the real one");
        assertFalse(signIn.done());

        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        assertFalse(mail(person, asked).speaksOfLink(), mail(person, asked)::text);
        String link = FlowServer.BASE + rows().derivedLink(realm.getId(), person);

        assertEquals("invalid", LinkVisit.open(browser().tab(), link).state());
        assertEquals("invalid", LinkVisit.post(browser().tab(), link).state());
        assertEquals(0, rows().used(person));
        assertTrue(app.otp(asked, code(person, asked)).done());
    }

    @Test
    void attack_unknownDisabledAndWrongAreTheSame() {
        TestUser known = person();
        TestUser disabled = person(user -> user.enabled(false));
        NativeApp app = app();
        Map<String, String> wrong = Map.of("password", "not the password");
        NativeApp.Answer answer = app.begin(known, wrong);
        assertError(400, "invalid_grant", answer);
        NativeApp.Answer ofDisabled = app.begin(disabled, wrong);
        NativeApp.Answer ofDisabledWithThePassword = app.begin(disabled);
        NativeApp.Answer unknown = app.begin(new TestUser("", "unknown", null), wrong);

        assertEquals(answer.response().body(), ofDisabled.response().body());
        assertEquals(answer.response().body(), ofDisabledWithThePassword.response().body());
        assertEquals(answer.status(), ofDisabledWithThePassword.status());
        assertEquals(answer.response().body(), unknown.response().body());
        assertEquals(answer.status(), ofDisabled.status());
        assertEquals(answer.status(), unknown.status());
        assertEquals(answer.response().headers().map().keySet(), unknown.response().headers().map().keySet());
        assertTrue(answer.authSession().isEmpty(), "nothing to go on with");
    }

    @Test
    void attack_requiredActionIsForThePage() {
        TestUser person = person(user -> user.requiredActions("UPDATE_PASSWORD"));
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);

        NativeApp.Answer refused = app.otp(asked, code(person, asked));

        assertError(403, "redirect_to_web", refused);
        assertEquals(0, events(person).count("LOGIN"));
        assertError(400, "invalid_session", app.otp(asked, "000000"));
    }

    @Test
    void attack_accountWithoutAnAddressIsNotWavedThrough() {
        TestUser person = person(user -> user.email(null));

        assertError(403, "access_denied", app().begin(person));
        assertEquals(1, events(person).refusals("no_email_address"));
    }

    @Test
    void attack_userDisabledMidFlow() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        String code = code(person, asked);
        var rep = realm.admin().users().get(person.id()).toRepresentation();
        rep.setEnabled(false);
        realm.admin().users().get(person.id()).update(rep);

        assertError(400, "invalid_grant", app.otp(asked, code));
        assertEquals(0, events(person).count("LOGIN"));
    }

    @Test
    void attack_userDeletedMidFlow() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        String code = code(person, asked);
        realm.admin().users().get(person.id()).remove();

        NativeApp.Answer refused = app.otp(asked, code);
        assertEquals(400, refused.status(), refused::toString);
        assertFalse(refused.done());
    }

    @Test
    void attack_revokedDeviceIsAsked() {
        TestUser person = person();
        NativeApp app = app();
        String device = trusted(app, person);
        realm.admin().users().get(person.id()).credentials().stream()
                .filter(credential -> credential.getType().equals("latchkey-trusted-device"))
                .forEach(credential -> realm.admin().users().get(person.id()).removeCredential(credential.getId()));

        assertTrue(app.begin(person, Map.of("auth_session", device)).asksForCode());
    }

    @Test
    void attack_deviceOfAnotherUserClientOrBrowserIsAsked() {
        TestUser person = person();
        TestUser other = person();
        NativeApp app = app();
        String device = trusted(app, person);

        assertTrue(app.begin(other, Map.of("auth_session", device)).asksForCode());
        assertTrue(new NativeApp(realm, Realms.OTHER_NATIVE).begin(person, Map.of("auth_session", device))
                .asksForCode());
        assertTrue(app.begin(person, Map.of("auth_session", device)).done(), "and it stays trusted where it is");
    }

    @Test
    void attack_deviceDoesNotSpareAFreshSignIn() {
        TestUser person = person();
        NativeApp app = app();
        String device = trusted(app, person);
        for (Map<String, String> fresh : List.of(Map.of("prompt", "login"), Map.of("max_age", "0"),
                Map.of("acr_values", "2"))) {
            NativeApp.Answer answer = app.begin(person, with(fresh, "auth_session", device));
            assertTrue(answer.asksForCode(), () -> fresh + ": " + answer);
        }
    }

    @Test
    void attack_devicePresentedWithoutThePasswordIsWorthNothing() {
        TestUser person = person();
        NativeApp app = app();
        String device = trusted(app, person);

        assertError(400, "invalid_grant",
                app.begin(person, Map.of("auth_session", device, "password", "not the password")));
    }

    @Test
    void attack_copyOfADeviceEndsTrust() {
        TestUser person = person();
        NativeApp app = app();
        String first = trusted(app, person);
        String second = app.redeem(app.begin(person, Map.of("auth_session", first))).authSession().orElseThrow();
        String third = app.redeem(app.begin(person, Map.of("auth_session", second))).authSession().orElseThrow();
        time.set(120);

        assertTrue(app.begin(person, Map.of("auth_session", first)).asksForCode());
        assertEquals(1, rows().ended(person, "COPY_SEEN"));
        assertTrue(app.begin(person, Map.of("auth_session", third)).asksForCode(), "the owner too");
    }

    /** Keycloak makes the offline session, with a copy of all notes, before the response repeats the secret. */
    @Test
    void attack_stolenOfflineToken_givesNoSecretOfTheDevice() {
        TestUser person = person(user -> user.realmRoles("offline_access"));
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person, Map.of("scope", "openid offline_access"));
        NativeApp.Answer tokens = app.redeem(app.otpAndTrust(asked, code(person, asked)));
        assertTrue(tokens.authSession().isPresent(), tokens::toString);

        for (int refreshes = 0; refreshes < 3; refreshes++) {
            tokens = app.token(Map.of("grant_type", "refresh_token",
                    "refresh_token", tokens.json().path("refresh_token").asText()));

            assertEquals(200, tokens.status(), tokens::toString);
            assertTrue(tokens.authSession().isEmpty(), tokens::toString);
        }
    }

    @Test
    void attack_promptNoneAndRequestObjectsAreRefused() {
        TestUser person = person();
        for (Map<String, String> asked : List.of(Map.of("prompt", "none"), Map.of("prompt", "none login"),
                Map.of("request", "x"),
                Map.of("request_uri", "https://evil.example/"), Map.of("scope", "openid made-up"),
                Map.of("response_type", "token"))) {
            NativeApp.Answer refused = app().begin(person, asked);
            assertEquals(400, refused.status(), refused::toString);
            assertTrue(refused.authSession().isEmpty());
        }
        assertEquals(0, rows().sends(person));
    }

    @Test
    void attack_stepThatNeedsAPageIsForThePage() {
        TestUser person = person();
        withFlow("page", () -> {
            NativeApp.Answer refused = app().begin(person);
            assertError(403, "redirect_to_web", refused);
            assertFalse(refused.response().body().contains("<"), "no page inside");
            assertTrue(refused.response().headers().firstValue("Set-Cookie").isEmpty());
        });
    }

    @Test
    void attack_missingFlowSignsNoUserIn() {
        TestUser person = person();
        withFlow("gone", () -> assertError(400, "server_error", app().begin(person)));
        withFlow("test forms", () -> assertError(400, "server_error", app().begin(person)));
    }

    @Test
    void attack_flowThatDeniesIsObeyed() {
        TestUser person = person();
        withFlow("refusing", () -> assertError(403, "access_denied", app().begin(person)));
    }

    @Test
    void attack_levelOfAnotherFlowThatAPolicySelects_isForThePage() {
        SelectedFlow.set(realm, "page", 3);
        TestUser person = person();
        assertError(403, "redirect_to_web", app().begin(person));
        assertEquals(0, mails(person).size());
    }

    @Test
    void attack_levelOfTheFlowThatAPolicySelects_isNotReachedByATrustedDevice() {
        TestUser person = person();
        NativeApp app = app();
        String device = trusted(app, person);
        SelectedFlow.set(realm, Realms.APPS_FLOW, 3);
        NativeApp.Answer asked = app.begin(person, Map.of("auth_session", device));
        assertTrue(asked.asksForCode(), asked::toString);
        NativeApp.Answer done = app.otp(asked, code(person, asked));
        assertEquals("3", app.redeem(done).idToken().get("acr").asText());
    }

    /** In the request in which the first factor is passed, a session limit ends the user's older session. */
    @Test
    void attack_signInThatHasEndedAnOlderSession_isEndedWithAllOthers() {
        TestUser person = person();
        limitSessions("limited first", "Terminate oldest session");
        NativeApp app = app();
        assertTrue(signIn(app, person).done());
        withFlow("limited first", () -> {
            NativeApp.Answer asked = app.begin(person);
            assertTrue(asked.asksForCode(), asked::toString);
            assertEquals(0, realm.admin().users().get(person.id()).getUserSessions().size());
            realm.admin().users().get(person.id()).logout();
            assertError(400, "invalid_grant", app.otp(asked, code(person, asked)));
        });
    }

    @Test
    void attack_sessionLimitsHold() {
        TestUser person = person();
        limitSessions("limited", "Deny new session");
        withFlow("limited", () -> {
            NativeApp app = app();
            assertTrue(signIn(app, person).done());
            NativeApp.Answer asked = app.begin(person);
            assertError(403, "access_denied", app.otp(asked, code(person, asked)));
        });
    }

    @Test
    void crossOriginOnlyFromWhereTheClientLivesAndNeverInTheClear() {
        TestUser person = person();
        Map<String, String> form = new HashMap<>(app().request(person, Map.of()));
        form.put("client_id", Realms.NATIVE);
        String path = "/realms/native/latchkey-otp/authorize-challenge";
        assertEquals(NativeApp.ORIGIN, Rest.post(path, Rest.encode(form), Map.of("Origin", NativeApp.ORIGIN))
                .headers().firstValue("Access-Control-Allow-Origin").orElse(""));
        assertEquals("", Rest.post(path, Rest.encode(form), Map.of("Origin", "https://evil.example"))
                .headers().firstValue("Access-Control-Allow-Origin").orElse(""));
    }

    @Test
    void attack_deviceTrustedWhereALimitEndsAnotherSession_isTheApps_andMovesOnWithEachUse() {
        limitSessions("limited trust", "Terminate oldest session");
        TestUser person = person();
        NativeApp app = app();
        signIn(app, person);
        withFlow("limited trust", () -> {
            String device = trusted(app, person);
            NativeApp.Answer again = app.redeem(app.begin(person, Map.of("auth_session", device)));

            assertEquals(200, again.status(), again::toString);
            assertNotEquals(device, again.authSession().orElse(device));
        });
        assertEquals(1, realm.admin().users().get(person.id()).getUserSessions().size());
    }

    /** Keycloak reads the scopes that need consent from the sign-in in its context, where a logout may be. */
    @Test
    void attack_consentPassedOverWhereALimitEndsAnotherSession() {
        limitSessions("limited trust", "Terminate oldest session");
        TestUser missing = person();
        TestUser anew = person();
        signIn(app(), missing);
        signIn(app(), anew);
        server.run(ConsentsOnServer.given(realm.getName(), anew.id(), Realms.NATIVE));
        withFlow("limited trust", () -> RequiredConsent.during(realm, () -> {
            NativeApp.Answer begun = app().begin(missing);
            assertError(403, "redirect_to_web", app().otpAndTrust(begun, code(missing, begun)));
            NativeApp app = app();
            NativeApp.Answer demanded = app.begin(anew, Map.of("prompt", "consent"));
            assertError(403, "redirect_to_web", app.otp(demanded, code(anew, demanded)));
            NativeApp.Answer stored = app.begin(anew);
            assertTrue(app.otp(stored, code(anew, stored)).done(), "a consent that is stored is enough");
        }));
        assertEquals(List.of("password"), realm.admin().users().get(missing.id()).credentials().stream()
                .map(CredentialRepresentation::getType).toList());
    }

    private void withFlow(String alias, Runnable test) {
        AppsFlow.is(realm, alias, test);
    }

    private void limitSessions(String flow, String behavior) {
        AuthenticationExecutionInfoRepresentation step = realm.admin().flows().getExecutions(flow).stream()
                .filter(execution -> "user-session-limits".equals(execution.getProviderId())).findFirst().orElseThrow();
        AuthenticatorConfigRepresentation config = new AuthenticatorConfigRepresentation();
        config.setAlias("limit of " + flow);
        config.setConfig(Map.of("userRealmLimit", "1", "userClientLimit", "0", "behavior", behavior));
        realm.admin().flows().newExecutionConfig(step.getId(), config).close();
    }

    private static Map<String, String> with(Map<String, String> fields, String name, String value) {
        Map<String, String> all = new HashMap<>(fields);
        all.put(name, value);
        return all;
    }

    private static void assertError(int status, String error, NativeApp.Answer answer) {
        assertEquals(status + " " + error, answer.status() + " " + answer.error(), answer::toString);
    }
}
