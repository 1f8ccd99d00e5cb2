package dev.latchkey.sms.channel;

import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpChannelFactory;
import org.keycloak.models.KeycloakSession;

/** Offers {@link SmsChannel} as {@value #ID}. */
public final class SmsChannelFactory implements OtpChannelFactory {

    /** The channel's id. */
    public static final String ID = "sms";

    @Override
    public OtpChannel create(KeycloakSession session) {
        return new SmsChannel(session);
    }

    @Override
    public String getId() {
        return ID;
    }
}
