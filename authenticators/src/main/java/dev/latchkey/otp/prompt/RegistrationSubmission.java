package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.Invitation;
import dev.latchkey.otp.account.RegistrationForm;
import dev.latchkey.otp.account.RegistrationResult;
import dev.latchkey.otp.account.Registrations;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * One sign-up, in a browser or an app: creates the pending account, or notes the account owner whom a mail is to
 * notify. The tab has an {@link UnverifiedUser} afterwards in both cases, unless the sign-up was rejected or has
 * failed.
 *
 * @param session     the request's session
 * @param authSession the tab
 * @param event       the event of the request, which reports the sign-up; the caller reports one that was rejected or
 *                    has failed
 */
public record RegistrationSubmission(KeycloakSession session, AuthenticationSessionModel authSession,
        EventBuilder event) {

    /**
     * @param form       the form, which was validated just before
     * @param method     the register method in the event
     * @param invitation the organization's invitation that has opened the form and is for the form's address
     * @return the result of the sign-up
     */
    public RegistrationResult run(RegistrationForm form, String method, Optional<Invitation> invitation) {
        RealmModel realm = authSession.getRealm();
        RegistrationResult result = new Registrations(session, realm).signUp(form, invitation.isPresent());
        event.detail(Details.REGISTER_METHOD, method);
        Optional<String> number = new Registrations(session, realm).number(form);
        return result.fold(new RegistrationResult.Cases<>() {

            @Override
            public RegistrationResult created(RegistrationResult.Created created) {
                number.ifPresentOrElse(phone -> createdByPhone(realm, phone, created),
                        () -> RegistrationSubmission.this.created(realm, form.email().orElseThrow(), created,
                                invitation));
                return created;
            }

            @Override
            public RegistrationResult taken(RegistrationResult.Taken taken) {
                number.ifPresentOrElse(phone -> takenByPhone(realm, phone, taken), () -> {
                    RegistrationSubmission.this.taken(realm, form.email().orElseThrow(), taken);
                    invitation.ifPresent(known -> InvitedSignUp.begin(authSession, known));
                });
                return taken;
            }

            @Override
            public RegistrationResult rejected(RegistrationResult.Rejected rejected) {
                return rejected;
            }

            @Override
            public RegistrationResult failed(RegistrationResult.Failed failed) {
                return failed;
            }
        });
    }

    private void created(RealmModel realm, String email, RegistrationResult.Created created,
            Optional<Invitation> invitation) {
        UserModel user = session.users().getUserById(realm, created.userId());
        if (user == null) {
            // a concurrent sign-up has replaced the account
            UnverifiedUser.rememberNoUser(authSession, Purpose.SIGN_UP, email);
        } else {
            UnverifiedUser.remember(authSession, Purpose.SIGN_UP, email, user);
        }
        invitation.ifPresent(known -> {
            InvitedSignUp.begin(authSession, known);
            InvitedSignUp.created(authSession, created.userId());
        });
        event.user(created.userId()).detail(Details.EMAIL, email).detail(Details.USERNAME, created.username())
                .success();
    }

    /** Its events do not hold the number. */
    private void createdByPhone(RealmModel realm, String number, RegistrationResult.Created created) {
        UserModel user = session.users().getUserById(realm, created.userId());
        if (user == null) {
            // a concurrent sign-up has replaced the account
            UnverifiedUser.rememberNoPhone(authSession, Purpose.SIGN_UP, number);
        } else {
            UnverifiedUser.rememberPhone(authSession, Purpose.SIGN_UP, number, user);
        }
        event.user(created.userId()).detail(Details.USERNAME, created.username()).success();
    }

    private void takenByPhone(RealmModel realm, String number, RegistrationResult.Taken taken) {
        UserModel owner = taken.ownerId().map(id -> session.users().getUserById(realm, id)).orElse(null);
        boolean named = owner != null && session.getProvider(PhoneIdentifiers.class).find(realm, number)
                .filter(owner::equals).isPresent();
        if (named) {
            UnverifiedUser.rememberOwnerOfPhone(authSession, number, owner);
        } else {
            UnverifiedUser.rememberNoPhone(authSession, Purpose.SIGN_UP, number);
        }
        event.user(owner).error(Errors.USERNAME_IN_USE);
    }

    private void taken(RealmModel realm, String email, RegistrationResult.Taken taken) {
        UserModel owner = taken.ownerId().map(id -> session.users().getUserById(realm, id)).orElse(null);
        boolean address = owner != null && email.equalsIgnoreCase(owner.getEmail());
        if (address) {
            UnverifiedUser.rememberOwner(authSession, email, owner);
        } else {
            UnverifiedUser.rememberNoUser(authSession, Purpose.SIGN_UP, email);
        }
        event.user(owner).detail(Details.EMAIL, email)
                .error(owner == null || address ? Errors.EMAIL_IN_USE : Errors.USERNAME_IN_USE);
    }
}
