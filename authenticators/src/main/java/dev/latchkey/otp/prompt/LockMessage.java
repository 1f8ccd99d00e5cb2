package dev.latchkey.otp.prompt;

import org.keycloak.common.util.Time;
import org.keycloak.models.utils.FormMessage;
import org.keycloak.services.messages.Messages;

/**
 * The one text for each reason why an account cannot sign in, on whichever page it is told. Only a user who has proven
 * the password or the mailbox is told anything; before that each page is the one that an unknown account gets.
 */
public final class LockMessage {

    private static final int SECONDS_PER_MINUTE = 60;

    private LockMessage() {
    }

    /**
     * @param untilMillis end of a temporary lock of the account or its second factor, epoch milliseconds
     * @return the text with the minutes that are left, at least one
     */
    public static FormMessage until(long untilMillis) {
        return new FormMessage(null, "latchkeyLocked", minutesUntil(untilMillis));
    }

    /** @return the text for a second factor that is locked until an administrator clears it or the password is reset */
    public static FormMessage untilCleared() {
        return new FormMessage(null, "latchkeyStopped");
    }

    /** @return Keycloak's own text for an account that an administrator has to enable */
    public static FormMessage disabled() {
        return new FormMessage(null, Messages.ACCOUNT_DISABLED);
    }

    /**
     * @param unavailable why Keycloak allows an account no sign-in
     * @return the text
     */
    public static FormMessage of(AccountState.Unavailable unavailable) {
        return unavailable.untilMillis() > 0 ? until(unavailable.untilMillis()) : disabled();
    }

    private static long minutesUntil(long millis) {
        long seconds = Math.max(1, (millis - Time.currentTimeMillis() + 999) / 1000);
        return (seconds + SECONDS_PER_MINUTE - 1) / SECONDS_PER_MINUTE;
    }
}
