package dev.latchkey.signin.account;

import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.Provider;

/** Addresses to which codes are sent, for modules that know no channel. */
public interface ChannelAddresses extends Provider {

    /**
     * @param realm   the realm
     * @param user    a user
     * @param channel the id of a channel
     * @param address an address to which it has sent a code that the user has entered
     * @return whether the address is still the user's, and still proven to be; false where the channel is not installed
     */
    boolean stillProven(RealmModel realm, UserModel user, String channel, String address);
}
