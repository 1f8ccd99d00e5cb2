package dev.latchkey.otp.mail;

import java.util.Optional;

import dev.latchkey.common.net.FrontendUrl;
import dev.latchkey.common.net.MailAddress;
import dev.latchkey.mail.Delivery;
import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.EmailOtpPolicy;
import dev.latchkey.otp.MessageCost;
import dev.latchkey.otp.MessageNotComposedException;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpMessage;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Sends codes, and links beside them, to the e-mail address of the account. */
final class EmailChannel implements OtpChannel {

    private static final Logger LOG = Logger.getLogger(EmailChannel.class);

    private final KeycloakSession session;

    EmailChannel(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public String id() {
        return MailDelivery.CHANNEL;
    }

    @Override
    public Optional<String> address(RealmModel realm, UserModel user) {
        return Optional.ofNullable(user.getEmail()).filter(email -> !email.isBlank());
    }

    /** Also where the address is not marked as verified: a right code proves it, and no factor is ever skipped. */
    @Override
    public boolean isFactor(RealmModel realm, UserModel user) {
        return address(realm, user).isPresent();
    }

    @Override
    public String masked(String address) {
        return MaskedEmail.of(address);
    }

    @Override
    public MessageCost cost() {
        return MessageCost.FREE;
    }

    /** The domain to which it is mailed. */
    @Override
    public String group(String address) {
        String mailed = MailAddress.key(address);
        return mailed.substring(mailed.lastIndexOf('@') + 1);
    }

    /** Only below an address of which the request can choose no part. */
    @Override
    public boolean holdsLinks() {
        return FrontendUrl.fixed(session).isPresent();
    }

    @Override
    public Delivery write(OtpMessage message) throws MessageNotComposedException {
        if (!holdsLinks() && EmailOtpPolicy.of(message.request().realm()).linkEnabled()) {
            LOG.warnf("Realm %s: mails hold no link, because the server's address is not fixed. "
                    + "Set --hostname to the full URL (https://...), or the realm's frontend URL.",
                    message.request().realm().getName());
        }
        return new MailDelivery(message.request().realm().getSmtpConfig(), message.request().binding().address(),
                new OtpMail(session, message).render(message.code()));
    }

    @Override
    public void close() {
    }
}
