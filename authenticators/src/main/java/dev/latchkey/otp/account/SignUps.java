package dev.latchkey.otp.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.latchkey.common.tx.OwnTransaction;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.SignUpProvider;
import org.keycloak.credential.hash.PasswordHashProvider;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserManager;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.policy.PasswordPolicyManagerProvider;
import org.keycloak.policy.PolicyError;
import org.keycloak.services.messages.Messages;
import org.keycloak.userprofile.UserProfile;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.userprofile.UserProfileProvider;
import org.keycloak.userprofile.ValidationException;

/**
 * Signs people up, by whatever door. An account is pending until its mailbox is proven, and a later sign-up for the
 * same address replaces it whole: with a new id, so that no password, factor, session or code of whoever was there
 * first has any effect on it.
 */
public final class SignUps {

    /** Name of the field that an error of the password belongs to. */
    public static final String PASSWORD = "password";

    private final KeycloakSession session;
    private final RealmModel realm;

    /**
     * @param session the request's session
     * @param realm   the realm
     */
    public SignUps(KeycloakSession session, RealmModel realm) {
        this.session = session;
        this.realm = realm;
    }

    /**
     * Looks for errors by the realm's user profile and password policy; changes nothing.
     *
     * @param form what is asked for
     * @return what is wrong, by field; never that an address exists. A user name that exists is told, where the realm
     *         has user names beside addresses, because somebody has to pick another one
     */
    public List<FormMessage> errors(SignUpForm form) {
        return new Attempt(session, realm, form).errors();
    }

    /**
     * Signs somebody up. The account is stored when this returns, whatever becomes of the request, since the mail with
     * the code goes to a stored address.
     *
     * @param form what is asked for
     * @return what came of it, after the time that it takes to store a password
     */
    public SignUpVerdict signUp(SignUpForm form) {
        SignUpVerdict verdict = OwnTransaction.run(session, own -> {
            RealmModel ownRealm = own.realms().getRealm(realm.getId());
            own.getContext().setRealm(ownRealm);
            own.getContext().setClient(session.getContext().getClient());
            own.getContext().setAuthenticationSession(session.getContext().getAuthenticationSession());
            return new Attempt(own, ownRealm, form).run();
        });
        if (verdict instanceof SignUpVerdict.Taken) {
            hash(form.password());
        }
        return verdict;
    }

    /**
     * Makes an account active, because its mailbox was proven by a code or link of the purpose sign-up. Works in the
     * request's transaction.
     *
     * @param user  the account
     * @param proof the code or link
     * @param event the event of the request, of which a copy is sent
     * @return false when the account was replaced meanwhile or is active already; nothing was changed then
     */
    public boolean complete(UserModel user, MailboxProof proof, EventBuilder event) {
        if (!session.getProvider(SignUpProvider.class).settle(user.getId())) {
            return false;
        }
        proof.accept(user, event);
        return true;
    }

    private void hash(String password) {
        String algorithm = realm.getPasswordPolicy().getHashAlgorithm();
        PasswordHashProvider provider = algorithm == null
                ? session.getProvider(PasswordHashProvider.class)
                : session.getProvider(PasswordHashProvider.class, algorithm);
        provider.encodedCredential(password, realm.getPasswordPolicy().getHashIterations());
    }

    /** One sign-up, in the transaction of its session. */
    private record Attempt(KeycloakSession session, RealmModel realm, SignUpForm form) {

        SignUpVerdict run() {
            Optional<UserModel> standing = standing();
            List<FormMessage> errors = errors();
            if (!errors.isEmpty()) {
                return new SignUpVerdict.Rejected(errors);
            }
            if (standing.isPresent() && !remove(standing.get())) {
                return new SignUpVerdict.Taken(standing.get().getId());
            }
            UserModel user = profile().create();
            user.setEnabled(true);
            user.addRequiredAction(EmailOtpPolicy.ACTION);
            user.credentialManager().updateCredential(UserCredentialModel.password(form.password(), false));
            session.getProvider(SignUpProvider.class).made(realm.getId(), user.getId());
            return new SignUpVerdict.Created(user.getId());
        }

        List<FormMessage> errors() {
            List<FormMessage> errors = new ArrayList<>();
            try {
                profile().validate();
            } catch (ValidationException e) {
                e.getErrors().stream().filter(this::mayBeTold)
                        .map(error -> new FormMessage(error.getAttribute(), error.getMessage(),
                                error.getMessageParameters()))
                        .forEach(errors::add);
            }
            passwordError().ifPresent(errors::add);
            return errors;
        }

        /** The account of this address, which the new one would stand beside. */
        private Optional<UserModel> standing() {
            String email = first(UserModel.EMAIL);
            if (email.isEmpty()) {
                return Optional.empty();
            }
            UserModel user = realm.isDuplicateEmailsAllowed() ? null : session.users().getUserByEmail(realm, email);
            return Optional.ofNullable(user == null && realm.isRegistrationEmailAsUsername()
                    ? session.users().getUserByUsername(realm, email)
                    : user);
        }

        /** Only what sign-up has made and nobody has proven: an admin's invitation is not for strangers to replace. */
        private boolean remove(UserModel standing) {
            SignUpProvider signUps = session.getProvider(SignUpProvider.class);
            if (!UnusedAccount.is(session, realm, standing)) {
                signUps.keep(standing.getId());
                return false;
            }
            return signUps.claim(standing.getId())
                    && new UserManager(session).removeUser(realm, standing);
        }

        private boolean mayBeTold(ValidationException.Error error) {
            if (Messages.USERNAME_EXISTS.equals(error.getMessage())) {
                return !realm.isRegistrationEmailAsUsername() && !sameAccountHasTheName();
            }
            return !Messages.EMAIL_EXISTS.equals(error.getMessage());
        }

        private boolean sameAccountHasTheName() {
            return standing().filter(user -> user.getUsername().equalsIgnoreCase(first(UserModel.USERNAME)))
                    .filter(user -> AccountStatus.of(realm, user) == AccountStatus.PENDING).isPresent();
        }

        private Optional<FormMessage> passwordError() {
            if (form.password() == null || form.password().isBlank()) {
                return Optional.of(new FormMessage(PASSWORD, Messages.MISSING_PASSWORD));
            }
            PolicyError error = session.getProvider(PasswordPolicyManagerProvider.class).validate(
                    first(realm.isRegistrationEmailAsUsername() ? UserModel.EMAIL : UserModel.USERNAME),
                    form.password());
            return Optional.ofNullable(error)
                    .map(found -> new FormMessage(PASSWORD, found.getMessage(), found.getParameters()));
        }

        private UserProfile profile() {
            return session.getProvider(UserProfileProvider.class).create(UserProfileContext.REGISTRATION,
                    form.profile());
        }

        private String first(String attribute) {
            List<String> values = form.profile().get(attribute);
            return values == null || values.isEmpty() || values.get(0) == null ? "" : values.get(0).strip();
        }
    }
}
