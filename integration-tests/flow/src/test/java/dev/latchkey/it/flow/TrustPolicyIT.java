package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.core.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The settings of the trust policy: lifetime, number of devices, and what of a device must stay the same. */
@StoppedClock
@KeycloakIntegrationTest(config = FlowServer.class)
class TrustPolicyIT extends TrustTest {

    /** The loopback network is wider than a /24, so that two client networks can be tested without a real network. */
    private static final String HOME = "127.0.0.1";
    private static final String SAME_NETWORK = "127.0.0.2";
    private static final String OTHER_NETWORK = "127.0.1.1";

    private static final String PASSWORD_SET = "pwdLastSet";

    @InjectRealm(ref = "imported", config = Realms.TrustImported.class)
    ManagedRealm imported;

    @Test
    void aDeviceThatIsBoundToItsBrowserMayMove() {
        TestUser person = person();
        Browser browser = trust(browser().from(HOME), person);
        assertNotAsked(browser.from(OTHER_NETWORK), person);
        assertEquals(OTHER_NETWORK, lastAddress(person), "the move is on record");
    }

    @Test
    void aDeviceThatIsBoundToItsNetworkMayMoveWithinIt() {
        policy(Map.of("bound_to", "network"));
        TestUser person = person();
        Browser browser = trust(browser().from(HOME), person);
        assertNotAsked(browser.from(SAME_NETWORK), person);
        assertAsked(browser.from(OTHER_NETWORK), person);
        assertEquals(1, rows().trusted(person), "another network is no alarm");
        assertNotAsked(browser.from(HOME), person);
    }

    @Test
    void anIpv6NetworkIsTheSlash64() {
        policy(Map.of("bound_to", "network"));
        TestUser person = person();
        Browser browser = trust(browser().fromBehindProxy("2001:db8:1:2::7"), person);
        assertNotAsked(browser.fromBehindProxy("2001:db8:1:2:ffff::9"), person);
        assertAsked(browser.fromBehindProxy("2001:db8:1:3::7"), person);
        assertAsked(browser.fromBehindProxy("192.0.2.7"), person);
        assertNotAsked(browser.fromBehindProxy("2001:db8:1:2::7"), person);
    }

    @Test
    void attack_forwardedHeaderSpoofing_doesNotMoveADevice() {
        policy(Map.of("bound_to", "network"));
        TestUser person = person();
        Browser browser = trust(browser().from(HOME), person);
        assertAsked(browser.from(OTHER_NETWORK).withHeader("X-Forwarded-For", HOME), person);
    }

    @Test
    void aDeviceThatIsBoundToItsAddressMayNotMoveAtAll() {
        policy(Map.of("bound_to", "address"));
        TestUser person = person();
        Browser browser = trust(browser().from(HOME), person);
        assertNotAsked(browser, person);
        assertAsked(browser.from(SAME_NETWORK), person);
        assertEquals(1, rows().trusted(person), "another address is no alarm");
        assertNotAsked(browser.from(HOME), person);
    }

    @Test
    void whatADeviceIsBoundToIsSettledWhenItIsTrusted() {
        TestUser person = person();
        Browser browser = trust(browser().from(HOME), person);
        policy(Map.of("bound_to", "address"));
        assertNotAsked(browser.from(OTHER_NETWORK), person);
    }

    @Test
    void attack_trustAfterPasswordChangeInTheDirectory_isOver() {
        policy(Map.of("password_attribute", PASSWORD_SET));
        allowAttributes();
        TestUser person = person(user -> user.attribute(PASSWORD_SET, "133600000000000000"));
        Browser browser = trusted(person);
        attribute(person, "department", "sales");
        assertNotAsked(browser, person);

        attribute(person, PASSWORD_SET, "133700000000000000");

        assertAsked(browser, person);
        assertEquals(1, rows().ended(person, "PASSWORD_CHANGED"));
        assertTrue(device(person).isEmpty(), "and its credential is gone");
        assertNotAsked(trust(browser, person), person);
    }

    @Test
    void attack_trustAfterTheAttributeIsTakenAway_isOver() {
        policy(Map.of("password_attribute", PASSWORD_SET));
        allowAttributes();
        TestUser person = person(user -> user.attribute(PASSWORD_SET, "133600000000000000"));
        Browser browser = trusted(person);
        UserRepresentation changed = realm.admin().users().get(person.id()).toRepresentation();
        changed.setAttributes(Map.of());
        realm.admin().users().get(person.id()).update(changed);
        assertAsked(browser, person);
        assertEquals(1, rows().ended(person, "PASSWORD_CHANGED"));
    }

    @Test
    void namingThePasswordAttributeEndsNothingAndCountsFromTheNextUseOn() {
        allowAttributes();
        TestUser person = person(user -> user.attribute(PASSWORD_SET, "133600000000000000"));
        Browser browser = trusted(person);
        policy(Map.of("password_attribute", PASSWORD_SET));
        assertNotAsked(browser, person);

        attribute(person, PASSWORD_SET, "133700000000000000");
        assertAsked(browser, person);
        assertEquals(1, rows().ended(person, "PASSWORD_CHANGED"));
    }

    @Test
    void attack_trustAfterPasswordChangeInTheDirectory_isOverWhicheverAttributeIsNamedMeanwhile() {
        policy(Map.of("password_attribute", PASSWORD_SET));
        allowAttributes();
        TestUser person = person(user -> user.attribute(PASSWORD_SET, "133600000000000000").attribute("pwdSince", "7"));
        Browser browser = trusted(person);
        new TrustSettings(realm).change(Map.of("password_attribute", "pwdSince"));
        assertNotAsked(browser, person);
        attribute(person, "pwdSince", "8");
        assertAsked(browser, person);
        assertEquals(1, rows().ended(person, "PASSWORD_CHANGED"));

        Browser another = trusted(person);
        new TrustSettings(realm).change(Map.of("password_attribute", PASSWORD_SET));
        attribute(person, "pwdSince", "9");
        assertAsked(another, person);
        assertEquals(2, rows().ended(person, "PASSWORD_CHANGED"), "by the attribute that it was trusted under");

        Browser third = trusted(person);
        new TrustSettings(realm).change(Map.of());
        assertNotAsked(third, person);
        attribute(person, PASSWORD_SET, "133700000000000000");
        assertAsked(third, person);
        assertEquals(3, rows().ended(person, "PASSWORD_CHANGED"), "as a flow would see it that names none");
    }

    @Test
    void anAttributeThatIsNoLongerThereGivesWayToTheDateOfTheAccountsOwnPassword() {
        policy(Map.of("password_attribute", PASSWORD_SET));
        allowAttributes();
        TestUser person = person(user -> user.attribute(PASSWORD_SET, "133600000000000000"));
        Browser browser = trusted(person);
        new TrustSettings(realm).change(Map.of("password_attribute", "pwdSince"));
        UserRepresentation changed = realm.admin().users().get(person.id()).toRepresentation();
        changed.setAttributes(Map.of("pwdSince", List.of("7")));
        realm.admin().users().get(person.id()).update(changed);
        assertNotAsked(browser, person);
        attribute(person, "pwdSince", "8");
        assertAsked(browser, person);
        assertEquals(1, rows().ended(person, "PASSWORD_CHANGED"));
    }

    @Test
    void lifetimeIdleTimeAndNumberAreThePolicys() {
        policy(Map.of("days", "3", "idle_days", "2", "max_devices", "1"));
        TestUser person = person();
        Browser first = trusted(person);
        pass(Duration.ofSeconds(1));
        Browser second = trusted(person);
        assertAsked(first, person);
        assertEquals(1, rows().ended(person, "TOO_MANY"));

        pass(Duration.ofDays(2).minusMinutes(1));
        assertNotAsked(second, person);
        pass(Duration.ofDays(3).plusMinutes(1));
        assertAsked(second, person);
        assertEquals(1, rows().ended(person, "EXPIRED"));

        Browser idle = trusted(person);
        pass(Duration.ofDays(5).plusMinutes(2));
        assertAsked(idle, person);
        assertEquals(1, rows().ended(person, "IDLE"));
    }

    @ParameterizedTest
    @CsvSource({
            "days, 0", "days, 366", "days, -1", "days, soon", "days, 99999999999",
            "idle_days, 0", "idle_days, 366",
            "max_devices, 0", "max_devices, 101",
            "bound_to, Network", "bound_to, moon"})
    void outOfRangeIsRefusedOnSave(String setting, String value) {
        try (Response refused = new TrustSettings(realm).save(Map.of(setting, value))) {
            assertEquals(400, refused.getStatus());
            String told = refused.readEntity(String.class);
            assertTrue(told.contains(setting + " must be"), told);
        }
        assertEquals(Map.of(), new TrustSettings(realm).saved());

        policy(Map.of("days", "7", "bound_to", "network"));
        assertThrows(BadRequestException.class, () -> new TrustSettings(realm).change(Map.of(setting, value)));
        assertEquals(Map.of("days", "7", "bound_to", "network"), new TrustSettings(realm).saved());
    }

    @Test
    void outOfRangeFromAnImportGivesWayToTheDefaults() {
        // an import writes the file's values without validation
        assertEquals("0", new TrustSettings(imported).saved().get("days"));
        TestUser person = person(imported, user -> user);
        Browser browser = browser();
        SignIn signIn = SignIn.open(browser.tab(), imported).password(person);
        assertTrue(signIn.codeAndTrust(newestCode(person, signIn.reference())).done(), signIn.tab()::text);
        JsonNode device = Rest.json(Rest.ofApp(imported, person)
                .get("/realms/" + imported.getName() + "/latchkey-devices")).get(0);
        assertEquals(Duration.ofDays(30).toMillis(),
                device.get("expiresAt").asLong() - device.get("createdAt").asLong());

        pass(Duration.ofDays(13));
        browser.endSession().from(OTHER_NETWORK);
        assertTrue(SignIn.open(browser.tab(), imported).password(person).done());
        pass(Duration.ofDays(28));
        assertFalse(SignIn.open(browser.endSession().tab(), imported).password(person).done());
        assertEquals(1, rows().ended(person, "IDLE"));
    }

    private void policy(Map<String, String> settings) {
        new TrustSettings(realm).set(settings);
    }

    private String lastAddress(TestUser person) {
        return Rest.json(Rest.ofApp(realm, person).get("/realms/" + realm.getName() + "/latchkey-devices"))
                .get(0).get("ip").asText();
    }

    /** Lets an admin write attributes that the user profile does not define, as a mapper of a directory does. */
    private void allowAttributes() {
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.setUnmanagedAttributePolicy(UnmanagedAttributePolicy.ADMIN_EDIT);
        realm.admin().users().userProfile().update(profile);
    }

    private void attribute(TestUser person, String name, String value) {
        UserRepresentation changed = realm.admin().users().get(person.id()).toRepresentation();
        changed.getAttributes().put(name, List.of(value));
        realm.admin().users().get(person.id()).update(changed);
    }
}
