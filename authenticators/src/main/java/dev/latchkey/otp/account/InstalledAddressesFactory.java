package dev.latchkey.otp.account;

import dev.latchkey.signin.account.ChannelAddresses;
import dev.latchkey.signin.account.ChannelAddressesFactory;
import org.keycloak.models.KeycloakSession;

/** Creates {@link InstalledAddresses}. */
public final class InstalledAddressesFactory implements ChannelAddressesFactory {

    @Override
    public ChannelAddresses create(KeycloakSession session) {
        return new InstalledAddresses(session);
    }

    @Override
    public String getId() {
        return "channels";
    }
}
