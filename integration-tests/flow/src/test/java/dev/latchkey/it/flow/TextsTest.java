package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.keycloak.representations.idm.RequiredActionConfigRepresentation;
import org.keycloak.representations.idm.RequiredActionProviderSimpleRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.realm.ManagedRealm;

/** A realm with codes by text message, and a gateway that keeps the texts. */
abstract class TextsTest extends FlowTest {

    static final String ACTION = "latchkey-verify-phone";
    static final String TEXT = "Text message";
    static final String MAIL = "Email code";

    @InjectRealm(config = Realms.Texts.class)
    ManagedRealm realm;

    MessageService gateway;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @BeforeEach
    void start() throws IOException {
        // of the second gateway; the vault doubles underscores of a realm's name
        Files.writeString(FlowServer.VAULT.resolve(realm.getName().replace("_", "__") + "_texts"), "k3y\n");
        gateway = new MessageService(FlowServer.PAGER);
        // asks for the mailbox before a number is set
        VerifyEmail.in(realm);
        if (realm.admin().flows().getRequiredActions().stream().noneMatch(known -> known.getAlias().equals(ACTION))) {
            RequiredActionProviderSimpleRepresentation action = new RequiredActionProviderSimpleRepresentation();
            action.setProviderId(ACTION);
            action.setName(ACTION);
            realm.admin().flows().registerRequiredAction(action);
        }
        policy(Map.of("countries", "DE,AT"));
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.setUnmanagedAttributePolicy(UPConfig.UnmanagedAttributePolicy.ENABLED);
        realm.admin().users().userProfile().update(profile);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    void policy(Map<String, String> settings) {
        RequiredActionConfigRepresentation config = new RequiredActionConfigRepresentation();
        config.setConfig(settings);
        realm.admin().flows().updateRequiredActionConfig(ACTION, config);
    }

    /** A number that no other test uses; each is in a block of its own. */
    static String number() {
        return TelephoneNumbers.next("0042");
    }

    /** Opens the action as a client does, up to the page that asks for the number. */
    SignIn enrolment(TestUser person) {
        SignIn signIn = SignIn.open(browser().tab(), realm, Realms.APP, "&kc_action=" + ACTION).password(person);
        signIn.code(newestCode(person, signIn.reference()));
        assertTrue(signIn.tab().has("latchkey-phone-form"), signIn.tab()::text);
        return signIn;
    }

    /** As Keycloak's own flow: a password, and an authenticator app where the account has one. */
    void askForPasswordsAlone() {
        realm.updateWithCleanup(update -> update.browserFlow("browser"));
    }

    /** Opens the action after whatever the flow asks for. */
    SignIn asked(Browser browser) {
        return SignIn.open(browser.tab(), realm, Realms.APP, "&kc_action=" + ACTION);
    }

    boolean asksForNumber(SignIn signIn) {
        return signIn.tab().has("latchkey-phone-form");
    }

    static SignIn type(SignIn signIn, String number) {
        signIn.tab().type("phone", number).submit("latchkey-phone-form");
        return signIn;
    }

    /** A user who has proven a number. */
    TestUser withPhone(String number) {
        TestUser person = person();
        SignIn signIn = type(enrolment(person), number);
        assertTrue(signIn.code(gateway.code(digits(number), 1)).done(), signIn.tab()::text);
        return person;
    }

    static String digits(String number) {
        return number.substring(1);
    }

    Optional<String> attribute(TestUser person, String name) {
        return Optional.ofNullable(account(person).getAttributes()).map(attributes -> attributes.get(name))
                .map(values -> values.get(0));
    }

    UserRepresentation account(TestUser person) {
        return realm.admin().users().get(person.id()).toRepresentation();
    }
}
