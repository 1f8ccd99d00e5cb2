package dev.latchkey.it.flow;

import java.util.Optional;

import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.EmailOtpProvider;
import dev.latchkey.otp.IssueResult;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.testframework.remote.providers.runonserver.FetchOnServer;

/** Requests for codes to many numbers of one operator, each of an account and a network address of its own. */
final class PumpingRun {

    private PumpingRun() {
    }

    /**
     * Asks, and enters no code.
     *
     * @param realmName the realm
     * @param range     the numbers' beginning, country code and three digits
     * @param first     the first number behind it
     * @param count     how many requests, each to a number in a block of its own
     * @return how many codes would be sent
     */
    static FetchOnServer sent(String realmName, String range, int first, int count) {
        return sent(realmName, range, first, count, Purpose.NEW_ADDRESS);
    }

    /**
     * The same for codes of any purpose.
     *
     * @param purpose the purpose of the codes
     */
    static FetchOnServer sent(String realmName, String range, int first, int count, Purpose purpose) {
        boolean afterFactor = purpose == Purpose.NEW_ADDRESS || purpose == Purpose.SECOND_FACTOR;
        return session -> {
            RealmModel realm = session.realms().getRealmByName(realmName);
            session.getContext().setRealm(realm);
            int sent = 0;
            for (int i = first; i < first + count; i++) {
                sent += issue(session, realm, "%s%04d0042".formatted(range, i), i, purpose, afterFactor)
                        instanceof IssueResult.Sent ? 1 : 0;
            }
            return sent;
        };
    }

    private static IssueResult issue(KeycloakSession session, RealmModel realm, String number, int i,
            Purpose purpose, boolean afterFactor) {
        ChallengeBinding binding = new ChallengeBinding(realm.getId(), "pump-" + number, "sms", number,
                purpose, ChallengeBinding.holder("pump-" + number), 0);
        String address = "10." + i / 65536 + '.' + i / 256 % 256 + '.' + i % 256;
        OtpRequest request = new OtpRequest(realm, binding, afterFactor, false, false, address, false,
                Optional.empty());
        return session.getProvider(EmailOtpProvider.class).issue(request, code -> Optional.empty());
    }
}
