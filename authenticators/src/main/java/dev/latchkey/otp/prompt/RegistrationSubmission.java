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
        Registrations registrations = new Registrations(session, realm, invitation.isPresent());
        RegistrationForm read = registrations.read(form);
        RegistrationResult result = registrations.signUp(read);
        event.detail(Details.REGISTER_METHOD, method);
        return result.fold(new RegistrationResult.Cases<>() {

            @Override
            public RegistrationResult created(RegistrationResult.Created created) {
                RegistrationSubmission.this.created(realm, name(read), created);
                invitation.ifPresent(known -> {
                    InvitedSignUp.begin(authSession, known);
                    InvitedSignUp.created(authSession, created.userId());
                });
                return created;
            }

            @Override
            public RegistrationResult taken(RegistrationResult.Taken taken) {
                RegistrationSubmission.this.taken(realm, name(read), taken);
                invitation.ifPresent(known -> InvitedSignUp.begin(authSession, known));
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

    private static TypedName name(RegistrationForm form) {
        return Optional.ofNullable(form.number()).map(TypedName::byPhone)
                .orElseGet(() -> TypedName.byMail(form.email().orElseThrow()));
    }

    private void created(RealmModel realm, TypedName typed, RegistrationResult.Created created) {
        UserModel user = session.users().getUserById(realm, created.userId());
        if (user == null) {
            // a concurrent sign-up has replaced the account
            UnverifiedUser.rememberNoUser(authSession, Purpose.SIGN_UP, typed);
        } else {
            UnverifiedUser.remember(authSession, Purpose.SIGN_UP, typed, user);
        }
        about(typed).user(created.userId()).detail(Details.USERNAME, created.username()).success();
    }

    private void taken(RealmModel realm, TypedName typed, RegistrationResult.Taken taken) {
        UserModel owner = taken.ownerId().map(id -> session.users().getUserById(realm, id)).orElse(null);
        boolean named = owner != null && names(realm, typed, owner);
        if (named) {
            UnverifiedUser.rememberOwner(authSession, typed, owner);
        } else {
            UnverifiedUser.rememberNoUser(authSession, Purpose.SIGN_UP, typed);
        }
        boolean email = !typed.isNumber() && (owner == null || named);
        about(typed).user(owner).error(email ? Errors.EMAIL_IN_USE : Errors.USERNAME_IN_USE);
    }

    private boolean names(RealmModel realm, TypedName typed, UserModel owner) {
        return typed.isNumber()
                ? session.getProvider(PhoneIdentifiers.class).find(realm, typed.text()).filter(owner::equals)
                        .isPresent()
                : typed.text().equalsIgnoreCase(owner.getEmail());
    }

    /** Events do not hold numbers. */
    private EventBuilder about(TypedName typed) {
        return typed.isNumber() ? event : event.detail(Details.EMAIL, typed.text());
    }
}
