package dev.latchkey.secretcode;

import java.util.Set;

import dev.latchkey.common.account.AccountSnapshot;

/**
 * What Keycloak says of a code's owner now; compared with what it said when the code was issued.
 *
 * @param account   the account
 * @param enabled   whether the account is enabled
 * @param notBefore everything older was logged out, epoch seconds: the latest of the user's, the client's and the
 *                  realm's "not before"
 * @param credentials   ids of the credentials that stand for codes in Keycloak's consoles
 */
public record SecretCodeOwner(AccountSnapshot account, boolean enabled, int notBefore, Set<String> credentials) {
}
