package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.idm.UserSessionRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** Codes that an app requests for a sign-in after the account has changed or the session has ended. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class SecretCodeOldSignInIT extends SecretCodeTest {

    private static final String STAMP = "pwdLastSet";

    private final Map<String, Consumer<TestUser>> changes = Map.of(
            "an admin sets the password", this::setPassword,
            "an admin deletes the password", this::deletePassword,
            "an admin changes the address", person -> update(person,
                    changed -> changed.setEmail("new-" + person.email())),
            "the directory changes the password", person -> stamp(person, "2"));

    @ParameterizedTest
    @ValueSource(strings = {"an admin sets the password", "an admin deletes the password",
        "an admin changes the address", "the directory changes the password"})
    void attack_codeOfASignInFromBeforeAChangeOfTheAccount_isNotIssued(String change) {
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.setUnmanagedAttributePolicy(UnmanagedAttributePolicy.ADMIN_EDIT);
        realm.admin().users().userProfile().update(profile);
        policy("password_attribute", STAMP);
        App app = confidential();
        TestUser person = person();
        stamp(person, "1");
        JsonNode tokens = signIn(app, person);
        SignIn waiting = app.open(browser()).password(person);
        int issued = rows().codes(person);
        pass(Duration.ofSeconds(1));

        changes.get(change).accept(person);
        pass(Duration.ofSeconds(2));

        HttpResponse<String> asked = app.ask(tokens.get("access_token").asText());
        assertEquals(401, asked.statusCode(), asked::body);
        assertEquals("insufficient_user_authentication", Rest.json(asked).get("error").asText());
        assertFalse(app.exchange(waiting).has("secret_code"));
        assertEquals(issued, rows().codes(person));
    }

    @Test
    void aPasswordThatIsChangedInTheSignInItselfDisturbsNothing() {
        App app = confidential();
        TestUser person = person(user -> user.requiredActions("UPDATE_PASSWORD"));
        SignIn signIn = app.open(browser()).password(person);
        pass(Duration.ofSeconds(1));
        signIn.tab().type("password-new", TestUser.PASSWORD + "2").type("password-confirm", TestUser.PASSWORD + "2")
                .submit("kc-passwd-update-form");
        JsonNode tokens = app.exchange(signIn);
        assertTrue(tokens.has("secret_code"), tokens::toString);
        HttpResponse<String> asked = app.ask(tokens.get("access_token").asText());
        assertEquals(201, asked.statusCode(), asked::body);
        assertRedeemed(app.redeem(next(Rest.json(asked))));
    }

    /** Keycloak removes the session at once where it was opened for offline access alone. */
    @Test
    void aSignInForOfflineAccessGivesACode() {
        TestUser person = person(user -> user.realmRoles("offline_access"));
        SignIn signIn = mobile().open(browser(), "%20offline_access").password(person);
        JsonNode tokens = mobile().exchange(signIn);
        assertTrue(tokens.get("scope").asText().contains("offline_access"), tokens::toString);
        assertRedeemed(mobile().redeem(next(tokens)));
    }

    @Test
    void attack_codeThatIsBeingIssuedWhileItsSessionIsLoggedOut_isEnded() {
        TestUser person = person();
        // the exchange waits for the row of this code
        code(mobile(), person);
        Set<String> others = sessions(person);
        pass(Duration.ofSeconds(1));
        SignIn signIn = mobile().open(browser()).password(person);
        String authorizationCode = signIn.authorizationCode();

        HttpResponse<String> answer = rows().whileCodeIsLocked(person, () -> mobile().exchange(authorizationCode),
                () -> sessions(person).stream().filter(session -> !others.contains(session))
                        .forEach(session -> realm.admin().deleteSession(session, false)));

        assertEquals(others, sessions(person));
        assertEquals(200, answer.statusCode(), answer::body);
        assertRefused(mobile().redeem(next(Rest.json(answer))));
        assertEquals(1, rows().endedCodes(person, "LOGGED_OUT"));
    }

    private Set<String> sessions(TestUser person) {
        return user(person).getUserSessions().stream().map(UserSessionRepresentation::getId)
                .collect(Collectors.toSet());
    }

    private App confidential() {
        return new App(realm, Realms.MOBILE_WITH_SECRET).secret(Realms.MOBILE_WITH_SECRET);
    }

    private void setPassword(TestUser person) {
        CredentialRepresentation password = new CredentialRepresentation();
        password.setType(CredentialRepresentation.PASSWORD);
        password.setValue(TestUser.PASSWORD + "2");
        user(person).resetPassword(password);
    }

    private void deletePassword(TestUser person) {
        user(person).credentials().stream()
                .filter(credential -> credential.getType().equals(CredentialRepresentation.PASSWORD))
                .forEach(credential -> user(person).removeCredential(credential.getId()));
    }

    private void update(TestUser person, Consumer<UserRepresentation> change) {
        UserRepresentation changed = user(person).toRepresentation();
        change.accept(changed);
        user(person).update(changed);
    }

    private void stamp(TestUser person, String value) {
        update(person, changed -> {
            Map<String, List<String>> attributes = new HashMap<>(
                    changed.getAttributes() == null ? Map.of() : changed.getAttributes());
            attributes.put(STAMP, List.of(value));
            changed.setAttributes(attributes);
        });
    }
}
