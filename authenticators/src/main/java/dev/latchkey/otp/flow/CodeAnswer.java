package dev.latchkey.otp.flow;

import jakarta.ws.rs.core.Response;

import dev.latchkey.otp.Challenge;

/** What a person is told who is asked for a code: a page in a browser, JSON in an app. */
interface CodeAnswer {

    /** Shows the state of a challenge; the last one counts. */
    CodeAnswer challenge(Challenge challenge);

    /** Says that a new code is on its way. */
    CodeAnswer resent(Challenge challenge);

    /** Says that the last mail is too recent. */
    CodeAnswer coolingDown(long untilMillis);

    /** Says that a rate is used up. */
    CodeAnswer throttled(long seconds);

    /** Says that the account's second factor, or the account, is locked for a while. */
    CodeAnswer locked(long untilMillis);

    /** Says that codes of this purpose are over for the day, and that the link does in their place. */
    CodeAnswer linkAlone(long untilMillis);

    /** Says that the account's second factor is shut until an admin opens it. */
    CodeAnswer stopped();

    /** Says that the account cannot sign in. */
    CodeAnswer unavailable();

    /** Says that no further mail will be sent. */
    CodeAnswer noResendsLeft();

    /** Says that the mail queue is full. */
    CodeAnswer mailBusy();

    /** Says that a judged code was wrong. */
    CodeAnswer wrong(Challenge challenge);

    /** Says that what came was no code. */
    CodeAnswer malformed();

    /** Says that the challenge has had its attempts. */
    CodeAnswer usedUp();

    /** Says that there is nothing that a code could answer. */
    CodeAnswer expired();

    /** The answer. */
    Response render();
}
