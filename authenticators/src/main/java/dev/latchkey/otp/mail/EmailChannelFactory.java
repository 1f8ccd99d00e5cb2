package dev.latchkey.otp.mail;

import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpChannelFactory;
import org.keycloak.models.KeycloakSession;

/** Offers {@link EmailChannel} as {@value MailDelivery#CHANNEL}. */
public final class EmailChannelFactory implements OtpChannelFactory {

    @Override
    public OtpChannel create(KeycloakSession session) {
        return new EmailChannel(session);
    }

    @Override
    public String getId() {
        return MailDelivery.CHANNEL;
    }
}
