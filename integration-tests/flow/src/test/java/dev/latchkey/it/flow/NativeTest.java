package dev.latchkey.it.flow;

import org.keycloak.testframework.realm.ManagedRealm;

/** Common parts of the tests of apps without a browser. */
abstract class NativeTest extends FlowTest {

    @Override
    abstract ManagedRealm realm();

    NativeApp app() {
        return new NativeApp(realm(), Realms.NATIVE);
    }

    /** The code of the mail whose reference an answer has; notifications about devices arrive in the same mailbox. */
    String code(TestUser person, NativeApp.Answer answer) {
        return mail(person, answer).code();
    }

    /** The newest mail with the reference of an answer. */
    Mail mail(TestUser person, NativeApp.Answer answer) {
        String reference = answer.json().path("reference").asText();
        return Eventually.present("the mail " + reference, () -> inbox().all(person.email()).stream()
                .filter(mail -> mail.subject().contains(reference)).reduce((first, last) -> last));
    }

    /** Signs in up to the authorization code. */
    NativeApp.Answer signIn(NativeApp app, TestUser person) {
        NativeApp.Answer asked = app.begin(person);
        return app.otp(asked, code(person, asked));
    }

    /** The secret of a device that the user has just trusted, as the app stores it. */
    String trusted(NativeApp app, TestUser person) {
        NativeApp.Answer asked = app.begin(person);
        NativeApp.Answer done = app.otpAndTrust(asked, code(person, asked));
        return app.redeem(done).authSession().orElseThrow(() -> new AssertionError("no device: " + done));
    }
}
