package dev.latchkey.otp.prompt;

import dev.latchkey.otp.Challenge;
import jakarta.ws.rs.core.Response;

/** What a user is told who is asked for a code: a page in a browser, JSON in an app. */
public interface OtpAnswer {

    /** Shows the state of a challenge; the last one counts. */
    OtpAnswer challenge(Challenge challenge);

    /** Says that a new code is on its way. */
    OtpAnswer resent(Challenge challenge);

    /** Says that the last mail is too recent. */
    OtpAnswer coolingDown(long untilMillis);

    /** Says that a rate is used up. */
    OtpAnswer throttled(long seconds);

    /** Says that the account's second factor, or the account, is locked for a while. */
    OtpAnswer locked(long untilMillis);

    /** Says that codes of this purpose are over for the day, and that the link does in their place. */
    OtpAnswer linkAlone(long untilMillis);

    /** Says that the account's second factor is shut until an admin opens it. */
    OtpAnswer stopped();

    /** Says that the account cannot sign in. */
    OtpAnswer unavailable();

    /** Says that no further mail will be sent. */
    OtpAnswer noResendsLeft();

    /** Says that the mail queue is full. */
    OtpAnswer mailBusy();

    /** Says that a verified code was wrong. */
    OtpAnswer wrong(Challenge challenge);

    /** Says that what came was no code. */
    OtpAnswer malformed();

    /** Says that the challenge has had its attempts. */
    OtpAnswer usedUp();

    /** Says that there is nothing that a code could answer. */
    OtpAnswer expired();

    /** The answer. */
    Response render();
}
