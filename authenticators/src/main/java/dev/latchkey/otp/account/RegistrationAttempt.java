package dev.latchkey.otp.account;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

import dev.latchkey.otp.AccountIdentifier;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.RegistrationRecords;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelException;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserCredentialModel;
import org.keycloak.models.UserManager;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.messages.Messages;

/**
 * One sign-up in the transaction of its session. The transaction is committed only for
 * {@link RegistrationResult.Created}.
 *
 * @param session the session
 * @param realm   the realm, of that session
 * @param form    the submitted form
 * @param checks  the validation of the form
 * @param invited whether an organization's invitation has opened the form
 */
record RegistrationAttempt(KeycloakSession session, RealmModel realm, RegistrationForm form,
        RegistrationChecks checks, boolean invited) {

    /** Ignores a password for which the realm does not ask. */
    static RegistrationAttempt of(KeycloakSession session, RealmModel realm, RegistrationForm submitted,
            boolean invited) {
        AccountIdentifier policy = PhoneSignUp.policy(session, realm, invited);
        RegistrationForm read = PhoneSignUp.read(session, realm, submitted, policy);
        RegistrationForm form = SignUpPolicy.asksForPassword(realm) ? read : read.withoutPassword();
        return new RegistrationAttempt(session, realm, form, new RegistrationChecks(session, realm, form, policy),
                invited);
    }

    /** Creates the account, disabled for an invited user, and replaces pending ones. */
    RegistrationResult run() {
        RegistrationResult result = result();
        if (!(result instanceof RegistrationResult.Created)) {
            session.getTransactionManager().setRollbackOnly();
        }
        return result;
    }

    private RegistrationResult result() {
        List<FormMessage> errors = checks.errors();
        if (!errors.isEmpty()) {
            return new RegistrationResult.Rejected(errors);
        }
        // before the accounts that it is about to replace
        OptionalLong mark = form.number() == null ? OptionalLong.empty()
                : OptionalLong.of(phones().signUpMark(realm, form.number()));
        Optional<UserModel> named = named();
        if (named.isPresent() && !replaceByPassword(named.get())) {
            return new RegistrationResult.Rejected(List.of(nameExists()));
        }
        for (UserModel owner : owners()) {
            if (!replace(owner)) {
                return new RegistrationResult.Taken(Optional.of(owner.getId()));
            }
        }
        RegistrationResult created = create(!invited);
        return mark.isEmpty() || phones().signedUp(realm, form.number(), mark.getAsLong()) ? created
                : new RegistrationResult.Taken(Optional.empty());
    }

    private PhoneIdentifiers phones() {
        return session.getProvider(PhoneIdentifiers.class);
    }

    /**
     * Tests whether the account that has the user name can be replaced; changes nothing.
     *
     * @return false when the name belongs to another user
     */
    boolean mayHaveTheName() {
        session.getTransactionManager().setRollbackOnly();
        return named().map(this::replaceByPassword).orElse(true);
    }

    /**
     * @return the account of another address that has the user name; empty when there is none, and when the response
     *         must not show whether a name exists
     */
    Optional<UserModel> named() {
        if (realm.isRegistrationEmailAsUsername() || form.username().equals(form.email())) {
            return Optional.empty();
        }
        UserModel user = form.username().map(name -> session.users().getUserByUsername(realm, name)).orElse(null);
        return Optional.ofNullable(user).filter(found -> AccountStatus.of(realm, found) != AccountStatus.PENDING
                || owners().stream().noneMatch(owner -> owner.getId().equals(found.getId())));
    }

    static FormMessage nameExists() {
        return new FormMessage(UserModel.USERNAME, Messages.USERNAME_EXISTS);
    }

    /** The accounts with this address that are not allowed in addition to the new one. */
    private List<UserModel> owners() {
        return form.number() == null ? ownersOfAddress() : ownersOfNumber(form.number());
    }

    /**
     * The account that the number names, and those that sign-up has made by it and that have not proven it: a number
     * that is written into another account is no reason to replace that.
     */
    private List<UserModel> ownersOfNumber(String number) {
        Optional<UserModel> named = phones().find(realm, number);
        return named.map(List::of).orElseGet(() -> session.users()
                .searchForUserByUserAttributeStream(realm, PhoneIdentifiers.ATTRIBUTE, number)
                .filter(user -> user.getEmail() == null && UnusedAccount.is(session, realm, user)
                        && session.getProvider(RegistrationRecords.class).isReplaceable(user.getId()))
                .toList());
    }

    private List<UserModel> ownersOfAddress() {
        String email = form.email().orElseThrow();
        boolean unique = !realm.isDuplicateEmailsAllowed();
        boolean name = realm.isRegistrationEmailAsUsername() || form.username().equals(form.email())
                || unique && realm.isLoginWithEmailAllowed();
        Map<String, UserModel> owners = new LinkedHashMap<>();
        Stream.of(unique ? session.users().getUserByEmail(realm, email) : null,
                        name ? session.users().getUserByUsername(realm, email) : null)
                .forEach(user -> {
                    if (user != null) {
                        owners.put(user.getId(), user);
                    }
                });
        return new ArrayList<>(owners.values());
    }

    /**
     * Replaces a pending account of another address: the password proves that the same user created it and has mistyped
     * the address. A sign-up without a password replaces no account of another address.
     */
    private boolean replaceByPassword(UserModel named) {
        return form.password() != null && AccountStatus.of(realm, named) == AccountStatus.PENDING
                && named.credentialManager().isValid(UserCredentialModel.password(form.password()))
                && replace(named);
    }

    /**
     * Replaces only an account that sign-up has created and whose mailbox is not proven: a sign-up cannot replace an
     * account that an administrator has created.
     */
    private boolean replace(UserModel pending) {
        return UnusedAccount.is(session, realm, pending)
                && session.getProvider(RegistrationRecords.class).claim(pending.getId())
                && new UserManager(session).removeUser(realm, pending);
    }

    private RegistrationResult create(boolean enabled) {
        UserModel user = checks.profile().create();
        user.setEnabled(enabled);
        if (form.number() == null) {
            storeAddress(user, form.email().orElseThrow());
        } else {
            // also where users may not write it themselves
            user.setSingleAttribute(PhoneIdentifiers.ATTRIBUTE, form.number());
        }
        user.addRequiredAction(EmailOtpPolicy.ACTION);
        if (form.password() != null) {
            user.credentialManager().updateCredential(UserCredentialModel.password(form.password(), false));
        }
        SignUpPolicy.of(realm).action().ifPresent(user::addRequiredAction);
        session.getProvider(RegistrationRecords.class).made(realm.getId(), user.getId());
        return new RegistrationResult.Created(user.getId(), user.getUsername());
    }

    private static void storeAddress(UserModel user, String email) {
        if (!email.equals(user.getEmail())) {
            // Keycloak leaves the address out when the required action that updates it is outstanding
            user.setEmail(email);
        }
        if (!email.equals(user.getEmail())) {
            throw new ModelException("Another address was stored than is mailed");
        }
    }
}
