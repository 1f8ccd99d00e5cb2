package dev.latchkey.otp.prompt;

import java.util.Optional;

import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpComposer;
import dev.latchkey.otp.OtpMessage;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.Purpose;
import dev.latchkey.otp.account.Mailbox;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The user whom the sign-in has identified.
 *
 * @param session     the request's session
 * @param authSession the sign-in
 * @param user        its user
 * @param channel     the channel by which the code is sent
 * @param newAddress  the address that the user has typed and is to prove; empty for that of the account
 */
record KnownUser(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user, OtpChannel channel,
        Optional<String> newAddress) implements Addressee {

    /** Not at a mailbox that proves no owner, where the sign-in has proven nothing: that would prove nothing either. */
    @Override
    public boolean reachable(Purpose purpose) {
        return address().isPresent() && (newAddress.isPresent() || !provesAlone(purpose)
                || Mailbox.proves(session, authSession.getRealm(), user));
    }

    /** A name, or a session that has to be confirmed, may have set the user: then a mailed code is all that proves. */
    private boolean provesAlone(Purpose purpose) {
        return purpose == Purpose.FIRST_FACTOR && MailDelivery.CHANNEL.equals(channel.id())
                || UnprovenSignIn.waits(authSession, user);
    }

    @Override
    public OtpRequest request(Purpose purpose) {
        return OtpRequests.of(session, authSession, user, purpose, channel, address().orElseThrow());
    }

    private Optional<String> address() {
        return newAddress.or(() -> channel.address(authSession.getRealm(), user));
    }

    @Override
    public Optional<AccountState.Unavailable> unavailable() {
        return AccountState.unavailable(session, authSession.getRealm(), user);
    }

    @Override
    public boolean written() {
        return user.isEnabled();
    }

    @Override
    public OtpComposer message(OtpRequest request) {
        return code -> written()
                ? Optional.of(channel.write(new OtpMessage(request, authSession, user, code)))
                : Optional.empty();
    }
}
