package dev.latchkey.sample;

import java.time.Duration;
import java.util.function.Function;

/** Result of starting the app. */
public sealed interface Start {

    /**
     * Handles every case; a case that is added later fails the compiler at each caller.
     *
     * @param <T>        what the caller makes of the result
     * @param signedIn   for a user who is signed in
     * @param mustSignIn for a user who has to sign in
     * @param later      for an app that has to wait
     * @return what the function of this case returns
     */
    <T> T fold(Function<SignedIn, T> signedIn, Function<MustSignIn, T> mustSignIn, Function<Later, T> later);

    /**
     * The user is signed in, and was not asked.
     *
     * @param session theirs
     */
    record SignedIn(Session session) implements Start {

        @Override
        public <T> T fold(Function<SignedIn, T> signedIn, Function<MustSignIn, T> mustSignIn,
                Function<Later, T> later) {
            return signedIn.apply(this);
        }
    }

    /**
     * The user has to sign in: there is no code, or the server refuses it and does not say why. The code is kept
     * until a sign-in brings another, because what is refused today, say while the account is locked, may be good
     * tomorrow.
     */
    record MustSignIn() implements Start {

        @Override
        public <T> T fold(Function<SignedIn, T> signedIn, Function<MustSignIn, T> mustSignIn,
                Function<Later, T> later) {
            return mustSignIn.apply(this);
        }
    }

    /**
     * Too many codes were refused to this address, perhaps to another client behind it. The code stays valid.
     *
     * @param patience how long to wait before the next start
     */
    record Later(Duration patience) implements Start {

        @Override
        public <T> T fold(Function<SignedIn, T> signedIn, Function<MustSignIn, T> mustSignIn,
                Function<Later, T> later) {
            return later.apply(this);
        }
    }
}
