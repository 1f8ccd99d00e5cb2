package dev.latchkey.otp.account;

import java.util.List;
import java.util.Optional;

import org.keycloak.models.utils.FormMessage;

/**
 * The result of a sign-up. The response to {@link Created} and to {@link Taken} must be the same. Except for
 * {@link Created}, nothing was changed.
 */
public sealed interface RegistrationResult {

    /**
     * A pending account with the address of the form was created. Another sign-up may have replaced it by now.
     *
     * @param userId   the account
     * @param username its user name
     */
    record Created(String userId, String username) implements RegistrationResult {
    }

    /**
     * The address belongs to an account that a sign-up cannot replace, or is the user name of such an account.
     *
     * @param ownerId that account; empty when a concurrent request has created it and its id is not known
     */
    record Taken(Optional<String> ownerId) implements RegistrationResult {
    }

    /**
     * The form has errors.
     *
     * @param errors the errors by field; never that an address exists
     */
    record Rejected(List<FormMessage> errors) implements RegistrationResult {
    }

    /** Keycloak or its user storage has refused to create the account. */
    record Failed() implements RegistrationResult {
    }
}
