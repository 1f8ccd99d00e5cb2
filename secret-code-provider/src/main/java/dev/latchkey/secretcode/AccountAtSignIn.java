package dev.latchkey.secretcode;

import java.util.Optional;

import dev.latchkey.signin.account.AccountSnapshot;
import dev.latchkey.signin.account.PasswordMark;

/**
 * State of an account when its user signed in to an app. The app gets a code for that sign-in as long as the state is
 * the same.
 *
 * @param emailHash {@link AccountSnapshot#emailHash}
 * @param password  {@link AccountSnapshot#passwordMark}
 */
public record AccountAtSignIn(String emailHash, PasswordMark password) {

    private static final String SEPARATOR = " ";
    private static final int PARTS = 3;

    /**
     * @param account the account as of now
     * @return its state
     */
    public static AccountAtSignIn of(AccountSnapshot account) {
        return new AccountAtSignIn(account.emailHash(), account.passwordMark());
    }

    /**
     * @param text what {@link #text} has returned; may be null
     * @return the state; empty if the text contains none
     */
    public static Optional<AccountAtSignIn> parse(String text) {
        String[] parts = text == null ? new String[0] : text.split(SEPARATOR, PARTS);
        return parts.length == PARTS
                ? Optional.of(new AccountAtSignIn(parts[0], new PasswordMark(parts[2], parts[1])))
                : Optional.empty();
    }

    /** @return the state as text: hashes, and the name of the attribute */
    public String text() {
        return String.join(SEPARATOR, emailHash, password.hash(), password.source());
    }

    /**
     * @param account the account as of now
     * @return whether neither password nor address has changed
     */
    public boolean isUnchanged(AccountSnapshot account) {
        // the mark itself covers when Keycloak's own password was set
        return account.changed(Long.MAX_VALUE, emailHash, password).isEmpty();
    }
}
