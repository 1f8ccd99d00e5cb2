package dev.latchkey.it.flow;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.IssueResult;
import dev.latchkey.otp.IssuedCode;
import dev.latchkey.otp.NumberPrompt;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;

/** Requests for mailed codes to many addresses of one domain, each from a network address of its own. */
final class DomainWatch {

    private DomainWatch() {
    }

    /** Asks, and enters no code; returns how many would be mailed. */
    static FetchOnServer sent(String realmName, String domain, Purpose purpose, int count) {
        return session -> {
            RealmModel realm = realm(session, realmName);
            int sent = 0;
            for (int i = 0; i < count; i++) {
                sent += issue(session, request(realm, domain, purpose, purpose.id() + i), new AtomicReference<>())
                        instanceof IssueResult.Sent ? 1 : 0;
            }
            return sent;
        };
    }

    /** Asks for one code behind a password, and enters it. */
    static FetchOnServer answered(String realmName, String domain) {
        return session -> {
            OtpRequest request = request(realm(session, realmName), domain, Purpose.SECOND_FACTOR, "honest");
            AtomicReference<IssuedCode> code = new AtomicReference<>();
            issue(session, request, code);
            return session.getProvider(EmailOtpProvider.class).verifyCode(request, code.get().challengeId(),
                    code.get().code().orElseThrow()).getClass().getSimpleName();
        };
    }

    /** Asks for one link behind a password, types its number in another browser, and lets the page go on that waits. */
    static FetchOnServer confirmed(String realmName, String domain) {
        return session -> {
            NumberPrompt prompt = new NumberPrompt(NumberPrompt.tab("waiting", "tab"), "client", "", "192.0.2.1");
            OtpRequest request = request(realm(session, realmName), domain, Purpose.SECOND_FACTOR, "honest")
                    .by(true, Optional.of(prompt));
            AtomicReference<IssuedCode> code = new AtomicReference<>();
            issue(session, request, code);
            EmailOtpProvider provider = session.getProvider(EmailOtpProvider.class);
            String id = code.get().challengeId();
            provider.confirmNumber(request, id, code.get().linkToken().orElseThrow(), prompt.described(),
                    provider.number(request, id).orElseThrow());
            return provider.verifyConfirmation(request, id).orElseThrow().getClass().getSimpleName();
        };
    }

    private static RealmModel realm(KeycloakSession session, String name) {
        RealmModel realm = session.realms().getRealmByName(name);
        session.getContext().setRealm(realm);
        return realm;
    }

    private static OtpRequest request(RealmModel realm, String domain, Purpose purpose, String name) {
        String user = domain + '-' + name;
        ChallengeBinding binding = new ChallengeBinding(realm.getId(), user, "email", name + '@' + domain, purpose,
                ChallengeBinding.holder(user), 0);
        return new OtpRequest(realm, binding, purpose == Purpose.SECOND_FACTOR, false, false, "client-" + user,
                true, Optional.empty());
    }

    private static IssueResult issue(KeycloakSession session, OtpRequest request, AtomicReference<IssuedCode> issued) {
        return session.getProvider(EmailOtpProvider.class).issue(request, code -> {
            issued.set(code);
            return Optional.empty();
        });
    }
}
