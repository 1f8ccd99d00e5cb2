package dev.latchkey.otp.flow;

import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.SignUpForm;
import dev.latchkey.otp.account.SignUpVerdict;
import dev.latchkey.otp.account.SignUps;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * One sign-up, in a browser or an app: makes the pending account, or takes note of the owner whom a mail is to tell of
 * it. The tab has a {@link Stranger} afterwards, whatever there was.
 *
 * @param session     the request's session
 * @param authSession the tab
 * @param event       the event of the request, which tells of the sign-up afterwards
 */
record SigningUp(KeycloakSession session, AuthenticationSessionModel authSession, EventBuilder event) {

    /**
     * @param form   what is asked for, found valid a moment ago
     * @param method what the event calls the door
     * @return false when it is not valid any more; nothing was changed then
     */
    boolean run(SignUpForm form, String method) {
        RealmModel realm = authSession.getRealm();
        SignUpVerdict verdict = new SignUps(session, realm).signUp(form);
        if (verdict instanceof SignUpVerdict.Rejected) {
            return false;
        }
        String email = form.profile().get(UserModel.EMAIL).get(0).strip();
        event.detail(Details.REGISTER_METHOD, method).detail(Details.EMAIL, email);
        if (verdict instanceof SignUpVerdict.Created created) {
            UserModel user = session.users().getUserById(realm, created.userId());
            Stranger.remember(authSession, Purpose.SIGN_UP, email, user);
            event.user(user).detail(Details.USERNAME, user.getUsername()).success();
        } else if (verdict instanceof SignUpVerdict.Taken taken) {
            taken(email, session.users().getUserById(realm, taken.ownerId()));
        }
        return true;
    }

    private void taken(String email, UserModel owner) {
        if (owner != null && email.equalsIgnoreCase(owner.getEmail())) {
            Stranger.rememberOwner(authSession, email, owner);
        } else {
            Stranger.rememberNobody(authSession, Purpose.SIGN_UP, email);
        }
        event.user(owner).error(Errors.EMAIL_IN_USE);
    }
}
