package dev.latchkey.secretcode;

import java.util.Set;

import dev.latchkey.signin.account.AccountSnapshot;

/**
 * Current state of a code's owner in Keycloak; compared with the state when the code was issued.
 *
 * @param account       the account
 * @param enabled       whether the account is enabled, or locked by Keycloak's detector, which ends no code
 * @param directoryDown whether its directory cannot be asked about it now; the account may then be other than it seems
 * @param notBefore     everything older was logged out, epoch seconds: the latest of the user's, the client's and the
 *                      realm's "not before"
 * @param credentials   ids of the console credentials of codes
 */
public record SecretCodeOwner(AccountSnapshot account, boolean enabled, boolean directoryDown, int notBefore,
        Set<String> credentials) {
}
