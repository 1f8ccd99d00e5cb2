package dev.latchkey.sms.authentication;

import java.util.Set;

import dev.latchkey.otp.authentication.ChannelOtpStepFactory;
import dev.latchkey.sms.PhoneOfUser;
import dev.latchkey.sms.channel.SmsChannelFactory;
import org.keycloak.models.KeycloakSession;

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

    /** The account console lists the credentials alone that a step of a flow names. */
    @Override
    public Set<String> getOptionalReferenceCategories(KeycloakSession session) {
        return Set.of(PhoneOfUser.PROOF);
    }
}
