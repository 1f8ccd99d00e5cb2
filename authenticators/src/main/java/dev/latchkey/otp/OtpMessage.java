package dev.latchkey.otp;

import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A message with a code, to be written by a channel.
 *
 * @param request     the request for the code, with realm, purpose and address
 * @param authSession the authentication session that asks for it, with its client and language
 * @param user        the user whom it is for
 * @param code        its secrets
 */
public record OtpMessage(OtpRequest request, AuthenticationSessionModel authSession, UserModel user,
        IssuedCode code) {

    /** Leaves out the secrets and who it is about. */
    @Override
    public String toString() {
        return "OtpMessage[" + code.reference() + "]";
    }
}
