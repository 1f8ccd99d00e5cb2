package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** The realm's key is rotated while apps sign users in, and while they store the secrets of trusted devices. */
@KeycloakIntegrationTest(config = FlowServer.class)
class NativeKeysIT extends NativeTest {

    @InjectRealm(config = Realms.Native.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void attack_retiredKey_aCodeOnItsWayToAnAppStaysGoodWhileTheKeyIsPassive() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer asked = app.begin(person);
        String code = code(person, asked);
        new RealmKeys(realm).rotate();
        NativeApp.Answer done = app.otp(asked, code);
        assertTrue(done.done(), done::toString);
    }

    @Test
    void attack_retiredKey_aDeviceOfAnAppThatWasUsedInBetweenStaysTrusted() {
        TestUser person = person();
        NativeApp app = app();
        String device = trusted(app, person);
        List<String> old = new RealmKeys(realm).rotate();
        device = app.redeem(app.begin(person, Map.of("auth_session", device))).authSession().orElseThrow();
        new RealmKeys(realm).remove(old);
        NativeApp.Answer kept = app.begin(person, Map.of("auth_session", device));
        assertTrue(kept.done(), kept::toString);
        assertEquals(1, rows().trusted(person));
    }
}
