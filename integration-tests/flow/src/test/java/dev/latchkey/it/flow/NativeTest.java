package dev.latchkey.it.flow;

import org.keycloak.testframework.realm.ManagedRealm;

/** What tests of apps without a browser share. */
abstract class NativeTest extends FlowTest {

    @Override
    abstract ManagedRealm realm();

    NativeApp app() {
        return new NativeApp(realm(), Realms.NATIVE);
    }

    /** The code of the mail that an answer speaks of; notices about devices arrive in the same mailbox. */
    String code(TestUser person, NativeApp.Answer answer) {
        String reference = answer.json().path("reference").asText();
        return Eventually.present("the mail " + reference, () -> inbox().all(person.email()).stream()
                .filter(mail -> mail.subject().contains(reference)).findFirst()).code();
    }

    /** Signs in up to the authorization code. */
    NativeApp.Answer signIn(NativeApp app, TestUser person) {
        NativeApp.Answer asked = app.begin(person);
        return app.otp(asked, code(person, asked));
    }

    /** A device that the user has just trusted, as the app keeps it. */
    String trusted(NativeApp app, TestUser person) {
        NativeApp.Answer asked = app.begin(person);
        NativeApp.Answer done = app.otpAndTrust(asked, code(person, asked));
        return app.redeem(done).authSession().orElseThrow(() -> new AssertionError("no device: " + done));
    }
}
