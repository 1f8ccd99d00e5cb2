package dev.latchkey.otp;

import dev.latchkey.mail.MailDelivery;
import org.keycloak.models.KeycloakSession;

/** Finds the channels that are installed. */
public final class OtpChannels {

    private OtpChannels() {
    }

    /**
     * @param session the request's session
     * @param id      the id of a channel, {@value OtpChannel#MAX_ID} characters at most
     * @return the channel
     * @throws IllegalStateException if it is not installed, or its id is too long: no code is sent or accepted then
     */
    public static OtpChannel named(KeycloakSession session, String id) {
        OtpChannel channel = id.length() > OtpChannel.MAX_ID ? null : session.getProvider(OtpChannel.class, id);
        if (channel == null) {
            throw new IllegalStateException("There is no channel of this id: " + id);
        }
        return channel;
    }

    /**
     * @param session the request's session
     * @return the channel that sends mails
     */
    public static OtpChannel email(KeycloakSession session) {
        return named(session, MailDelivery.CHANNEL);
    }
}
