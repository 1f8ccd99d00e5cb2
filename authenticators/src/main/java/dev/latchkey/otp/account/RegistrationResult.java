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
     * Handles each result; a result without a case does not compile.
     *
     * @param cases one function for each result
     * @param <R>   what the functions return
     * @return what the function for this result returns
     */
    <R> R fold(Cases<R> cases);

    /**
     * One function for each result.
     *
     * @param <R> what the functions return
     */
    interface Cases<R> {

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R created(Created result);

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R taken(Taken result);

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R rejected(Rejected result);

        /**
         * @param result the result
         * @return what the caller makes of it
         */
        R failed(Failed result);
    }

    /**
     * A pending account with the address of the form was created. Another sign-up may have replaced it by now.
     *
     * @param userId   the account
     * @param username its user name
     */
    record Created(String userId, String username) implements RegistrationResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.created(this);
        }
    }

    /**
     * The address belongs to an account that a sign-up cannot replace, or is the user name of such an account.
     *
     * @param ownerId that account; empty when a concurrent request has created it and its id is not known
     */
    record Taken(Optional<String> ownerId) implements RegistrationResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.taken(this);
        }
    }

    /**
     * The form has errors.
     *
     * @param errors the errors by field; never that an address exists
     */
    record Rejected(List<FormMessage> errors) implements RegistrationResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.rejected(this);
        }
    }

    /** Keycloak or its user storage has refused to create the account. */
    record Failed() implements RegistrationResult {

        @Override
        public <R> R fold(Cases<R> cases) {
            return cases.failed(this);
        }
    }
}
