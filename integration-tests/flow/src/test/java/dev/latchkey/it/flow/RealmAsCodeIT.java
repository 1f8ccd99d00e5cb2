package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.keycloak.models.Constants;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/**
 * A realm that is set up by the file for keycloak-config-cli, and by the command that the file names, is one that setup
 * has nothing to add to.
 */
@KeycloakIntegrationTest(config = FlowServer.class)
class RealmAsCodeIT extends FlowTest {

    private static final String ALL = "\"features\":[\"email_code\",\"trusted_devices\",\"sign_up\",\"reset\","
            + "\"native_api\",\"secret_codes\"]";
    private static final String PLAN = ALL + ",\"dry_run\":true";
    private static final String OURS = "latchkey";

    @InjectRealm(config = RealmSetupIT.DefaultFlows.class)
    ManagedRealm realm;

    @InjectRealm(ref = "other", config = RealmSetupIT.OtherDefaultFlows.class)
    ManagedRealm bySetup;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void theFileDoesWhatSetupDoesAndLeavesItNothingToDo() throws IOException {
        RealmFile file = RealmFile.read(Path.of("../../deploy/realm/keycloak-config-cli.yaml"));
        file.addTo(realm.admin());
        JsonNode missing = setUp(realm, PLAN).get("changes");
        assertEquals(1, missing.size(), missing::toPrettyString);
        assertTrue(missing.toString().contains(Constants.ADMIN_CLI_CLIENT_ID), missing::toPrettyString);
        turnOffTheGrant();

        JsonNode planned = setUp(realm, PLAN);
        assertTrue(planned.get("changes").isEmpty(), planned::toPrettyString);
        JsonNode features = Rest.json(Rest.admin().get(path(realm))).get("features");
        features.forEach(feature -> assertTrue(feature.get("present").asBoolean(), features::toPrettyString));
        setUp(bySetup, ALL);
        assertEquals(RealmFile.flows(bySetup.admin().partialExport(false, false), OURS),
                RealmFile.flows(file.content(), OURS));
        assertEquals(RealmFile.flows(bySetup.admin().partialExport(false, false), OURS),
                RealmFile.flows(realm.admin().partialExport(false, false), OURS));

        TestUser person = person();
        Browser browser = browser();
        SignIn first = SignIn.open(browser.tab(), realm).password(person.username(), TestUser.PASSWORD);
        assertTrue(first.asksForCode(), first.tab()::text);
        assertTrue(first.codeAndTrust(mail(person).code()).done(), first.tab()::text);
        browser.endSession();
        SignIn second = SignIn.open(browser.tab(), realm).password(person.username(), TestUser.PASSWORD);
        assertTrue(second.done(), second.tab()::text);
    }

    /** What the file's comment has administrators do by {@code kcadm.sh}. */
    private void turnOffTheGrant() {
        ClientRepresentation client = realm.admin().clients().findByClientId(Constants.ADMIN_CLI_CLIENT_ID).get(0);
        client.setDirectAccessGrantsEnabled(false);
        realm.admin().clients().get(client.getId()).update(client);
    }

    private static JsonNode setUp(ManagedRealm realm, String members) {
        HttpResponse<String> response = Rest.admin().send("POST", path(realm), '{' + members + '}');
        assertEquals(200, response.statusCode(), response::body);
        return Rest.json(response);
    }

    private static String path(ManagedRealm realm) {
        return "/admin/realms/" + realm.getName() + "/latchkey-setup";
    }
}
