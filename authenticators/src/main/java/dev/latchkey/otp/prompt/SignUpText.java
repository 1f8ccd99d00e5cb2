package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.limit.RateResult;
import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.SignUpTexts;
import dev.latchkey.otp.account.PhoneProof;
import dev.latchkey.otp.account.Registrations;
import dev.latchkey.otp.account.SignUpPolicy;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * A sign-up by a telephone number, in a browser or an app, whose user sends a text in place of getting one. It answers
 * in the same way whether the sign-up has made an account or the number is that of another one, for which no text
 * counts.
 */
public final class SignUpText {

    /** Note of the tab: its user gets a code. */
    private static final String CODE = "latchkey.otp.sign-up-code";

    private final KeycloakSession session;
    private final AuthenticationSessionModel authSession;
    private final UnverifiedUser unverified;
    private final SignUpTexts texts;
    private final String serviceNumber;

    private SignUpText(KeycloakSession session, AuthenticationSessionModel authSession, UnverifiedUser unverified,
            SignUpTexts texts, String serviceNumber) {
        this.session = session;
        this.authSession = authSession;
        this.unverified = unverified;
        this.texts = texts;
        this.serviceNumber = serviceNumber;
    }

    /**
     * Asked at every request: the policy may have changed since the last one.
     *
     * @param session     the request's session
     * @param authSession the tab
     * @return the text of its sign-up; empty where that is by no number, where the realm has it off or asks for no
     *         password, which would leave the account without any factor, and where the user has asked for a code
     */
    public static Optional<SignUpText> of(KeycloakSession session, AuthenticationSessionModel authSession) {
        Optional<UnverifiedUser> signedUp = UnverifiedUser.in(session, authSession, Purpose.SIGN_UP)
                .filter(unverified -> UnverifiedUser.isByPhone(authSession) && authSession.getAuthNote(CODE) == null);
        return signedUp.flatMap(unverified -> serviceNumber(session, authSession.getRealm())
                .map(number -> new SignUpText(session, authSession, unverified, texts(session), number)));
    }

    /**
     * @param session the request's session
     * @param realm   the realm
     * @return whether it takes texts of users who sign up by a number
     */
    public static boolean isOffered(KeycloakSession session, RealmModel realm) {
        return serviceNumber(session, realm).isPresent();
    }

    private static Optional<String> serviceNumber(KeycloakSession session, RealmModel realm) {
        return texts(session).serviceNumber(realm).filter(number -> SignUpPolicy.asksForPassword(realm));
    }

    private static SignUpTexts texts(KeycloakSession session) {
        return session.getProvider(PhoneIdentifiers.class).signUpTexts();
    }

    /** @param authSession a tab that is about another sign-up from now on */
    static void forget(AuthenticationSessionModel authSession) {
        authSession.removeAuthNote(CODE);
    }

    /** Has the user get a code from now on. */
    public void codeInstead() {
        authSession.setAuthNote(CODE, Boolean.TRUE.toString());
    }

    /** @return whether the tab has a word that the text has to hold; it keeps the one before while that is of use */
    public RateResult await() {
        return texts.await(authSession, unverified.typed());
    }

    /** @return whether a text with the word is still of use, also one that has arrived */
    public boolean isAwaited() {
        return texts.isAwaited(authSession, unverified.typed());
    }

    /** @return the word, after {@link #await} */
    public String word() {
        return texts.word(authSession).orElseThrow();
    }

    /** @return the number to which the text is sent */
    public String serviceNumber() {
        return serviceNumber;
    }

    /**
     * Completes the sign-up, once the text has arrived from its number and no account holds that.
     *
     * @param event the event of the request; a clone is sent
     * @return the account, which is active now; empty as long as it is not
     */
    public Optional<UserModel> completed(EventBuilder event) {
        UserModel user = unverified.user();
        String number = unverified.typed();
        // whether an account holds the number is asked once the text is there: the time of the answer would tell it
        boolean completed = texts.hasArrived(authSession, number)
                && user != null && texts.isFree(authSession.getRealm(), user, number)
                && texts.takeArrived(authSession, number)
                && new Registrations(session, authSession.getRealm()).complete(user, PhoneProof.bySending(number),
                        event);
        if (!completed) {
            return Optional.empty();
        }
        unverified.forget();
        return Optional.of(user);
    }
}
