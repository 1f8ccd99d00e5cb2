package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keycloak.representations.idm.FederatedIdentityRepresentation;
import org.keycloak.representations.idm.IdentityProviderRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Passive requests that Keycloak forwards to an identity provider, where the user has a session. */
@KeycloakIntegrationTest(config = FlowServer.class)
class ForwardedPassiveIT extends FlowTest {

    private static final String FORWARDED = "&prompt=none&kc_idp_hint=home";

    @InjectRealm(config = Realms.TwoProviders.class)
    ManagedRealm realm;

    @InjectRealm(ref = "home", config = Realms.PasswordOnly.class)
    ManagedRealm home;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void askForACodeAfterTheProvider() {
        afterTheProvider("post broker");
        realm.cleanup().add(ended -> afterTheProvider(null));
    }

    private void afterTheProvider(String flow) {
        IdentityProviderRepresentation provider = realm.admin().identityProviders().get("home").toRepresentation();
        provider.setPostBrokerLoginFlowAlias(flow);
        realm.admin().identityProviders().get("home").update(provider);
    }

    /** A user of the provider whose identity is linked to this one. */
    private TestUser identity(TestUser person) {
        TestUser identity = person(home, user -> user);
        FederatedIdentityRepresentation link = new FederatedIdentityRepresentation();
        link.setUserId(identity.id());
        link.setUserName(identity.username());
        realm.admin().users().get(person.id()).addFederatedIdentity("home", link).close();
        return identity;
    }

    /** A browser with a session at the provider alone. */
    private Browser atProvider(TestUser identity) {
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), home).password(identity);
        assertTrue(signIn.done(), signIn.tab()::text);
        return browser;
    }

    private void passive(Browser browser) {
        SignIn passive = SignIn.open(browser.tab(), realm, Realms.APP, FORWARDED);
        assertTrue(passive.tab().location().toString().contains("error=interaction_required"),
                () -> passive.tab().location() + "\n" + passive.tab().text());
    }

    private List<Integer> written(TestUser person) {
        return List.of(rows().challenges(person), rows().sends(person), rows().guards(person));
    }

    @Test
    void attack_forwardedPassiveRequest_afterTheProvider_sendsNothing() {
        TestUser person = person();
        TestUser identity = identity(person);
        Browser browser = atProvider(identity);
        List<Integer> before = written(person);

        passive(browser);

        assertEquals(before, written(person));
    }

    @Test
    void whoAsksForMoreThanASessionIsAskedForTheCodeAfterTheProvider() {
        TestUser person = person();
        TestUser identity = identity(person);
        SignIn signIn = SignIn.open(atProvider(identity).tab(), realm, Realms.APP, "&kc_idp_hint=home");

        assertTrue(signIn.asksForCode(), signIn.tab()::text);
        assertTrue(signIn.code(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
    }

    @Test
    void attack_forwardedPassiveRequest_storesNoRequiredAction() {
        afterTheProvider(null);
        VerifyEmail.in(realm).policy(Map.of("verify_unverified", "true"));
        TestUser person = person(user -> user.emailVerified(false));
        TestUser identity = identity(person);
        Browser browser = atProvider(identity);

        passive(browser);

        assertEquals(List.of(), realm.admin().users().get(person.id()).toRepresentation().getRequiredActions());
    }
}
