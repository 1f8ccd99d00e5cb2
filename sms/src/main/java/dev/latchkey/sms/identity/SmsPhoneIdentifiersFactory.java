package dev.latchkey.sms.identity;

import dev.latchkey.otp.PhoneIdentifiers;
import dev.latchkey.otp.PhoneIdentifiersFactory;
import org.keycloak.models.KeycloakSession;

/** Creates the provider of numbers that are proven by texts. */
public final class SmsPhoneIdentifiersFactory implements PhoneIdentifiersFactory {

    @Override
    public PhoneIdentifiers create(KeycloakSession session) {
        return new SmsPhoneIdentifiers(session);
    }

    @Override
    public String getId() {
        return "text";
    }
}
