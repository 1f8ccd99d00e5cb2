package dev.latchkey.it.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import dev.latchkey.it.kit.Burst;
import org.junit.jupiter.api.Test;
import org.keycloak.testframework.annotations.InjectRealm;
import org.keycloak.testframework.annotations.KeycloakIntegrationTest;
import org.keycloak.testframework.realm.ManagedRealm;

/** Keycloak's brute-force detector counts the failures of apps. */
@KeycloakIntegrationTest(config = FlowServer.class)
class NativeDetectorIT extends NativeTest {

    @InjectRealm(config = Realms.NativeDetector.class)
    ManagedRealm realm;

    @Override
    ManagedRealm realm() {
        return realm;
    }

    @Test
    void attack_eachWrongCodeIsSeenOnceAndTheFifthLocks() {
        TestUser person = person();
        NativeApp app = app();
        NativeApp.Answer first = app.begin(person);
        String wrong = wrong(code(person, first));
        for (int failure = 1; failure <= 3; failure++) {
            app.otp(first, wrong);
            detector(person).await(failure);
        }
        NativeApp.Answer second = app.begin(person);
        String code = code(person, second);
        app.otp(second, wrong(code));
        detector(person).await(4);
        app.otp(second, wrong(code));
        detector(person).await(5);

        NativeApp.Answer locked = app.otp(second, code);

        assertFalse(locked.done(), locked::toString);
        assertEquals(0, events(person).count("LOGIN"));
    }

    @Test
    void attack_wrongCodesToANumber_areCountedByTheDetector() {
        RequiredActions actions = new RequiredActions(realm);
        actions.register("latchkey-verify-phone");
        actions.configure("latchkey-verify-phone", Map.of("countries", "DE"));
        try (MessageService gateway = new MessageService(FlowServer.PAGER)) {
            TestUser person = person();
            String digits = TelephoneNumbers.next("0042").substring(1);
            NativeApp app = app();
            NativeApp.Answer asked = app.begin(person, Map.of("kc_action", "latchkey-verify-phone"));
            NativeApp.Answer texted = app.next(app.otp(asked, code(person, asked)),
                    Map.of("phone_number", "+" + digits));
            String code = gateway.code(digits, 1);
            int before = detector(person).failures();

            app.otp(texted, wrong(code));

            detector(person).await(before + 1);
            assertTrue(app.otp(texted, code).done());
        }
    }

    @Test
    void attack_lockedIsAnsweredAsAWrongPassword() {
        TestUser person = person();
        TestUser other = person();
        NativeApp app = app();
        Map<String, String> wrong = Map.of("password", "not the password");
        for (int failure = 1; failure <= 5; failure++) {
            app.begin(person, wrong);
            detector(person).await(failure);
        }

        NativeApp.Answer locked = app.begin(person);

        NativeApp.Answer ofOther = app.begin(other, wrong);
        assertEquals(ofOther.response().body(), locked.response().body());
        assertEquals(ofOther.status(), locked.status());
        assertEquals(0, rows().sends(person));
    }

    @Test
    void aFullSignInClearsTheDetector() {
        TestUser person = person();
        NativeApp app = app();
        app.begin(person, Map.of("password", "not the password"));
        detector(person).await(1);

        assertTrue(signIn(app, person).done());

        detector(person).await(0);
    }

    @Test
    void attack_parallelWrongCodes_leaveTheSignInToItsOwner() {
        TestUser person = person();
        NativeApp.Answer asked = app().begin(person);
        String wrong = wrong(code(person, asked));

        // an app of its own: one that has begun a sign-in waits for the detector before each request
        List<NativeApp.Answer> answers = Burst.of(30, number -> app().otp(asked, wrong));

        assertEquals(List.of(), answers.stream().filter(answer -> answer.error().equals("access_denied"))
                .map(NativeApp.Answer::toString).toList());
        NativeApp.Answer next = app().otp(asked, wrong);
        assertTrue(next.authSession().isPresent() || next.status() == 429, next::toString);
    }
}
