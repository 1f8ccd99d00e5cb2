package dev.latchkey.otp.flow;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.otp.ChallengeBinding;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Reads from a tab's authentication session where a code belongs. */
public final class OtpRequests {

    private OtpRequests() {
    }

    /**
     * @param session     the request's session
     * @param authSession the tab's session
     * @param user        the user, with an e-mail address
     * @param purpose     what the code is for
     * @return the request
     */
    public static OtpRequest of(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user,
            Purpose purpose) {
        RealmModel realm = authSession.getRealm();
        ChallengeBinding binding = new ChallengeBinding(realm.getId(), user.getId(), user.getEmail(), purpose,
                authSession.getParentSession().getId(), authSession.getTabId(), authSession.getClient().getId());
        // a required action runs only once the whole flow has let somebody in
        boolean afterFirstFactor = purpose == Purpose.VERIFY_EMAIL || FirstFactor.passed(authSession);
        return new OtpRequest(realm, binding, afterFirstFactor, false, ClientAddress.limitKey(session));
    }
}
