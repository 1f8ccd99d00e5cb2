package dev.latchkey.otp.prompt;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpChannels;
import dev.latchkey.otp.OtpComposer;
import dev.latchkey.otp.OtpMessage;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.Mailbox;
import dev.latchkey.otp.mail.AccountExistsMail;
import dev.latchkey.signin.account.PasswordWatch;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.storage.adapter.InMemoryUserAdapter;

/**
 * A user named by an unauthenticated requester who has typed a name or address into a tab. The sign-in has no user
 * until the mailbox is proven, because everything that Keycloak's pages derive from a user (the language, the other
 * authentication methods) would reveal which accounts exist. Notes in the tab's authentication session keep the typed
 * text and the account that it belongs to, if any.
 */
public final class UnverifiedUser implements Addressee {

    private static final String PREFIX = "latchkey.otp.unverified.";
    private static final String ID = PREFIX + "id";
    private static final String EMAIL = PREFIX + "email";
    private static final String TYPED = PREFIX + "typed";
    /** The id of the channel; none for mails. */
    private static final String CHANNEL = PREFIX + "channel";
    private static final String OWNER = PREFIX + "owner";
    private static final String PURPOSE = PREFIX + "purpose";
    /** Length of the longest name or address that an account can have. */
    private static final int MAX_TYPED = 255;

    private final KeycloakSession session;
    private final AuthenticationSessionModel authSession;
    private final Purpose purpose;

    private UnverifiedUser(KeycloakSession session, AuthenticationSessionModel authSession, Purpose purpose) {
        this.session = session;
        this.authSession = authSession;
        this.purpose = purpose;
    }

    /**
     * Notes the account that the tab is about, for one purpose. Challenges of the tab are forgotten. For
     * {@link Purpose#SIGN_UP} it is the account that this registration has created.
     *
     * @param authSession the tab
     * @param purpose     the purpose of the code
     * @param typed       the typed name
     * @param user        the account, with an address, or with the number that was typed
     */
    public static void remember(AuthenticationSessionModel authSession, Purpose purpose, TypedName typed,
            UserModel user) {
        remember(authSession, purpose, typed, user.getId(), typed.address(user));
        PasswordWatch.begin(authSession, user);
    }

    /** As {@link #remember}, for a name that was not typed there: the page shows another text in its place. */
    static void rememberMasked(AuthenticationSessionModel authSession, Purpose purpose, TypedName name, UserModel user,
            String shown) {
        remember(authSession, purpose, name, user);
        authSession.setAuthNote(TYPED, shown);
    }

    /**
     * Notes that the tab is about no account. The typed text replaces the address, with separate limits.
     *
     * @param authSession the tab
     * @param purpose     the purpose of the code
     * @param typed       the typed name
     */
    public static void rememberNoUser(AuthenticationSessionModel authSession, Purpose purpose, TypedName typed) {
        // a new id each time, as every sign-up creates a new account
        remember(authSession, purpose, typed, "no-user:" + UUID.randomUUID(),
                shortened(typed.text()).toLowerCase(Locale.ROOT));
    }

    /** Notes that the tab is about an address or number of an existing account whose owner is to be notified. */
    static void rememberOwner(AuthenticationSessionModel authSession, TypedName typed, UserModel owner) {
        rememberNoUser(authSession, Purpose.SIGN_UP, typed);
        authSession.setAuthNote(EMAIL, typed.address(owner));
        authSession.setAuthNote(OWNER, owner.getId());
    }

    private static void remember(AuthenticationSessionModel authSession, Purpose purpose, TypedName typed, String id,
            String address) {
        for (Purpose other : Purpose.values()) {
            new ChallengeNotes(authSession, other).clear();
            new ChallengeNotes(authSession, other, PhoneIdentifiers.CHANNEL).clear();
        }
        InvitedSignUp.forget(authSession);
        SignUpText.forget(authSession);
        authSession.setAuthNote(PURPOSE, purpose.name());
        authSession.removeAuthNote(OWNER);
        if (typed.isNumber()) {
            authSession.setAuthNote(CHANNEL, typed.channel());
        } else {
            authSession.removeAuthNote(CHANNEL);
        }
        authSession.setAuthNote(ID, id);
        authSession.setAuthNote(EMAIL, address);
        authSession.setAuthNote(TYPED, shortened(typed.text()));
    }

    private static String shortened(String typed) {
        return typed.codePointCount(0, typed.length()) > MAX_TYPED
                ? typed.substring(0, typed.offsetByCodePoints(0, MAX_TYPED))
                : typed;
    }

    /**
     * @param session     the request's session
     * @param authSession a tab
     * @param purpose     the purpose of the code
     * @return the user who was named there for this purpose; empty when there is none or the name was typed for another
     *         purpose: a form of one flow must not name a user to another flow
     */
    public static Optional<UnverifiedUser> in(KeycloakSession session, AuthenticationSessionModel authSession,
            Purpose purpose) {
        return authSession.getAuthNote(ID) == null || !isFor(authSession, purpose)
                ? Optional.empty()
                : Optional.of(new UnverifiedUser(session, authSession, purpose));
    }

    private static boolean isFor(AuthenticationSessionModel authSession, Purpose purpose) {
        return purpose.name().equals(authSession.getAuthNote(PURPOSE));
    }

    /** Forgets the named user, after the mailbox was proven. */
    public void forget() {
        authSession.removeAuthNote(ID);
    }

    /**
     * @param session     the request's session
     * @param authSession a tab
     * @param purpose     the purpose of the code
     * @param user        the account whose mailbox or number was proven there
     * @return whether the account still has the address that the code was sent to; false where the name was typed for
     *         another purpose
     */
    public static boolean stillHasAddress(KeycloakSession session, AuthenticationSessionModel authSession,
            Purpose purpose, UserModel user) {
        return isFor(authSession, purpose) && new UnverifiedUser(session, authSession, purpose).hasAddress(user);
    }

    /**
     * @param authSession a tab
     * @return whether its code is sent to a telephone number
     */
    public static boolean isByPhone(AuthenticationSessionModel authSession) {
        return PhoneIdentifiers.CHANNEL.equals(authSession.getAuthNote(CHANNEL));
    }

    /**
     * @param authSession a tab
     * @return the text that was typed there last, also after {@link #forget}; empty when there is none
     */
    public static Optional<String> lastTyped(AuthenticationSessionModel authSession) {
        return Optional.ofNullable(authSession.getAuthNote(TYPED));
    }

    /** @return the typed name or address, at most 255 code points */
    public String typed() {
        return authSession.getAuthNote(TYPED);
    }

    /** @return the attributes that the page shows instead of the account's own address */
    public Map<String, Object> shown() {
        return Map.of("typed", typed(), "invited", InvitedSignUp.organization(session, authSession).isPresent());
    }

    /**
     * Returns the account in its present state; null as soon as it was disabled, its address was changed, or a password
     * was set: a code that was mailed before a completed reset must not undo the reset.
     */
    @Override
    public UserModel user() {
        UserModel user = session.users().getUserById(authSession.getRealm(), authSession.getAuthNote(ID));
        return user != null && canBeEnabled(user) && hasAddress(user)
                && !PasswordWatch.outdated(authSession, user)
                ? user
                : null;
    }

    private boolean hasAddress(UserModel user) {
        String address = authSession.getAuthNote(EMAIL);
        if (!byPhone()) {
            return address != null && address.equals(user.getEmail()) && (purpose != Purpose.FIRST_FACTOR
                    || Mailbox.proves(session, authSession.getRealm(), user));
        }
        return channel().address(authSession.getRealm(), user).equals(Optional.of(address))
                && (purpose == Purpose.SIGN_UP || namedBy(address).filter(user::equals).isPresent()
                        && PhoneChoice.serves(session, authSession.getRealm(), purpose, user));
    }

    private Optional<UserModel> namedBy(String number) {
        return session.getProvider(PhoneIdentifiers.class).find(authSession.getRealm(), number);
    }

    private boolean byPhone() {
        return isByPhone(authSession);
    }

    /** The account of an invited sign-up is enabled by its code. */
    private boolean canBeEnabled(UserModel user) {
        return user.isEnabled() || InvitedSignUp.invitation(authSession, user).isPresent();
    }

    @Override
    public OtpChannel channel() {
        return byPhone() ? OtpChannels.named(session, PhoneIdentifiers.CHANNEL) : OtpChannels.email(session);
    }

    @Override
    public boolean reachable(Purpose asked) {
        return true;
    }

    @Override
    public OtpRequest request(Purpose purpose) {
        return OtpRequests.of(session, authSession, authSession.getAuthNote(ID), channel().id(),
                authSession.getAuthNote(EMAIL), purpose, user());
    }

    /** Always empty: a locked account may have its password reset, and a sign-in reads its state once it is proven. */
    @Override
    public Optional<AccountState.Unavailable> unavailable() {
        return Optional.empty();
    }

    @Override
    public boolean written() {
        return true;
    }

    @Override
    public OtpComposer message(OtpRequest request) {
        UserModel user = user();
        if (user != null) {
            return code -> Optional.of(channel().write(new OtpMessage(request, authSession, user, code)));
        }
        RealmModel realm = authSession.getRealm();
        UserModel owner = authSession.getAuthNote(OWNER) == null
                ? null
                : session.users().getUserById(realm, authSession.getAuthNote(OWNER));
        if (owner != null && byPhone()) {
            return code -> namedBy(request.binding().address()).filter(owner::equals).isEmpty() ? Optional.empty()
                    : Optional.of(session.getProvider(PhoneIdentifiers.class)
                            .accountExists(new OtpMessage(request, authSession, owner, code)));
        }
        if (owner != null && request.binding().address().equals(owner.getEmail())) {
            return new AccountExistsMail(session, authSession, owner);
        }
        UserModel none = new InMemoryUserAdapter(session, realm, "no-user");
        return code -> {
            channel().write(new OtpMessage(request, authSession, none, code));
            return Optional.empty();
        };
    }
}
