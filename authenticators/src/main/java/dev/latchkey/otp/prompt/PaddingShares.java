package dev.latchkey.otp.prompt;

import dev.latchkey.common.net.ClientAddress;
import dev.latchkey.limit.FairShares;

/** Divides the answers that may wait at once on a node between realms, and between the addresses that wait for them. */
final class PaddingShares {

    private final FairShares realms;
    private final FairShares addresses;

    /** @param total how many may wait, 4 or more; a quarter of them for one address */
    PaddingShares(int total) {
        this.realms = new FairShares(total, total);
        this.addresses = new FairShares(total, total / 4);
    }

    /**
     * @param realmId the realm
     * @param address of the client, as {@link ClientAddress#limitKey} has it
     * @return whether one more may wait; the caller must {@link #release} it
     */
    boolean take(String realmId, String address) {
        if (!addresses.take(address)) {
            return false;
        }
        if (!realms.take(realmId)) {
            addresses.release(address);
            return false;
        }
        return true;
    }

    void release(String realmId, String address) {
        realms.release(realmId);
        addresses.release(address);
    }

    int used() {
        return realms.used();
    }
}
