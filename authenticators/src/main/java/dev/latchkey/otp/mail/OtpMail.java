package dev.latchkey.otp.mail;

import java.net.URI;
import java.util.Optional;

import dev.latchkey.common.net.FrontendUrl;
import dev.latchkey.mail.MailOrigin;
import dev.latchkey.mail.MailRenderer;
import dev.latchkey.mail.RenderedMail;
import dev.latchkey.otp.IssuedCode;
import dev.latchkey.otp.MessageNotComposedException;
import dev.latchkey.otp.OtpMessage;
import dev.latchkey.otp.OtpRequest;
import dev.latchkey.otp.rest.LinkAddress;
import org.keycloak.common.util.Time;
import org.keycloak.email.EmailException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Writes the mail with code and link in the user's language: the purpose, the client that asked, and the location and
 * time of the request.
 */
final class OtpMail {

    private final KeycloakSession session;
    private final AuthenticationSessionModel authSession;
    private final UserModel user;
    private final OtpRequest request;

    /** Creates the mail of a message with code and link. */
    OtpMail(KeycloakSession session, OtpMessage message) {
        this.session = session;
        this.authSession = message.authSession();
        this.user = message.user();
        this.request = message.request();
    }

    RenderedMail render(IssuedCode code) throws MessageNotComposedException {
        RealmModel realm = request.realm();
        Optional<URI> base = FrontendUrl.fixed(session);
        Optional<String> link = code.linkToken().flatMap(token -> link(base, code.challengeId(), token));
        if (code.code().isEmpty() && link.isEmpty()) {
            throw new MessageNotComposedException(
                    new IllegalStateException("There is neither a code nor a link to mail"));
        }
        CodeMail mail = new CodeMail(request.binding().purpose(), code.code(), code.reference(),
                minutesUntil(code.expiresAt()), MailNames.client(authSession.getClient()), link,
                code.numberShown(), base);
        try {
            return new MailRenderer(session, realm, user, authSession)
                    .render(mail.content(realm, MailOrigin.of(session, user)));
        } catch (EmailException e) {
            throw new MessageNotComposedException(e);
        }
    }

    /** Rounds up, so that a mail with a new code names the whole lifetime. */
    private static long minutesUntil(long millis) {
        return Math.max(1, (millis - Time.currentTimeMillis() + 59_999) / 60_000);
    }

    private Optional<String> link(Optional<URI> base, String challengeId, String token) {
        return base.map(address -> LinkAddress.leadingTo(
                LinkAddress.of(address, request.realm(), challengeId).queryParam(LinkAddress.TOKEN, token),
                Optional.ofNullable(authSession.getClient())).toString());
    }
}
