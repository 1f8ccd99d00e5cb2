package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.latchkey.it.kit.Burst;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.credential.CredentialModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.cache.UserCache;
import org.keycloak.representations.idm.CredentialRepresentation;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.remote.providers.runonserver.RunOnServer;

/** A trusted device's row, its entry in the consoles and its cookie are created and deleted together. */
@KeycloakIntegrationTest(config = FlowServer.class)
class DeviceLifecycleIT extends TrustTest {

    private static final String TYPE = "latchkey-trusted-device";

    @Test
    void attack_addressChangedWhileATabAsksForTrust_trustsNoDevice() {
        TestUser person = person();
        Browser browser = browser();
        afterPassword(browser, person);
        SignIn signIn = SignIn.in(LinkVisit.open(browser.tab(), mail(person).link()).proceed().tab(), realm);
        assertTrue(signIn.tab().has("latchkey-trust-form"), signIn.tab()::text);
        UserRepresentation user = realm.admin().users().get(person.id()).toRepresentation();
        user.setEmail("new-" + person.email());
        realm.admin().users().get(person.id()).update(user);

        signIn.tab().click("latchkey-trust-yes");

        assertTrue(signIn.asksForPassword(), signIn.tab()::text);
        assertEquals(0, rows().devices(person));
        assertTrue(browser.devices().isEmpty());
    }

    @Test
    void aDeviceThatWasNotUsedForTooLongGoesWithItsEntry() {
        TestUser person = person();
        trusted(person);
        pass(Duration.ofDays(13));
        rows().purge();
        assertEquals(1, entries(person).size());
        pass(Duration.ofDays(15));
        rows().purge();
        assertEquals(List.of(), entries(person));
        assertEquals(1, rows().ended(person, "IDLE"));
    }

    @Test
    void aPurgeByANodeWhoseClockIsAheadEndsNoDevice() {
        TestUser person = person();
        Browser browser = trusted(person);
        Duration idle = Duration.ofDays(14);
        pass(idle.plusSeconds(90));
        rows().purge();
        assertEquals(1, entries(person).size());
        pass(idle.minusSeconds(60));
        assertNotAsked(browser, person);
        assertEquals(0, rows().ended(person, "IDLE"));
    }

    @Test
    void aDeviceWhoseLifetimeIsOverGoesWithItsEntry() {
        TestUser person = person();
        trusted(person);
        pass(Duration.ofDays(31));
        rows().purge();
        assertEquals(List.of(), entries(person));
        assertEquals(1, rows().ended(person, "EXPIRED"));
        rows().purge();
        assertEquals(1, events(person).steps("device_ended"), "once");
    }

    @Test
    void anExpiredDeviceOfAUserWhoCannotBeFoundEndsToo() {
        TestUser person = person();
        trusted(person);
        String id = device(person).orElseThrow();
        server.run(sql("update LATCHKEY_TRUSTED_DEVICE set USER_ID = 'f:gone:user' where ID = ?", id));
        pass(Duration.ofDays(31));
        rows().purge();
        assertEquals(1, rows().endedDevices(id, "EXPIRED"));
    }

    @Test
    void anEntryThatStandsForNoDeviceGoesAndTheOthersStay() {
        TestUser person = person();
        Browser browser = trusted(person);
        List<String> own = entries(person);
        server.run(ghost(realm.getName(), person.id()));
        assertEquals(2, entries(person).size());
        rows().sweep();
        assertEquals(own, entries(person));
        assertNotAsked(browser, person);
    }

    @Test
    void anEntryOfAFederatedUserWhoNoLongerExistsIsDeletedToo() {
        server.run(sql("insert into FED_USER_CREDENTIAL (ID, TYPE, USER_ID, REALM_ID, SECRET_DATA, CREDENTIAL_DATA,"
                + " PRIORITY) values ('device-of-a-directory', '" + TYPE + "', 'f:gone:user', ?, '{}', '{}', 10)",
                realm.getId()));
        assertEquals(1, rows().ofRealm("FED_USER_CREDENTIAL", realm.getId()));
        rows().sweep();
        assertEquals(0, rows().ofRealm("FED_USER_CREDENTIAL", realm.getId()));
    }

    @Test
    void anEntryThatStandsForNoDeviceGoesWhenItsOwnerTrustsOne() {
        TestUser person = person();
        server.run(ghost(realm.getName(), person.id()));
        trusted(person);
        assertEquals(1, entries(person).size());
    }

    @Test
    void aDeviceWithoutAnEntryEnds() {
        TestUser person = person();
        trusted(person);
        server.run(sql("delete from CREDENTIAL where TYPE = '" + TYPE + "' and USER_ID = ?", person.id()));
        rows().sweep();
        assertEquals(1, rows().ended(person, "HANDLE_DELETED"));
    }

    @Test
    void aUserCacheThatLagsEndsNoDevice() {
        TestUser person = person();
        Browser browser = trusted(person);
        server.run(sql("update CREDENTIAL set TYPE = 'away' where TYPE = '" + TYPE + "' and USER_ID = ?",
                person.id()));
        server.run(cache(realm.getName(), person.id()));
        server.run(sql("update CREDENTIAL set TYPE = '" + TYPE + "' where TYPE = 'away' and USER_ID = ?",
                person.id()));
        assertNotAsked(browser, person);
        assertEquals(0, rows().ended(person, "HANDLE_DELETED"));
    }

    @Test
    void attack_deviceThatALaggingUserCacheDoesNotShow_isListedAndEndedAllTheSame() {
        TestUser one = person();
        Browser ofOne = trusted(one);
        TestUser other = person();
        Browser ofOther = trusted(other);
        TestUser third = person();
        trusted(third);
        String id = device(one).orElseThrow();
        for (TestUser person : List.of(one, other, third)) {
            server.run(sql("update CREDENTIAL set TYPE = 'away' where TYPE = '" + TYPE + "' and USER_ID = ?",
                    person.id()));
            server.run(cache(realm.getName(), person.id()));
            server.run(sql("update CREDENTIAL set TYPE = '" + TYPE + "' where TYPE = 'away' and USER_ID = ?",
                    person.id()));
        }
        String devices = "/realms/" + realm.getName() + "/latchkey-devices";
        assertEquals(204, Rest.ofApp(realm, one).delete(devices + '/' + id).statusCode());
        assertEquals(204, Rest.ofApp(realm, other).delete(devices).statusCode());
        assertEquals(1, Rest.json(Rest.ofApp(realm, third).get(devices)).size());
        assertEquals(1, rows().ended(one, "REVOKED_BY_USER"));
        assertEquals(1, rows().ended(other, "REVOKED_BY_USER"));
        assertAsked(ofOne, one);
        assertAsked(ofOther, other);
    }

    @Test
    void aUserCacheThatLagsEndsNoDeviceByAnAddressOfOld() {
        TestUser person = person();
        Browser browser = trusted(person);
        server.run(sql("update USER_ENTITY set EMAIL = 'old@mail.example' where ID = ?", person.id()));
        server.run(cache(realm.getName(), person.id()));
        server.run(sql("update USER_ENTITY set EMAIL = '" + person.email() + "' where ID = ?", person.id()));
        assertNotAsked(browser, person);
        assertEquals(0, rows().ended(person, "EMAIL_CHANGED"));
    }

    @Test
    void aRemovedDeviceFreesItsPlace() {
        new TrustSettings(realm).set(Map.of("max_devices", "2"));
        TestUser person = person();
        Browser first = trusted(person);
        String kept = device(person).orElseThrow();
        clock().stop();
        try {
            pass(Duration.ofSeconds(2));
            trusted(person);
            entries(person).stream().filter(id -> !id.equals(kept))
                    .forEach(id -> realm.admin().users().get(person.id()).removeCredential(id));
            pass(Duration.ofSeconds(4));
            Browser third = trusted(person);
            assertEquals(1, rows().ended(person, "HANDLE_DELETED"));
            assertEquals(0, rows().ended(person, "TOO_MANY"));
            assertNotAsked(first, person);
            assertNotAsked(third, person);
            pass(Duration.ofSeconds(6));
            trusted(person);
            assertEquals(1, rows().ended(person, "TOO_MANY"));
            assertEquals(2, entries(person).size());
        } finally {
            clock().start();
        }
    }

    @Test
    void attack_aSignInThatFails_trustsNoDeviceAndEndsNone() {
        TestUser person = person();
        Browser browser = trusted(person);
        String before = browser.deviceSecret();
        List<String> entries = entries(person);
        SignIn signIn = SignIn.open(browser.tab(), realm, Realms.APP, "&prompt=login").password(person);
        String code = newestCode(person, signIn.reference());
        // the sign-in is undone by the last thing that it writes
        rows().without("EVENT_ENTITY", () -> assertFalse(signIn.codeAndTrust(code).done(), signIn.tab()::text));
        assertEquals(entries, entries(person), "the consoles list the old device and no other");
        assertEquals(1, rows().devices(person));
        assertEquals(1, rows().trusted(person));
        assertEquals(before, browser.deviceSecret(), "no cookie of a device that there is not");
        assertNotAsked(browser, person);
    }

    /** A deadlock occurs in some rounds only. */
    @RepeatedTest(8)
    void ofSignInsAtOnceWithOneNameAllSucceedAndAreTrusted() {
        TestUser person = person();
        List<SignIn> signIns = IntStream.range(0, 4).mapToObj(i -> afterPassword(browser(), person)).toList();
        List<String> codes = signIns.stream().map(signIn -> newestCode(person, signIn.reference())).toList();
        List<Boolean> done = Burst.of(signIns.size(),
                number -> signIns.get(number).codeAndTrust(codes.get(number)).done());
        assertEquals(List.of(true, true, true, true), done);
        assertEquals(4, rows().trusted(person));
        assertEquals(4, entries(person).size());
    }

    /** There is no device yet that a request could lock. */
    @RepeatedTest(4)
    void ofFirstDevicesAtOnceNoMoreStayThanThePolicyAllows() {
        new TrustSettings(realm).set(Map.of("max_devices", "2"));
        TestUser person = person();
        List<SignIn> signIns = IntStream.range(0, 4).mapToObj(i -> afterPassword(browser(), person)).toList();
        List<String> codes = signIns.stream().map(signIn -> newestCode(person, signIn.reference())).toList();
        List<Boolean> done = Burst.of(signIns.size(),
                number -> signIns.get(number).codeAndTrust(codes.get(number)).done());
        assertEquals(List.of(true, true, true, true), done);
        assertEquals(2, rows().trusted(person));
        assertEquals(2, entries(person).size());
        assertEquals(2, rows().ended(person, "TOO_MANY"));
    }

    @Test
    void aNameThatTheCacheDoesNotKnowToBeTakenFailsNoSignIn() {
        TestUser person = person();
        trusted(person);
        SignIn signIn = afterPassword(browser(), person);
        String code = newestCode(person, signIn.reference());
        String away = "update CREDENTIAL set USER_LABEL = concat('away ', USER_LABEL) where USER_ID = ? and TYPE = '"
                + TYPE + "'";
        server.run(sql(away, person.id()));
        server.run(cache(realm.getName(), person.id()));
        server.run(sql("update CREDENTIAL set USER_LABEL = substring(USER_LABEL, 6) where USER_ID = ? and TYPE = '"
                + TYPE + "'", person.id()));
        assertTrue(signIn.codeAndTrust(code).done(), signIn.tab()::text);
        List<String> names = realm.admin().users().get(person.id()).credentials().stream()
                .filter(credential -> credential.getType().equals(TYPE))
                .map(CredentialRepresentation::getUserLabel).sorted().toList();
        assertEquals(List.of(names.get(0), names.get(0) + " (2)"), names);
    }

    /** So many names are taken, none of which the cache knows, that no name is found for the device. */
    @Test
    void aSignInWhoseDeviceFindsNoName_endsWithoutTrust() {
        TestUser person = person();
        trusted(person);
        Browser browser = browser();
        SignIn signIn = afterPassword(browser, person);
        String code = newestCode(person, signIn.reference());
        server.run(cache(realm.getName(), person.id()));
        server.run(sql("insert into CREDENTIAL (ID, TYPE, USER_ID, CREATED_DATE, USER_LABEL, SECRET_DATA,"
                + " CREDENTIAL_DATA, PRIORITY, VERSION) select cast(RANDOM_UUID() as varchar), TYPE, USER_ID,"
                + " CREATED_DATE,"
                + " concat(USER_LABEL, ' (', X, ')'), SECRET_DATA, CREDENTIAL_DATA, PRIORITY, VERSION"
                + " from CREDENTIAL, SYSTEM_RANGE(2, 110) where USER_ID = ? and TYPE = '" + TYPE + "'", person.id()));

        assertTrue(signIn.codeAndTrust(code).done(), signIn.tab()::text);

        assertTrue(browser.devices().isEmpty());
        assertEquals(1, rows().devices(person));
    }

    private List<String> entries(TestUser person) {
        return realm.admin().users().get(person.id()).credentials().stream()
                .filter(credential -> credential.getType().equals(TYPE))
                .map(CredentialRepresentation::getId).toList();
    }

    private static RunOnServer sql(String statement, String parameter) {
        return session -> session.getProvider(JpaConnectionProvider.class).getEntityManager()
                .createNativeQuery(statement).setParameter(1, parameter).executeUpdate();
    }

    private static RunOnServer ghost(String realmName, String userId) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            CredentialModel ghost = new CredentialModel();
            ghost.setId("device-of-an-import-" + session.users().getUserById(realm, userId).getUsername());
            ghost.setType(TYPE);
            ghost.setUserLabel("imported");
            ghost.setSecretData("{}");
            ghost.setCredentialData("{}");
            session.users().getUserById(realm, userId).credentialManager().createStoredCredential(ghost);
        };
    }

    /** Loads the user's current state in the database into the server's cache. */
    private static RunOnServer cache(String realmName, String userId) {
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getProvider(UserCache.class).clear();
            session.users().getUserById(realm, userId).credentialManager().getStoredCredentialsStream().toList();
        };
    }
}
