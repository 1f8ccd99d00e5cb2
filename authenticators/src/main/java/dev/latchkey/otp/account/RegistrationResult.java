package dev.latchkey.otp.account;

import java.util.List;
import java.util.Optional;

import org.keycloak.models.utils.FormMessage;

/**
 * What came of a sign-up. {@link Created} and {@link Taken} must look alike to anyone who asked. After everything but
 * {@link Created}, nothing was changed.
 */
public sealed interface RegistrationResult {

    /**
     * A pending account was made; its address is the form's. Another sign-up may have replaced it by now.
     *
     * @param userId   the account
     * @param username its user name
     */
    record Created(String userId, String username) implements RegistrationResult {
    }

    /**
     * The address has an account that no sign-up may replace, or is the user name of one.
     *
     * @param ownerId that account; empty when another request was quicker, and it is not known which account it was
     */
    record Taken(Optional<String> ownerId) implements RegistrationResult {
    }

    /**
     * The form has errors.
     *
     * @param errors what is wrong, by field; never that an address exists
     */
    record Rejected(List<FormMessage> errors) implements RegistrationResult {
    }

    /** Keycloak, or where it keeps its users, would not make the account. */
    record Failed() implements RegistrationResult {
    }
}
