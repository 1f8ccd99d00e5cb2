package dev.latchkey.otp.account;

import java.util.Locale;

/**
 * An organization's invitation of a user who has no account yet. It is for one address.
 *
 * @param id             its id in Keycloak's store
 * @param organizationId the organization
 * @param email          the invited address
 * @param firstName      first name of the invited user; may be null
 * @param lastName       last name of the invited user; may be null
 * @param redirectUri    where the user goes to after the sign-up
 */
public record Invitation(String id, String organizationId, String email, String firstName, String lastName,
        String redirectUri) {

    /**
     * @param address an address
     * @return whether the invitation is for it. Both are converted to lower case and compared: a comparison that
     *         ignores case also converts to upper case, and takes other letters for the same
     */
    public boolean isFor(String address) {
        return address != null && address.toLowerCase(Locale.ROOT).equals(email.toLowerCase(Locale.ROOT));
    }
}
