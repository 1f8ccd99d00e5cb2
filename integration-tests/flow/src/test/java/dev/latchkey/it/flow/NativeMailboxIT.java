package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import dev.latchkey.it.kit.Burst;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.EventRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Users of apps who prove their mailbox in a sign-in without a browser. */
@KeycloakIntegrationTest(config = FlowServer.class)
class NativeMailboxIT extends NativeTest {

    private static final String ACTION = VerifyEmail.ACTION;
    private static final String PHONE_ACTION = "latchkey-verify-phone";

    @InjectRealm(config = Realms.NativeDetector.class)
    ManagedRealm realm;

    @InjectRealm(ref = "too", config = Realms.NativeToo.class)
    ManagedRealm tooRealm;

    private RequiredActions actions;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void addTheAction() {
        actions = new RequiredActions(realm);
        actions.register(ACTION);
    }

    private TestUser unverified() {
        return person(user -> user.emailVerified(false));
    }

    private TestUser pending() {
        return person(user -> user.emailVerified(false).requiredActions(ACTION));
    }

    /** Up to the code for the mailbox, after the code that is the second factor. */
    private NativeApp.Answer asked(NativeApp app, TestUser person) {
        return asked(app, person, Map.of());
    }

    private NativeApp.Answer asked(NativeApp app, TestUser person, Map<String, String> more) {
        NativeApp.Answer begun = app.begin(person, more);
        assertFalse(begun.json().has("kc_action"), begun::toString);
        NativeApp.Answer asked = app.otp(begun, code(person, begun));
        assertTrue(asksForMailbox(asked), asked::toString);
        return asked;
    }

    private static boolean asksForMailbox(NativeApp.Answer answer) {
        return answer.asksForCode() && answer.json().path("kc_action").asText().equals(ACTION);
    }

    private static String problem(NativeApp.Answer answer) {
        return answer.json().path("otp_error").asText();
    }

    private static void assertError(int status, String error, NativeApp.Answer answer) {
        assertEquals(status, answer.status(), answer::toString);
        assertEquals(error, answer.error(), answer::toString);
    }

    private static String status(NativeApp.Answer answer) {
        assertTrue(answer.done(), answer::toString);
        return answer.json().path("kc_action_status").asText();
    }

    private UserRepresentation account(TestUser person) {
        return realm.admin().users().get(person.id()).toRepresentation();
    }

    private void change(TestUser person, Consumer<UserRepresentation> more) {
        UserRepresentation account = account(person);
        more.accept(account);
        realm.admin().users().get(person.id()).update(account);
    }

    private void assertUnproven(TestUser person) {
        assertFalse(account(person).isEmailVerified());
        assertEquals(0, events(person).count("VERIFY_EMAIL"));
    }

    @Test
    void attack_consentThatIsDemandedAnew_isNotPassedOverBehindAnActionThatIsMet() {
        RequiredConsent.during(realm, () -> {
            TestUser stored = withConsent();
            NativeApp app = app();
            NativeApp.Answer asked = asked(app, stored);
            assertTrue(app.otp(asked, mail(stored, asked).code()).done(), "a consent that is stored is enough");

            TestUser anew = withConsent();
            NativeApp.Answer begun = app.begin(anew, Map.of("prompt", "consent"));
            assertError(403, "redirect_to_web", app.otp(begun, code(anew, begun)));
        });
    }

    @Test
    void aConsentThatIsMissing_leavesTheDeviceUntrusted() {
        RequiredConsent.during(realm, () -> {
            TestUser person = person();
            NativeApp.Answer begun = app().begin(person);
            NativeApp.Answer refused = app().otpAndTrust(begun, code(person, begun));
            assertError(403, "redirect_to_web", refused);
            assertEquals(List.of("password"), realm.admin().users().get(person.id()).credentials().stream()
                    .map(CredentialRepresentation::getType).toList());
        });
    }

    private TestUser withConsent() {
        TestUser person = person(user -> user.emailVerified(false).requiredActions(ACTION, "VERIFY_EMAIL"));
        server.run(ConsentsOnServer.given(realm.getName(), person.id(), Realms.NATIVE));
        return person;
    }

    @Test
    void anAdministratorsDemand_isMetInTheApp() {
        TestUser person = pending();
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person);
        assertTrue(asked.json().has("masked_email"), asked::toString);
        Mail mail = mail(person, asked);
        assertTrue(mail.text().contains("Use this code to verify your email address:"), mail::text);
        assertFalse(mail.text().contains("/latchkey-otp/links/"), "a link could complete nothing here: " + mail.text());
        NativeApp.Answer wrong = app.otp(asked, wrong(mail.code()));
        assertEquals("wrong", problem(wrong), wrong::toString);
        assertEquals(2, wrong.json().path("attempts_left").asInt(), wrong::toString);
        assertUnproven(person);

        NativeApp.Answer done = app.otp(wrong, mail.code());

        assertEquals("", status(done), "the app has asked for nothing");
        assertTrue(account(person).isEmailVerified());
        assertEquals(List.of(), account(person).getRequiredActions());
        List<EventRepresentation> proofs =
                events(person).all().stream().filter(event -> event.getType().equals("VERIFY_EMAIL")).toList();
        assertEquals(1, proofs.size());
        assertEquals("code", proofs.get(0).getDetails().get("latchkey_factor"));
        assertEquals(person.email(), proofs.get(0).getDetails().get("email"));
        assertEquals(1, events(person).count("LOGIN"));
        assertTrue(app.redeem(done).idToken().get("email_verified").asBoolean());
        assertTrue(signIn(app(), person).done(), "asked once");
    }

    @Test
    void anAppAsksForTheProof_whereTheAddressIsNotVerified() {
        TestUser person = unverified();
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person, Map.of("kc_action", ACTION));

        assertEquals("success", status(app.otp(asked, code(person, asked))));
        assertTrue(account(person).isEmailVerified());

        NativeApp.Answer again = app.begin(person, Map.of("kc_action", ACTION));
        assertEquals("error", status(app.otp(again, code(person, again))), "there is nothing to prove");
        TestUser other = unverified();
        actions.turn(ACTION, false);
        NativeApp.Answer without = app.begin(other, Map.of("kc_action", ACTION));
        assertEquals("error", status(app.otp(without, code(other, without))), "the realm has it off");
        assertUnproven(other);
    }

    @Test
    void anAppThatAsksForWhatIsDue_isToldToo() {
        TestUser person = pending();
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person, Map.of("kc_action", ACTION));

        assertEquals("success", status(app.otp(asked, code(person, asked))));
        assertEquals(List.of(), account(person).getRequiredActions());
    }

    @Test
    void thePolicysSwitchAsksInAppsToo() {
        TestUser person = unverified();
        assertTrue(signIn(app(), person).done(), "off by default");
        actions.configure(ACTION, Map.of("verify_unverified", "true"));
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person);

        assertTrue(app.otp(asked, code(person, asked)).done());
        assertTrue(account(person).isEmailVerified());
    }

    @Test
    void keycloaksDemandForAVerifiedAddress_isMetByTheSameCode_andByItselfIsForThePage() {
        TestUser person = person(user -> user.emailVerified(false).requiredActions(ACTION, "VERIFY_EMAIL"));
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person);
        assertTrue(app.otp(asked, code(person, asked)).done());
        assertTrue(account(person).isEmailVerified());

        TestUser other = person(user -> user.emailVerified(false).requiredActions("VERIFY_EMAIL"));
        assertError(403, "redirect_to_web", signIn(app(), other));
        assertUnproven(other);
    }

    @Test
    void whereAnotherActionIsDue_noCodeIsMailedInVain() {
        TestUser person = person(user -> user.emailVerified(false).requiredActions(ACTION, "UPDATE_PASSWORD"));

        assertError(403, "redirect_to_web", signIn(app(), person));

        assertEquals(1, rows().sends(person), "the second factor's alone");
    }

    @Test
    void anotherMailMayBeAskedFor_andAnAddressVerifiedElsewhereIsNotAskedForAnyMore() {
        TestUser person = pending();
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person);
        NativeApp.Answer tooSoon = app.next(asked, Map.of("resend", "true"));
        assertEquals("cooling_down", problem(tooSoon), tooSoon::toString);
        NativeApp.Answer still = app.next(asked, Map.of());
        assertTrue(asksForMailbox(still), still::toString);
        assertEquals("", problem(still));
        assertEquals(2, rows().sends(person), "no request without resend mails");
        time.set(61);
        assertTrue(asksForMailbox(app.next(still, Map.of("resend", "true"))));

        change(person, account -> account.setEmailVerified(true));

        assertTrue(app.next(still, Map.of()).done());
    }

    /** A password alone sets no number; the mailbox is proven first, as on the page. */
    @Test
    void onATrustedDevice_theMailboxIsProvenBeforeANumberIsSet() {
        actions.register(PHONE_ACTION);
        actions.configure(PHONE_ACTION, Map.of("countries", "DE"));
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ENABLED);
        realm.admin().users().userProfile().update(profile);
        try (MessageService gateway = new MessageService(FlowServer.PAGER)) {
            TestUser person = person();
            String number = TelephoneNumbers.next("0044");
            String device = trusted(app(), person);
            NativeApp app = app();
            NativeApp.Answer mailbox = app.begin(person, Map.of("kc_action", PHONE_ACTION, "auth_session", device));
            assertTrue(asksForMailbox(mailbox), mailbox::toString);
            NativeApp.Answer ignored = app.next(mailbox, Map.of("phone_number", number));
            assertTrue(asksForMailbox(ignored), ignored::toString);
            String code = code(person, mailbox);

            NativeApp.Answer asked = app.next(ignored, Map.of("otp", code, "phone_number", number));

            assertTrue(asked.json().path("phone_number_required").asBoolean(), asked::toString);
            assertEquals(0, gateway.all(), "what proves the mailbox is no number");
            NativeApp.Answer texted = app.next(asked, Map.of("phone_number", number));
            assertEquals("success", status(app.otp(texted, gateway.code(number.substring(1), 1))));
            assertEquals(List.of(number), account(person).getAttributes().get("phoneNumber"));
        }
    }

    @Test
    void attack_demandForTheMailboxWhileANumbersCodeIsAwaited_takesNoCodeOfTheOther() {
        actions.register(PHONE_ACTION);
        actions.configure(PHONE_ACTION, Map.of("countries", "DE"));
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ENABLED);
        realm.admin().users().userProfile().update(profile);
        try (MessageService gateway = new MessageService(FlowServer.PAGER)) {
            TestUser person = person();
            String number = TelephoneNumbers.next("0044");
            NativeApp app = app();
            NativeApp.Answer begun = app.begin(person, Map.of("kc_action", PHONE_ACTION));
            NativeApp.Answer texted = app.next(app.otp(begun, code(person, begun)), Map.of("phone_number", number));
            String code = gateway.code(number.substring(1), 1);
            change(person, account -> {
                account.setEmailVerified(false);
                account.setRequiredActions(List.of(ACTION));
            });

            NativeApp.Answer asked = app.otp(texted, code);

            assertTrue(asksForMailbox(asked), asked::toString);
            assertEquals("", problem(asked), "no attempt");
            NativeApp.Answer wrong = app.otp(asked, code);
            assertEquals("wrong", problem(wrong), wrong::toString);
            assertEquals(Optional.empty(), Optional.ofNullable(account(person).getAttributes())
                    .map(attributes -> attributes.get("phoneNumber")));
            NativeApp.Answer back = app.otp(wrong, code(person, asked));
            assertTrue(back.json().has("masked_phone"), back::toString);
            assertTrue(account(person).isEmailVerified(), "stored, although the sign-in goes on");
            assertTrue(app.otp(back, code).done());
        }
    }

    @Test
    void attack_codeOfAnotherPurposeOrSignIn_provesNoMailboxInAnApp() {
        TestUser person = pending();
        NativeApp app = app();
        NativeApp.Answer begun = app.begin(person);
        String signInCode = code(person, begun);
        NativeApp.Answer asked = app.otp(begun, signInCode);
        TestUser other = pending();
        NativeApp others = app();
        NativeApp.Answer ofOther = asked(others, other);

        assertEquals("wrong", problem(app.otp(asked, signInCode)));
        assertEquals("wrong", problem(app.otp(asked, code(other, ofOther))));
        assertUnproven(person);
        String verifyCode = code(person, asked);
        NativeApp again = app();
        NativeApp.Answer second = again.begin(person);
        assertEquals("wrong", problem(again.otp(second, verifyCode)), "it is no second factor");
        assertTrue(app.otp(asked, verifyCode).done());
    }

    @Test
    void attack_signInThatWaitsForTheMailbox_ofAnotherClient_key_orRealm() {
        TestUser person = pending();
        NativeApp app = app().with(new DPoPKey());
        NativeApp.Answer asked = asked(app, person);
        String code = code(person, asked);

        for (NativeApp other : List.of(new NativeApp(realm, Realms.OTHER_NATIVE), app(), app().with(new DPoPKey()),
                new NativeApp(tooRealm, Realms.NATIVE))) {
            assertError(400, "invalid_session", other.otp(asked, code));
        }
        assertUnproven(person);
        assertTrue(app.otp(asked, code).done());
    }

    @Test
    void attack_codeForTheMailbox_replayed_orAtOnce_opensOneSession() {
        TestUser person = pending();
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person);
        String code = code(person, asked);

        List<NativeApp.Answer> answers = Burst.of(8, i -> app.otp(asked, code));

        assertEquals(1, answers.stream().filter(NativeApp.Answer::done).count(), answers::toString);
        assertTrue(answers.stream().allMatch(answer -> answer.status() < 500), answers::toString);
        assertEquals(1, realm.admin().users().get(person.id()).getUserSessions().size());
        assertEquals(1, events(person).count("VERIFY_EMAIL"));
        assertError(400, "invalid_session", app.otp(asked, code));
    }

    @Test
    void attack_codeForTheMailbox_thatIsLate_provesNothing_norDoRequestsKeepTheSignInAlive() {
        TestUser person = pending();
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person);
        String code = code(person, asked);
        time.set(601);
        NativeApp.Answer late = app.otp(asked, code);
        assertEquals("expired", problem(late), late::toString);
        assertUnproven(person);
        time.set(1_300);
        assertTrue(asksForMailbox(app.next(late, Map.of())));
        time.set(2_400);

        assertError(400, "invalid_session", app.next(late, Map.of()));
    }

    @Test
    void attack_wrongCodesForTheMailbox_areCountedByTheDetector_andLock() {
        TestUser person = pending();
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person);
        String code = code(person, asked);
        for (int failure = 1; failure <= 3; failure++) {
            app.otp(asked, wrong(code));
            detector(person).await(failure);
        }

        assertEquals("used_up", problem(app.otp(asked, code)));

        assertUnproven(person);
        assertEquals(3, events(person).refusals("wrong_code"));
        for (int failure = 4; failure <= 5; failure++) {
            app().begin(person, Map.of("password", "not the password"));
            detector(person).await(failure);
        }
        assertError(403, "access_denied", app.otp(asked, code));
        assertUnproven(person);
    }

    @Test
    void attack_addressChangedWhileItsCodeIsAwaited_isNotVerified() {
        TestUser person = pending();
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person);
        String code = code(person, asked);
        change(person, account -> {
            account.setEmail("other-" + person.email());
            account.setEmailVerified(false);
        });

        assertError(400, "invalid_grant", app.otp(asked, code));

        assertUnproven(person);
    }

    /** No code has gone to the mailbox before: the device stands for the second factor. */
    @Test
    void attack_addressChangedWhileItsCodeIsAwaited_onATrustedDevice_isNotVerifiedByTheCodeToTheOld() {
        TestUser person = person();
        String device = trusted(app(), person);
        change(person, account -> {
            account.setEmailVerified(false);
            account.setRequiredActions(List.of(ACTION));
        });
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person, Map.of("auth_session", device));
        if (!asksForMailbox(asked)) {
            asked = app.otp(asked, code(person, asked));
        }
        assertTrue(asksForMailbox(asked), asked::toString);
        String code = code(person, asked);
        change(person, account -> {
            account.setEmail("other-" + person.email());
            account.setEmailVerified(false);
        });

        NativeApp.Answer answer = app.otp(asked, code);

        assertFalse(answer.done(), answer::toString);
        assertUnproven(person);
    }

    @Test
    void attack_accountDisabledOrSignedOut_orPasswordReset_whileTheMailboxIsAskedFor_endsTheSignIn() {
        TestUser disabled = pending();
        TestUser signedOut = pending();
        TestUser reset = pending();
        Map<TestUser, NativeApp.Answer> asked = new HashMap<>();
        Map<TestUser, String> codes = new HashMap<>();
        NativeApp app = app();
        for (TestUser person : List.of(disabled, signedOut, reset)) {
            asked.put(person, asked(app(), person));
            codes.put(person, code(person, asked.get(person)));
        }
        change(disabled, account -> account.setEnabled(false));
        realm.admin().users().get(signedOut.id()).logout();
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(TestUser.PASSWORD);
        realm.admin().users().get(reset.id()).resetPassword(password);

        assertFalse(app.otp(asked.get(disabled), codes.get(disabled)).done());
        assertError(400, "invalid_grant", app.otp(asked.get(signedOut), codes.get(signedOut)));
        assertError(400, "invalid_grant", app.otp(asked.get(reset), codes.get(reset)));

        change(disabled, account -> account.setEnabled(true));
        for (TestUser person : asked.keySet()) {
            assertError(400, "invalid_session", app.otp(asked.get(person), codes.get(person)));
            assertUnproven(person);
        }
    }

    @Test
    void attack_actionTurnedOffWhileItsCodeIsAwaited_verifiesNothing() {
        TestUser person = unverified();
        NativeApp app = app();
        NativeApp.Answer asked = asked(app, person, Map.of("kc_action", ACTION));
        String code = code(person, asked);
        actions.turn(ACTION, false);

        assertEquals("error", status(app.otp(asked, code)));

        assertUnproven(person);
    }

    @Test
    void attack_codeSentBeforeTheMailboxIsAskedFor_isNotRead() {
        TestUser person = pending();
        NativeApp app = app();
        NativeApp.Answer begun = app.begin(person);
        String code = code(person, begun);

        NativeApp.Answer asked = app.next(begun, Map.of("otp", code, "kc_action", ACTION));

        assertTrue(asksForMailbox(asked), asked::toString);
        assertEquals("", problem(asked), asked::toString);
        assertEquals(3, asked.json().path("attempts_left").asInt());
        assertUnproven(person);
    }

    @Test
    void attack_mailsOfOneUser_areLimitedAsThoseOfThePage() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.limits.send-user-day", "2"));
        TestUser person = pending();
        asked(app(), person);
        NativeApp.Answer refused = app().begin(person);

        assertEquals(429, refused.status(), refused::toString);
        assertEquals("too_many_mails", problem(refused), refused::toString);
        assertEquals(2, rows().sends(person));
    }
}
