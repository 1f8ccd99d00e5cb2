package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.idm.UserRepresentation;
import org.keycloak.representations.userprofile.config.UPConfig;
import org.keycloak.representations.userprofile.config.UPConfig.UnmanagedAttributePolicy;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;

/** The realm's key is rotated, or the database restored, while apps store secret codes. */
@KeycloakIntegrationTest(config = FlowServer.class)
class SecretCodeKeysIT extends SecretCodeTest {

    private static final String TABLE = "LATCHKEY_SECRET_CODE";

    @Test
    void attack_retiredKey_aCodeThatWasUsedInBetweenStaysGood() {
        String code = code(mobile(), person());
        List<String> old = keys().rotate();
        String next = next(assertRedeemed(mobile().redeem(code)));
        keys().remove(old);
        assertRedeemed(mobile().redeem(next(assertRedeemed(mobile().redeem(next)))));
    }

    @Test
    void attack_retiredKey_aCodeThatWasNotUsedInBetweenIsRefusedWithoutAlarm() {
        TestUser person = person();
        String code = code(mobile(), person);
        keys().remove(keys().rotate());
        ServerLog log = ServerLog.fromHere();
        assertRefused(mobile().redeem(code));
        assertRefused(mobile().redeem(code));
        assertEquals(0, rows().endedCodes(person, "COPY_SEEN"));
        String keyId = rows().keyId(TABLE, person);
        assertEquals(1, log.text().lines().filter(line -> line.contains("ERROR") && line.contains(keyId)
                && line.contains("do all nodes have the same spi-latchkey-keys--default--pepper")).count());
        assertRedeemed(mobile().redeem(code(mobile(), person)));
    }

    @Test
    void attack_retiredKey_aCodeThatIsBoundToAKeyStaysTheSameAndGood() {
        DPoPKey key = new DPoPKey();
        String code = code(mobile().key(key), person());
        for (int rotation = 0; rotation < 2; rotation++) {
            List<String> old = keys().rotate();
            assertFalse(assertRedeemed(mobile().key(key).redeem(code)).has("secret_code"));
            assertRedeemed(mobile().key(key).redeem(code));
            keys().remove(old);
            assertRedeemed(mobile().key(key).redeem(code));
        }
        assertRefused(mobile().key(new DPoPKey()).redeem(code));
        String changed = code.substring(0, 47) + (code.charAt(47) == 'A' ? 'B' : 'A');
        assertRefused(mobile().key(key).redeem(changed));
    }

    @Test
    void attack_retiredKey_aCodeThatDoesNotRotateStaysTheSameAndMayRotateLater() {
        policy("rotation", "false");
        String code = code(mobile(), person());
        List<String> old = keys().rotate();
        assertFalse(assertRedeemed(mobile().redeem(code)).has("secret_code"));
        keys().remove(old);
        assertRedeemed(mobile().redeem(code));
        policy("rotation", "true");
        String lost = next(assertRedeemed(mobile().redeem(code)));
        assertEquals(lost, next(assertRedeemed(mobile().redeem(code))), "a lost answer is given again");
        assertRedeemed(mobile().redeem(lost));
    }

    @Test
    void attack_retiredKey_aLostAnswerOfBeforeTheRotationIsRepeatedUnderTheNewKey() {
        String code = code(mobile(), person());
        assertRedeemed(mobile().redeem(code));
        List<String> old = keys().rotate();
        String next = next(assertRedeemed(mobile().redeem(code)));
        keys().remove(old);
        assertRedeemed(mobile().redeem(next));
    }

    /** The row names two keys, and there are three: that of the code, and those of the two answers. */
    @Test
    void aLostAnswerIsRepeatedAsOftenAsTheAppAsksAcrossTwoRotations() {
        String code = code(mobile(), person());
        keys().rotate();
        assertRedeemed(mobile().redeem(code));
        keys().rotate();
        assertRedeemed(mobile().redeem(code));
        String next = next(assertRedeemed(mobile().redeem(code)));
        assertRedeemed(mobile().redeem(next(assertRedeemed(mobile().redeem(next)))));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void attack_retiredKey_whateverIsAskedWithACodeIsRefusedAlike(boolean rotation, boolean used) {
        policy("rotation", String.valueOf(rotation));
        TestUser person = person();
        String code = code(mobile(), person);
        if (used) {
            List<String> first = keys().rotate();
            JsonNode tokens = assertRedeemed(mobile().redeem(code));
            code = rotation ? next(tokens) : code;
            keys().remove(first);
        }
        keys().remove(keys().rotate());
        for (String changed : List.of("true", "false")) {
            policy("rotation", changed);
            assertRefused(mobile().redeem(code));
            HttpResponse<String> valid = Rest.anonymous().send("POST",
                    "/realms/" + realm.getName() + "/latchkey-secret-codes/verification",
                    "{\"client_id\":\"" + Realms.MOBILE + "\",\"secret_code\":\"" + code + "\"}");
            assertEquals("{\"valid\":false}", valid.body());
        }
        assertRedeemed(mobile().redeem(code(mobile(), person)));
    }

    @Test
    void attack_aReplayTwoGenerationsOld_isSeenAcrossARotationOfTheKey() {
        TestUser person = person();
        String stolen = code(mobile(), person);
        keys().rotate();
        next(assertRedeemed(mobile().redeem(next(assertRedeemed(mobile().redeem(stolen))))));
        pass(Duration.ofSeconds(61));
        assertRefused(mobile().redeem(stolen));
        assertEquals(1, rows().endedCodes(person, "COPY_SEEN"));
    }

    @Test
    void attack_restoredDatabase_aCodeAheadOfItsRowIsGoodAndItsRowCatchesUp() {
        TestUser person = person();
        String code = code(mobile(), person);
        Runnable restore = rows().backup(TABLE, person);
        for (int use = 0; use < 3; use++) {
            code = next(assertRedeemed(mobile().redeem(code)));
        }
        restore.run();
        String caughtUp = next(assertRedeemed(mobile().redeem(code)));
        assertEquals(1, events(person).steps("secret_code_caught_up"));
        assertEquals(caughtUp, next(assertRedeemed(mobile().redeem(code))), "a lost answer is given again");
        assertRedeemed(mobile().redeem(caughtUp));
        assertEquals(1, events(person).steps("secret_code_caught_up"), "once");
    }

    @Test
    void attack_restoredDatabase_aReplayIsDetectedWhenTheOwnerComesBack() {
        TestUser person = person();
        String code = code(mobile(), person);
        Runnable restore = rows().backup(TABLE, person);
        String stolen = next(assertRedeemed(mobile().redeem(code)));
        code = next(assertRedeemed(mobile().redeem(next(assertRedeemed(mobile().redeem(stolen))))));
        restore.run();
        String thiefs = next(assertRedeemed(mobile().redeem(stolen)));
        assertRedeemed(mobile().redeem(code));
        pass(Duration.ofSeconds(61));
        assertRefused(mobile().redeem(thiefs));
        assertEquals(1, rows().endedCodes(person, "COPY_SEEN"));
    }

    @Test
    void attack_restoredDatabase_whatHadEndedStaysEnded() {
        TestUser person = person();
        JsonNode tokens = signIn(mobile(), person);
        String code = next(assertRedeemed(mobile().redeem(next(tokens))));
        String ahead = next(assertRedeemed(mobile().redeem(code)));
        Runnable restore = rows().backup(TABLE, person);
        user(person).logout();
        assertRefused(mobile().redeem(ahead));
        Runnable ended = rows().backup(TABLE, person);
        restore.run();
        // the account records it, even if the restored row does not
        assertRefused(mobile().redeem(ahead));
        ended.run();
        assertRefused(mobile().redeem(ahead));
    }

    @Test
    void namingThePasswordAttributeEndsNoCodeAndCountsFromTheNextUseOn() {
        UPConfig profile = realm.admin().users().userProfile().getConfiguration();
        profile.setUnmanagedAttributePolicy(UnmanagedAttributePolicy.ADMIN_EDIT);
        realm.admin().users().userProfile().update(profile);
        TestUser person = person(user -> user.attribute("pwdLastSet", "133600000000000000"));
        String code = code(mobile(), person);
        policy("password_attribute", "pwdLastSet");
        String next = next(assertRedeemed(mobile().redeem(code)));
        next = next(assertRedeemed(mobile().redeem(next)));

        UserRepresentation changed = user(person).toRepresentation();
        changed.getAttributes().put("pwdLastSet", List.of("133700000000000000"));
        user(person).update(changed);
        assertRefused(mobile().redeem(next));
        assertEquals(1, rows().endedCodes(person, "PASSWORD_CHANGED"));
    }

    private RealmKeys keys() {
        return new RealmKeys(realm);
    }
}
