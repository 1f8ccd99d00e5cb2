package dev.latchkey.otp.account;

import java.util.List;

import org.keycloak.models.utils.FormMessage;

/** What came of a sign-up. Only {@link Rejected} may be told; the other two must look alike. */
public sealed interface SignUpVerdict {

    /**
     * A pending account was made.
     *
     * @param userId the account
     */
    record Created(String userId) implements SignUpVerdict {
    }

    /**
     * The address has an account that no sign-up may replace; nothing was changed.
     *
     * @param ownerId that account
     */
    record Taken(String ownerId) implements SignUpVerdict {
    }

    /**
     * The form has errors; nothing was changed.
     *
     * @param errors what is wrong, by field; never that an address exists
     */
    record Rejected(List<FormMessage> errors) implements SignUpVerdict {
    }
}
