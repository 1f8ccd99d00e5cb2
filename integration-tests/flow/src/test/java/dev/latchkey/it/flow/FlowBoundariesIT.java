package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Attacks that combine two features, each of which withstands the attack alone. */
@KeycloakIntegrationTest(config = FlowServer.class)
class FlowBoundariesIT extends NativeEndpointsTest {

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    /**
     * Only an untrusted identity provider has vouched for the address, and the account comes from no sign-up: the reset
     * of the mailbox's owner must remove the linked identity nevertheless.
     */
    @Test
    void attack_accountOfAnUntrustedIdentity_keepsNoIdentityAfterAResetByTheMailboxesOwner() {
        link();
        String email = freshAddress();
        TestUser attacker = person(home, user -> user.email(email).emailVerified(false));
        SignIn planted = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_idp_hint=home").password(attacker);
        assertTrue(planted.done(), planted.tab()::text);
        assertFalse(account(email).isEmailVerified());

        SignIn reset = forgotten(browser(), email);
        reset.code(mailOf(email, reset).code()).newPassword(NEW_PASSWORD);

        assertEquals(List.of(), realm.admin().users().get(account(email).getId()).getFederatedIdentity().stream()
                .map(FederatedIdentityRepresentation::getIdentityProvider).toList());
    }

    /**
     * A mailbox is no second factor: an attacker with the mailbox alone must not get past the owner's second factor.
     */
    @Test
    void attack_resetOfAnUnverifiedAccountByTheMailboxAlone_removesNoSecondFactor() {
        String email = freshAddress();
        TestUser owner = person(realm, user -> user.email(email).emailVerified(false).totpSecret("JBSWY3DPEHPK3PXP"));

        SignIn reset = forgotten(browser(), email);
        reset.code(mailOf(email, reset).code()).newPassword(NEW_PASSWORD);

        assertEquals(List.of("otp", "password"), realm.admin().users().get(owner.id()).credentials().stream()
                .map(CredentialRepresentation::getType).sorted().toList());
    }

    /** Each sign-up creates another account, with notifications of its own, for the same mailbox. */
    @Test
    void attack_mailBombing_signUpsOfOneAddressLockedAgainAndAgain_areLimited() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.notices.off", "")
                .attribute("latchkey.limits.notice-kind-hour", "1"));
        String email = freshAddress();
        for (int round = 0; round < 3; round++) {
            signUp(email, TestUser.PASSWORD);
            detector(owner(email)).lock(browser());
        }

        Eventually.holds("a notice has come", () -> locks(email) > 0);
        assertEquals(1, locks(email), () -> inbox().all(email).toString());
    }

    /** Every attacker can lock an account; that must not use up the owner's notifications of other kinds. */
    @Test
    void attack_floodOfNotificationsToAnUnverifiedAddress_hidesNoOtherKind() {
        realm.updateWithCleanup(update -> update.attribute("latchkey.notices.off", "")
                .attribute("latchkey.limits.notice-address-day", "1"));
        String email = freshAddress();
        TestUser person = person(realm, user -> user.email(email).emailVerified(false));
        SignIn trusting = SignIn.open(browser().tab(), realm).password(email, TestUser.PASSWORD);
        assertTrue(trusting.codeAndTrust(mailOf(email, trusting).code()).done(), trusting.tab()::text);
        detector(new TestUser(person.id(), email, email)).lock(browser());

        Eventually.holds("the other kind has come", () -> locks(email) > 0);
    }

    private long locks(String email) {
        return inbox().all(email).stream().filter(mail -> mail.subject().contains("account locked")).count();
    }

    @Test
    void attack_levelsThatAreNoText_areRefused() {
        NativeApp.Answer answer = new NativeApp(realm, Realms.NATIVE).begin(person(),
                Map.of("claims", "{\"id_token\":{\"acr\":{\"values\":[1]}}}"));

        assertEquals(400, answer.status(), answer::toString);
    }

    private void link() {
        IdentityProviderRepresentation before = realm.admin().identityProviders().get("home").toRepresentation();
        IdentityProviderRepresentation provider = realm.admin().identityProviders().get("home").toRepresentation();
        provider.setPostBrokerLoginFlowAlias(null);
        provider.setTrustEmail(false);
        realm.admin().identityProviders().get("home").update(provider);
        realm.cleanup().add(ended -> ended.identityProviders().get("home").update(before));
    }
}
