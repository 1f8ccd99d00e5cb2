package dev.latchkey.otp.account;

import dev.latchkey.otp.OtpChannel;
import dev.latchkey.signin.account.ChannelAddresses;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Asks the channels that are installed. */
final class InstalledAddresses implements ChannelAddresses {

    private final KeycloakSession session;

    InstalledAddresses(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public boolean stillProven(RealmModel realm, UserModel user, String channel, String address) {
        OtpChannel installed = session.getProvider(OtpChannel.class, channel);
        return installed != null && installed.stillProven(realm, user, address);
    }

    @Override
    public void close() {
        // nothing is held
    }
}
