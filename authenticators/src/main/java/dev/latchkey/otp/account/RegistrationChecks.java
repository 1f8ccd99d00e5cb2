package dev.latchkey.otp.account;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import dev.latchkey.common.net.MailAddress;
import dev.latchkey.common.net.WellFormed;
import dev.latchkey.otp.AccountIdentifier;
import dev.latchkey.otp.PhoneIdentifiers;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.policy.PasswordPolicyManagerProvider;
import org.keycloak.policy.PolicyError;
import org.keycloak.services.messages.Messages;
import org.keycloak.services.validation.Validation;
import org.keycloak.storage.adapter.InMemoryUserAdapter;
import org.keycloak.userprofile.UserProfile;
import org.keycloak.userprofile.UserProfileContext;
import org.keycloak.userprofile.UserProfileProvider;
import org.keycloak.userprofile.ValidationException;

/**
 * Validates the form of a sign-up by the realm's user profile and password policy. No result depends on which accounts
 * exist.
 *
 * @param session the session
 * @param realm   the realm
 * @param form    the submitted form
 * @param policy  by which addresses the sign-up makes accounts
 */
record RegistrationChecks(KeycloakSession session, RealmModel realm, RegistrationForm form,
        AccountIdentifier policy) {

    private static final String INVALID = "error-invalid-value";
    /** Keycloak's own, of its validator. */
    private static final String INVALID_ADDRESS = "error-invalid-email";
    private static final String READ_ONLY = "error-user-attribute-read-only";
    private static final String NAME_IS_ADDRESS = "latchkeyUsernameIsAddress";
    private static final String REQUIRED = "error-user-attribute-required";
    private static final String ONE_IDENTIFIER = "latchkeyOneIdentifier";
    private static final String NUMBER_REFUSED = "latchkeyPhoneRefused";
    private static final String NAME_IS_NUMBER = "latchkeyUsernameIsNumber";
    private static final char AT = '@';

    /** @return the errors by field; never that a name or an address exists */
    List<FormMessage> errors() {
        Optional<String> unstorable = form.unstorable();
        if (unstorable.isPresent()) {
            // some databases fail to look the value up; a malformed field name is not shown
            String field = unstorable.filter(WellFormed::test).orElse(FormMessage.GLOBAL);
            return List.of(new FormMessage(field, INVALID, field));
        }
        List<FormMessage> errors = new ArrayList<>();
        identifierErrors().forEach(errors::add);
        UserProfile profile = profile();
        try {
            profile.validate();
        } catch (ValidationException e) {
            told(e).stream().filter(error -> !asksForNeedlessName(error)).forEach(errors::add);
        }
        if (form.email().filter(email -> !MailAddress.isCanonical(email)).isPresent()
                && errors.stream().noneMatch(error -> UserModel.EMAIL.equals(error.getField()))) {
            errors.add(new FormMessage(UserModel.EMAIL, INVALID_ADDRESS, UserModel.EMAIL));
        }
        if (form.number() == null && profile.getAttributes().isReadOnly(UserModel.EMAIL)) {
            errors.add(new FormMessage(UserModel.EMAIL, READ_ONLY, UserModel.EMAIL));
        }
        passwordError().ifPresent(errors::add);
        return errors;
    }

    /** @return the new account in the form of the realm's user profile */
    UserProfile profile() {
        return session.getProvider(UserProfileProvider.class).create(UserProfileContext.REGISTRATION,
                named().profile());
    }

    /** @return the errors that the response may show: never that a name or an address exists */
    static List<FormMessage> told(ValidationException refusal) {
        return refusal.getErrors().stream()
                .filter(error -> !Messages.USERNAME_EXISTS.equals(error.getMessage())
                        && !Messages.EMAIL_EXISTS.equals(error.getMessage()))
                .map(error -> new FormMessage(error.getAttribute(), error.getMessage(), error.getMessageParameters()))
                .toList();
    }

    private RegistrationForm named() {
        return realm.isRegistrationEmailAsUsername() ? form.withoutUsername() : form;
    }

    private Stream<FormMessage> identifierErrors() {
        return Stream.of(addressError(), usernameError()).flatMap(Optional::stream);
    }

    /** Exactly one of address and number, where the policy has numbers. */
    private Optional<FormMessage> addressError() {
        if (!policy.byPhone()) {
            return emailError();
        }
        boolean phone = form.holds(PhoneIdentifiers.ATTRIBUTE);
        if (form.number() != null) {
            return Optional.empty();
        }
        if (phone) {
            return Optional.of(new FormMessage(PhoneIdentifiers.ATTRIBUTE,
                    form.holds(UserModel.EMAIL) ? ONE_IDENTIFIER : NUMBER_REFUSED));
        }
        if (policy == AccountIdentifier.PHONE) {
            return Optional.of(new FormMessage(PhoneIdentifiers.ATTRIBUTE, REQUIRED, PhoneIdentifiers.ATTRIBUTE));
        }
        return form.holds(UserModel.EMAIL) ? emailError()
                : Optional.of(new FormMessage(PhoneIdentifiers.ATTRIBUTE, ONE_IDENTIFIER));
    }

    /** A sign-up by number needs no user name, also where what was typed is no number of the realm. */
    private boolean asksForNeedlessName(FormMessage error) {
        boolean byEmail = form.holds(UserModel.EMAIL) && !form.holds(PhoneIdentifiers.ATTRIBUTE);
        return !byEmail && UserModel.USERNAME.equals(error.getField()) && form.username().isEmpty()
                && !form.repeats(UserModel.USERNAME) && policy.byPhone();
    }

    /** A code needs an address, even if the user profile does not require one. */
    private Optional<FormMessage> emailError() {
        if (form.email().isPresent()) {
            return Optional.empty();
        }
        return Optional.of(form.repeats(UserModel.EMAIL)
                ? new FormMessage(UserModel.EMAIL, INVALID, UserModel.EMAIL)
                : new FormMessage(UserModel.EMAIL, Messages.MISSING_EMAIL));
    }

    /**
     * Rejects a user name that is an address, whether the address exists or not, because the response shows whether a
     * user name exists. The address of the form itself is allowed, because its owner has to receive the code.
     */
    private Optional<FormMessage> usernameError() {
        if (realm.isRegistrationEmailAsUsername()) {
            return Optional.empty();
        }
        if (form.repeats(UserModel.USERNAME)) {
            return Optional.of(new FormMessage(UserModel.USERNAME, INVALID, UserModel.USERNAME));
        }
        if (form.username().filter(this::isNumber).isPresent()) {
            return Optional.of(new FormMessage(UserModel.USERNAME, NAME_IS_NUMBER));
        }
        return form.username().filter(name -> !form.username().equals(form.email()))
                .filter(name -> Normalizer.normalize(name, Normalizer.Form.NFKC).indexOf(AT) > 0)
                .map(name -> new FormMessage(UserModel.USERNAME, NAME_IS_ADDRESS));
    }

    /** A sign-in by that number leads to the account that has proven it. */
    private boolean isNumber(String name) {
        PhoneIdentifiers phones = session.getProvider(PhoneIdentifiers.class);
        return phones.areConfigured(realm) && phones.read(realm, name).isPresent();
    }

    /** Some policies compare the password with the account's name and address. */
    private Optional<FormMessage> passwordError() {
        if (!SignUpPolicy.asksForPassword(realm)) {
            return Optional.empty();
        }
        // Keycloak counts NUL as a space, and the endpoints of apps refuse it: with it no user could sign in there
        if (Validation.isBlank(form.password()) || !WellFormed.test(form.password())) {
            return Optional.of(new FormMessage(Registrations.PASSWORD, Messages.MISSING_PASSWORD));
        }
        UserModel user = new InMemoryUserAdapter(session, realm, UUID.randomUUID().toString());
        user.setUsername((realm.isRegistrationEmailAsUsername() ? form.email() : form.username()).orElse(""));
        user.setEmail(form.email().orElse(""));
        PolicyError error = session.getProvider(PasswordPolicyManagerProvider.class)
                .validate(realm, user, form.password());
        return Optional.ofNullable(error)
                .map(found -> new FormMessage(Registrations.PASSWORD, found.getMessage(), found.getParameters()));
    }
}
