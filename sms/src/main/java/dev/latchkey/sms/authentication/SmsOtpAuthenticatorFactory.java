package dev.latchkey.sms.authentication;

import dev.latchkey.otp.authentication.ChannelOtpStepFactory;
import dev.latchkey.sms.channel.SmsChannelFactory;

/** Offers codes by text message to flows as {@value #ID}, as a second factor. */
public final class SmsOtpAuthenticatorFactory extends ChannelOtpStepFactory {

    /** The step's id. */
    public static final String ID = "latchkey-sms-otp";

    /** Called by Keycloak. */
    public SmsOtpAuthenticatorFactory() {
        super(ID, "Latchkey text-message code", "Sends a one-time code to the user's telephone number, which was "
                + "proven by 'Latchkey: verify phone number by code', and asks for it. After a first factor alone.",
                SmsChannelFactory.ID);
    }
}
