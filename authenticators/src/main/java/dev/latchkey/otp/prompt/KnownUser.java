package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.otp.OtpMailComposer;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.mail.OtpMail;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The user whom the sign-in has identified.
 *
 * @param session     the request's session
 * @param authSession the sign-in
 * @param user        its user
 */
record KnownUser(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user)
        implements Addressee {

    @Override
    public boolean reachable() {
        return user.getEmail() != null && !user.getEmail().isBlank();
    }

    @Override
    public OtpRequest request(Purpose purpose) {
        return OtpRequests.of(session, authSession, user, purpose);
    }

    @Override
    public Optional<AccountState.Unavailable> unavailable() {
        return AccountState.unavailable(session, authSession.getRealm(), user);
    }

    @Override
    public OtpMailComposer mail(OtpRequest request) {
        return new OtpMail(session, authSession, user, request);
    }
}
