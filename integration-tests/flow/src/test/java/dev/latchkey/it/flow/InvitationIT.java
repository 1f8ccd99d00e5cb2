package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.representations.idm.MemberRepresentation;
import org.keycloak.representations.idm.OrganizationInvitationRepresentation;
import org.keycloak.representations.idm.OrganizationRepresentation;
import org.keycloak.representations.idm.RealmRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPAttribute;
import org.keycloak.representations.userprofile.config.UPAttributePermissions;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Invitations of Keycloak's organizations: for users without an account and for those who have one. */
@KeycloakIntegrationTest(config = FlowServer.class)
class InvitationIT extends InvitationTest {

    private static final String PLANTED = "the attackers password";

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    private SignIn open(String link) {
        return SignIn.in(browser().tab().open(link), realm);
    }

    /** Submits the form that the invitation has filled in. */
    private static SignIn submit(SignIn form) {
        form.tab().type("password", NEW_PASSWORD).type("password-confirm", NEW_PASSWORD).submit("kc-register-form");
        return form;
    }

    private List<String> members() {
        return organization.members().list(0, 100).stream().map(MemberRepresentation::getEmail).toList();
    }

    private List<OrganizationInvitationRepresentation> invitations() {
        return organization.invitations().list();
    }

    private void allowRegistration() {
        change(builder -> builder.registrationAllowed(true));
    }

    private void changeRealm(Consumer<RealmRepresentation> change) {
        change(builder -> {
            change.accept(builder.build());
            return builder;
        });
    }

    private SignIn passwordOf(String email, String password) {
        return SignIn.open(browser().tab(), realm).password(email, password);
    }

    private static boolean isSignedUp(SignIn page) {
        return page.done() || page.tab().location().getPath().contains("/account");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInvitedUserSignsUp(boolean registrationAllowed) {
        if (registrationAllowed) {
            allowRegistration();
        }
        String email = "nora@" + domain;
        SignIn signUp = open(invite(email));
        assertTrue(signUp.asksToRegister(), signUp.tab()::text);
        submit(signUp);
        assertTrue(signUp.asksForCode(), signUp.tab()::text);
        assertFalse(signUp.tab().has("latchkey-other-address"), "the invitation is for this address");
        assertTrue(pending(email));
        assertEquals(false, account(email).isEnabled());
        assertEquals(List.of(), members());
        Mail mail = mailOf(email, signUp);
        assertEquals("Wrong code. 2 attempts left.", signUp.code(wrong(mail.code())).message());

        signUp.code(mail.code());

        assertTrue(isSignedUp(signUp), () -> signUp.tab().location() + signUp.tab().text());
        UserRepresentation account = account(email);
        assertTrue(account.isEmailVerified());
        assertEquals(true, account.isEnabled());
        assertEquals("In", account.getFirstName());
        assertEquals(List.of(), account.getRequiredActions());
        assertEquals(List.of(email), members());
        assertEquals(List.of(), invitations());
        assertEquals(1, events(owner(email)).count("REGISTER"));
        assertEquals(1, events(owner(email)).count("INVITE_ORG"));
        assertEquals(0, rows().unproven(owner(email)));
        assertTrue(passwordOf(email, NEW_PASSWORD).asksForCode());
    }

    @Test
    void theLinkInTheCodesMailDoesTheSame() {
        String email = "nora@" + domain;
        Browser browser = browser();
        SignIn signUp = submit(SignIn.in(browser.tab().open(invite(email)), realm));
        LinkVisit.open(browser.tab(), mailOf(email, signUp).link()).proceed();
        assertTrue(account(email).isEmailVerified());
        assertEquals(List.of(email), members());
    }

    @ParameterizedTest
    @ValueSource(strings = {"reload", "form", "restart", "second tab", "expired", "link"})
    void whateverAnInvitedUserDoesAtTheCode_thePageLeadsOn(String how) {
        String email = "nora@" + domain;
        Browser browser = browser();
        String invitation = invite(email);
        SignIn signUp = submit(SignIn.in(browser.tab().open(invitation), realm));
        Mail mail = mailOf(email, signUp);
        Tab next = signUp.tab();

        switch (how) {
            case "reload" -> signUp.refresh();
            case "form" -> signUp.moveTo("registration");
            case "restart" -> signUp.moveTo("restart");
            case "second tab" -> next = browser.tab().open(invitation);
            case "expired" -> {
                pass(Duration.ofMinutes(11));
                signUp.code(mail.code());
            }
            default -> next = LinkVisit.open(browser.tab(), mail.link()).tab();
        }

        WayOn.assertIn(next);
    }

    @Test
    void anAddressOutsideTheOrganizationsDomainIsInvitedAlike() {
        String email = freshAddress();
        SignIn signUp = submit(open(invite(email)));
        signUp.code(mailOf(email, signUp).code());
        assertEquals(List.of(email), members());
    }

    @Test
    void attack_invitationWithAnotherAddress_makesNoAccount() {
        TestUser other = person();
        SignIn form = open(invite("nora@" + domain));
        for (String typed : List.of("mallory@" + domain, other.email(), "n\u0131ora@" + domain,
                "nora@" + domain + ".org")) {
            submit(form, fields("email", typed), NEW_PASSWORD, NEW_PASSWORD);
            assertRefused(form);
        }
        submit(form, fields("email", "mallory@" + domain), NEW_PASSWORD, NEW_PASSWORD);
        assertTrue(form.tab().text().contains("The invitation is for another email address."), form.tab()::text);
        assertEquals(List.of(), accounts("mallory@" + domain));
        assertEquals(List.of(), mails(other));
        submit(form, fields("email", " NORA@" + domain.toUpperCase(Locale.ROOT)), NEW_PASSWORD,
                NEW_PASSWORD);
        assertTrue(form.asksForCode(), form.tab()::text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"revoked", "expired", "organization disabled", "organizations off", "kept by an admin"})
    void attack_invitationThatEndsBetweenTheFormAndTheCode_endsInNoActiveAccount(String end) {
        if (end.equals("expired")) {
            changeRealm(changed -> changed.setActionTokenGeneratedByAdminLifespan(120));
        }
        String email = "nora@" + domain;
        String link = invite(email);
        SignIn signUp = submit(open(link));
        String code = mailOf(email, signUp).code();
        switch (end) {
            case "revoked" -> organization.invitations().delete(invitations().get(0).getId()).close();
            case "expired" -> pass(Duration.ofMinutes(3));
            case "organization disabled" -> {
                OrganizationRepresentation disabled = organization.toRepresentation();
                disabled.setEnabled(false);
                organization.update(disabled).close();
            }
            case "organizations off" -> changeRealm(changed -> changed.setOrganizationsEnabled(false));
            default -> {
                UserRepresentation account = account(email);
                account.setLastName("Decided");
                realm.admin().users().get(account.getId()).update(account);
            }
        }

        signUp.code(code);

        assertFalse(isSignedUp(signUp), signUp.tab()::text);
        assertTrue(pending(email), signUp.tab()::text);
        assertEquals(false, account(email).isEnabled());
        assertFalse(passwordOf(email, NEW_PASSWORD).asksForCode());
        SignIn reset = forgotten(browser(), email);
        assertFalse(reset.code(code).asksForNewPassword(), reset.tab()::text);
        assertEquals(0, events(owner(email)).count("LOGIN"));
        assertTrue(pending(email));
        assertFalse(open(link).asksToRegister() && !end.equals("kept by an admin"));
    }

    @Test
    void attack_invitationRevokedAtTheSameMomentAsTheCode_isEitherUsedOrRevoked() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 4; round++) {
                String email = "racer" + round + "@" + domain;
                SignIn signUp = submit(open(invite(email)));
                String code = mailOf(email, signUp).code();
                String id = invitations().get(0).getId();
                CountDownLatch start = new CountDownLatch(1);
                Future<Integer> revoked = pool.submit(() -> {
                    start.await();
                    try (Response answer = organization.invitations().delete(id)) {
                        return answer.getStatus();
                    }
                });
                Future<SignIn> proven = pool.submit(() -> {
                    start.await();
                    return signUp.code(code);
                });
                start.countDown();
                proven.get();
                boolean active = account(email).isEmailVerified();
                assertNotEquals(active, revoked.get() == 204, () -> "active " + active);
                assertEquals(active, account(email).isEnabled());
                assertEquals(active, members().contains(email));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void attack_invitationUsedTwice_opensNoForm() {
        String email = "nora@" + domain;
        String link = invite(email);
        Browser browser = browser();
        SignIn signUp = submit(SignIn.in(browser.tab().open(link), realm));
        SignIn waiting = open(link);
        signUp.code(mailOf(email, signUp).code());
        assertEquals(List.of(email), members());

        for (Tab tab : List.of(browser.tab(), browser().tab())) {
            assertFalse(SignIn.in(tab.open(link), realm).asksToRegister(), tab::text);
        }
        submit(waiting);
        assertFalse(waiting.asksForCode(), waiting.tab()::text);
        assertEquals(List.of(email), members());
    }

    @Test
    void attack_invitationInTwoBrowsers_leavesTheFirstNothing() {
        String email = "nora@" + domain;
        String link = invite(email);
        SignIn first = submit(open(link));
        String firstCode = mailOf(email, first).code();
        String replaced = account(email).getId();
        SignIn second = submit(open(link));
        String secondCode = mailOf(email, second).code();
        assertNotEquals(replaced, account(email).getId());

        String form = first.action();
        assertFalse(isSignedUp(first.code(firstCode)), first.tab()::text);
        assertFalse(isSignedUp(first.post(form, "code=" + secondCode)), first.tab()::text);
        assertTrue(pending(email));
        assertTrue(isSignedUp(second.code(secondCode)), second.tab()::text);
        assertEquals(List.of(email), members());
    }

    @Test
    void attack_leavingTheCodePageOfAnInvitedSignUp_opensNoFormForAnotherAddress() {
        SignIn signUp = submit(open(invite("nora@" + domain)));
        signUp.moveTo("restart");
        assertFalse(signUp.asksToRegister(), signUp.tab()::text);
        assertTrue(signUp.tab().text().contains("Registration not allowed"), signUp.tab()::text);

        allowRegistration();
        SignIn open = submit(open(invite("olga@" + domain)));
        open.moveTo("restart");
        assertTrue(open.asksToRegister(), open.tab()::text);
        String other = "mallory@" + domain;
        open.fillIn(other, NEW_PASSWORD);
        assertTrue(isSignedUp(open.code(mailOf(other, open).code())), open.tab()::text);
        assertEquals(List.of(), members(), "an ordinary sign-up");
        assertEquals(2, invitations().size());
    }

    @Test
    void attack_invitationOfAnAddressThatHasAnAccountByNow_makesNoMemberAndIsNotDisclosed() {
        String email = "nora@" + domain;
        String link = invite(email);
        TestUser owner = person(user -> user.email(email));
        SignIn taken = submit(open(link));
        assertTrue(taken.asksForCode(), taken.tab()::text);
        assertEquals("Wrong code. 2 attempts left.", taken.code("123456").message());
        Eventually.present("the owner is told", () -> inbox().all(email).stream()
                .filter(mail -> mail.subject().startsWith("You already have an account")).findFirst());
        assertEquals(List.of(), members());
        assertEquals(1, invitations().size());
        assertTrue(passwordOf(owner.email(), TestUser.PASSWORD).asksForCode());
    }

    @Test
    void whoNeverEnteredTheCodeSignsUpByAnotherInvitation() {
        String email = "nora@" + domain;
        submit(open(invite(email)));
        String abandoned = account(email).getId();
        organization.invitations().resend(invitations().get(0).getId()).close();
        String link = Eventually.present("the second invitation", () -> links(email).stream()
                .filter(mailed -> mailed.contains("action-token")).findFirst());

        SignIn signUp = submit(open(link));
        assertNotEquals(abandoned, account(email).getId());
        signUp.code(mailOf(email, signUp).code());
        assertEquals(List.of(email), members());
        assertEquals(true, account(email).isEnabled());
        assertFalse(open(link).asksToRegister());
    }

    @Test
    void whoHasAnAccountJoinsByTheLink() {
        TestUser person = person();
        Tab tab = browser().tab().open(invite(person.email()));
        assertEquals(List.of(), members());
        tab.followText("» Click here to proceed");
        assertEquals(List.of(person.email()), members(), tab::text);
        assertTrue(afterPassword(person).asksForCode());
    }

    @Test
    void aSignInByTheLinkedIdentityProviderSetsTheFirstCredentialWithoutACode() {
        IdentityProviderRepresentation before = realm.admin().identityProviders().get("home").toRepresentation();
        IdentityProviderRepresentation provider = realm.admin().identityProviders().get("home").toRepresentation();
        provider.setPostBrokerLoginFlowAlias(null);
        realm.admin().identityProviders().get("home").update(provider);
        realm.cleanup().add(ended -> ended.identityProviders().get("home").update(before));
        String email = withoutCredential();
        TestUser theirs = person(home, user -> user.email(email));
        FederatedIdentityRepresentation identity = new FederatedIdentityRepresentation();
        identity.setUserId(theirs.id());
        identity.setUserName(theirs.username());
        realm.admin().users().get(account(email).getId()).addFederatedIdentity("home", identity).close();

        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_idp_hint=home").password(theirs);

        assertTrue(signIn.tab().has("kc-passwd-update-form"), signIn.tab()::text);
    }

    @Test
    void attack_forwardedInvitation_setsNoFirstCredential() {
        Tab holder = browser().tab().open(invite(withoutCredential()));
        String confirmed = holder.linkOf("» Click here to proceed");
        String misspelt = confirmed.replace("?key=", "?Key=").replace("&key=", "&Key=");
        assertNotEquals(confirmed, misspelt);
        assertEquals(400, holder.open(misspelt).status());

        holder.open(confirmed);

        assertFalse(holder.has("kc-passwd-update-form"), holder::text);
        assertTrue(SignIn.in(holder, realm).asksForCode(), holder::text);
    }

    /** The page that asks whether to join has set the user; the flow's step for the name is passed by that. */
    @Test
    void attack_forwardedInvitationThatMovesToTheSignIn_setsNoFirstCredential() {
        change(builder -> builder.browserFlow(Realms.NAME_THEN_APP));
        String email = withoutCredential();
        Tab holder = browser().tab().open(invite(email));
        String confirmed = holder.linkOf("» Click here to proceed");
        String tab = confirmed.replaceAll(".*[?&](client_id=[^&]+).*", "$1") + '&'
                + confirmed.replaceAll(".*[?&](tab_id=[^&]+).*", "$1");

        holder.open(realm.getBaseUrl() + "/login-actions/authenticate?" + tab);
        SignIn signIn = SignIn.in(holder, realm);
        if (holder.has("username")) {
            signIn.username(email);
        }

        assertFalse(holder.has("kc-totp-settings-form") || holder.has("kc-passwd-update-form"), holder::text);
        assertTrue(signIn.asksForCode(), holder::text);
    }

    /** The entry of a secret code or a trusted device holds no secret, and is nothing to sign in with. */
    @ParameterizedTest
    @ValueSource(strings = {"latchkey-secret-code", "latchkey-trusted-device"})
    void attack_forwardedInvitationOfAnAccountWithADeviceAlone_setsNoFirstCredential(String entry) {
        String email = withoutCredential();
        server.run(Planting.entry(realm.getName(), account(email).getId(), entry));
        Tab holder = browser().tab().open(invite(email));

        holder.followText("» Click here to proceed");

        assertFalse(holder.has("kc-passwd-update-form"), holder::text);
        assertTrue(SignIn.in(holder, realm).asksForCode(), holder::text);
    }

    /**
     * An administrator's temporary password is one that its user has to change; who changes the address resets the
     * password next.
     */
    @ParameterizedTest
    @ValueSource(strings = {"UPDATE_PASSWORD", "UPDATE_PROFILE", "VERIFY_PROFILE"})
    void attack_forwardedInvitationOfAUserWhoHasAnActionDue_changesNothing(String due) {
        userNames();
        action.prioritise(VerifyEmail.ACTION, 1);
        TestUser person = super.person(user -> due.equals("VERIFY_PROFILE") ? user.lastName("")
                : user.requiredActions(due));
        Browser browser = browser();
        Tab holder = browser.tab().open(invite(person.email()));

        holder.followText("» Click here to proceed");

        SignIn proof = SignIn.in(holder, realm);
        assertFalse(holder.has("password-new") || holder.has("email"), holder::text);
        assertTrue(proof.asksForCode(), holder::text);
        assertTrue(SignIn.open(browser.tab(), realm).asksForPassword(), "the link opens no session");
        proof.code(mailOf(person.email(), proof).code());
        assertTrue(holder.has("password-new") || holder.has("email"), holder::text);
    }

    /** Wrong codes of the holder of a link, who has proven nothing. */
    @Test
    void attack_wrongCodesOfAForwardedInvitation_lockNoUserOut() {
        allowRegistration();
        String email = "nora@" + domain;
        signUp(email, NEW_PASSWORD);
        Tab holder = browser().tab().open(invite(email));
        holder.followText("» Click here to proceed");
        SignIn proof = SignIn.in(holder, realm);
        String code = mailOf(email, proof).code();
        for (int i = 0; i < 3; i++) {
            proof.code(wrong(code));
        }
        assertTrue(proof.message().startsWith("Wrong code, and no attempts are left."), holder::text);
        assertEquals(0, rows().guards(owner(email)));
    }

    /** The attacker has signed up with the address that an administrator then invites. */
    @Test
    void attack_invitationOfAPendingAccount_leavesTheAttackerNothing() {
        allowRegistration();
        String email = "nora@" + domain;
        signUp(email, PLANTED);
        Browser browser = browser();
        Tab tab = browser.tab().open(invite(email));
        tab.followText("» Click here to proceed");
        SignIn proof = SignIn.in(tab, realm);
        assertTrue(proof.asksForCode(), tab::text);
        assertTrue(pending(email));
        assertFalse(passwordOf(email, PLANTED).done());

        proof.code(mailOf(email, proof).code());

        assertTrue(account(email).isEmailVerified(), tab::text);
        assertEquals(List.of(), realm.admin().users().get(account(email).getId()).credentials().stream()
                .map(CredentialRepresentation::getType).toList());
        assertTrue(passwordOf(email, PLANTED).asksForPassword());
    }

    @Test
    void attack_invitationsLinkThatIsChangedOrOfAnotherRealm_opensNoForm() {
        String link = invite("nora@" + domain);
        for (String forged : List.of(link.substring(0, link.length() - 4), link.replaceAll("token=.*", "token=x"),
                link.replaceAll("token=[^.]+", "token=eyJhbGciOiJub25lIn0"),
                link.replace("/realms/" + realm.getName() + "/", "/realms/" + home.getName() + "/"))) {
            SignIn page = open(forged);
            assertFalse(page.asksToRegister(), page.tab()::text);
            assertTrue(page.tab().status() < 500, page.tab()::text);
        }
    }

    @Test
    void anInvitedUserSignsUpWithoutAPassword() {
        action.policy(Map.of("sign_up_credential", "passkey"));
        RequiredActionProviderRepresentation proof = realm.admin().flows().getRequiredAction(VerifyEmail.ACTION);
        proof.setPriority(1);
        realm.admin().flows().updateRequiredAction(VerifyEmail.ACTION, proof);
        String email = "nora@" + domain;
        SignIn signUp = open(invite(email));
        assertFalse(signUp.tab().has("password"), signUp.tab()::text);
        signUp.tab().submit("kc-register-form");
        signUp.code(mailOf(email, signUp).code());
        assertTrue(signUp.tab().has("registerWebAuthn"), signUp.tab()::text);
        assertEquals(List.of(email), members());
    }

    @ParameterizedTest
    @CsvSource({"phone,", "phone,+4915155550042", "either,"})
    void anInvitedUserSignsUpByTheAddress_whereNumbersMakeAccounts(String identifier, String number) {
        userNames();
        RequiredActions actions = new RequiredActions(realm);
        actions.register(TextsTest.ACTION);
        actions.configure(TextsTest.ACTION, Map.of("countries", "DE", "identifier", identifier));
        profile(config -> {
            config.getAttribute("email").setRequired(null);
            config.addOrReplaceAttribute(new UPAttribute("phoneNumber",
                    new UPAttributePermissions(Set.of("admin", "user"), Set.of("admin", "user"))));
        });
        String email = "nora@" + domain;
        String name = "nora" + NUMBER.incrementAndGet();
        SignIn form = open(invite(email));
        submit(form, fields("username", name, "phoneNumber", "+4915155550042"), NEW_PASSWORD, NEW_PASSWORD);
        assertRefused(form);

        submit(form, fields("username", name, "email", email, "phoneNumber", Objects.requireNonNullElse(number, "")),
                NEW_PASSWORD, NEW_PASSWORD);

        form.code(mailOf(email, form).code());
        assertEquals(List.of(email), members(), form.tab()::text);
        assertTrue(account(email).isEmailVerified());
        assertEquals(List.of("password"), realm.admin().users().get(account(email).getId()).credentials().stream()
                .map(CredentialRepresentation::getType).toList());
    }

    @Test
    void identityFirstLoginLeadsToTheCode() {
        change(builder -> builder.browserFlow(Realms.IDENTITY_FIRST));
        TestUser person = person(user -> user.email("nora" + NUMBER.incrementAndGet() + "@" + domain));
        organization.members().addMember(person.id()).close();
        SignIn signIn = SignIn.open(browser().tab(), realm).username(person.email());
        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
        signIn.tab().type("password", TestUser.PASSWORD).click("kc-login");
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(mailOf(person.email(), signIn).code()).done(), signIn.tab()::text);
    }

    @Test
    void theUserOfALinkedIdentityProviderMeetsTheCodeAfterIt() {
        change(builder -> builder.browserFlow(Realms.IDENTITY_FIRST));
        organization.identityProviders().addIdentityProvider("home").close();
        IdentityProviderRepresentation provider = realm.admin().identityProviders().get("home").toRepresentation();
        provider.getConfig().put("kc.org.domain", domain);
        provider.getConfig().put("kc.org.broker.redirect.mode.email-matches", "true");
        realm.admin().identityProviders().get("home").update(provider);
        String email = "lea" + NUMBER.incrementAndGet() + "@" + domain;
        TestUser theirs = person(home, user -> user.email(email));

        SignIn signIn = SignIn.open(browser().tab(), realm).username(email);
        assertTrue(signIn.tab().location().getPath().startsWith("/realms/" + home.getName() + "/"),
                () -> signIn.tab().location() + signIn.tab().text());
        signIn.password(theirs);
        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(mailOf(email, signIn).code()).done(), signIn.tab()::text);
        assertEquals(1, events(owner(email)).count("LOGIN"));
    }
}
