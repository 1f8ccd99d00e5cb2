package dev.latchkey.otp.mail;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.mail.Delivery;
import dev.latchkey.mail.MailContent;
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.mail.MailOrigin;
import dev.latchkey.mail.MailRenderer;
import dev.latchkey.mail.RenderedMail;
import dev.latchkey.otp.IssuedCode;
import dev.latchkey.otp.MessageNotComposedException;
import dev.latchkey.otp.OtpComposer;
import org.keycloak.email.EmailException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/** Writes the mail that notifies an account owner, instead of a code, of a sign-up attempt with the address. */
public final class AccountExistsMail implements OtpComposer {

    private static final String SUBJECT = "latchkeyExistsSubject";
    private static final String TEMPLATE = "latchkey-exists.ftl";

    private final KeycloakSession session;
    private final AuthenticationSessionModel authSession;
    private final UserModel owner;

    /**
     * Creates a composer for one mail.
     *
     * @param session     the request's session
     * @param authSession the authentication session of the sign-up, with realm and client
     * @param owner       the owner of the existing account
     */
    public AccountExistsMail(KeycloakSession session, AuthenticationSessionModel authSession, UserModel owner) {
        this.session = session;
        this.authSession = authSession;
        this.owner = owner;
    }

    @Override
    public Optional<Delivery> compose(IssuedCode code) throws MessageNotComposedException {
        RealmModel realm = authSession.getRealm();
        try {
            RenderedMail mail = new MailRenderer(session, realm, owner, authSession).render(content(realm,
                    MailNames.client(authSession.getClient()), MailOrigin.of(session, owner)));
            return Optional.of(new MailDelivery(realm.getSmtpConfig(), owner.getEmail(), mail));
        } catch (EmailException e) {
            throw new MessageNotComposedException(e);
        }
    }

    /**
     * @param realm  the realm that sends it
     * @param client the name of the client at which the sign-up was tried
     * @param mail   the values of the request that it is about; is added to
     * @return the mail
     */
    static MailContent content(RealmModel realm, String client, Map<String, Object> mail) {
        mail.put("client", client);
        return new MailContent(SUBJECT, List.of(MailNames.realm(realm)), TEMPLATE, mail);
    }
}
