package dev.latchkey.sample;

import java.time.Duration;

/** Result of starting the app. */
public sealed interface Start {

    /**
     * The user is signed in, and was not asked.
     *
     * @param session theirs
     */
    record SignedIn(Session session) implements Start {
    }

    /**
     * The user has to sign in: there is no code, or the server refuses it and does not say why. The code is kept
     * until a sign-in brings another, because what is refused today, say while the account is locked, may be good
     * tomorrow.
     */
    record MustSignIn() implements Start {
    }

    /**
     * Too many codes were refused to this address, perhaps to another client behind it. The code stays valid.
     *
     * @param patience how long to wait before the next start
     */
    record Later(Duration patience) implements Start {
    }
}
