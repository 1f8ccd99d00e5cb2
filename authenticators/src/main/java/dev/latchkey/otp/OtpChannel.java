package dev.latchkey.otp;

import java.util.Optional;

import dev.latchkey.mail.Delivery;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.provider.Provider;

/**
 * A way to send codes: e-mail, or another one that is installed. A channel knows its addresses and writes and delivers
 * messages. Challenges, codes, attempts, lockout, rate limits and the queue are the same for all channels and know
 * nothing of what is behind one.
 */
public interface OtpChannel extends Provider {

    /** Longest id of a channel, in characters. */
    int MAX_ID = 20;

    /** @return the channel's id, which is stored and shown in events and meters: that of its factory */
    String id();

    /**
     * @param realm the realm
     * @param user  a user
     * @return the address to which this channel would send a code now, in the one form in which it writes addresses;
     *         empty when the user has none, and when the channel does not send to the one that the user has
     */
    Optional<String> address(RealmModel realm, UserModel user);

    /**
     * @param realm the realm
     * @param user  a user
     * @return whether a code that is sent to the user's address proves anything about the user: the address was proven
     *         to be the user's, and no rule of the channel speaks against it now
     */
    boolean isFactor(RealmModel realm, UserModel user);

    /**
     * Asked at each later request of a sign-in in which a code to the address was a factor.
     *
     * @param realm   the realm
     * @param user    the user of the sign-in
     * @param address the address to which that code was sent
     * @return whether the address is still the user's, and still proven to be: where it is not, the sign-in is ended. A
     *         rule that may say otherwise from one moment to the next does not belong here
     */
    default boolean stillProven(RealmModel realm, UserModel user, String address) {
        return address(realm, user).equals(Optional.of(address));
    }

    /**
     * @param address an address of this channel
     * @return the address so that its owner recognizes it and no other reader learns it
     */
    String masked(String address);

    /** @return what a message costs, which decides how its number is limited */
    MessageCost cost();

    /**
     * @param address an address of this channel
     * @return the group of addresses that belong together, such as the numbers of one prefix. Where messages cost
     *         money, their number is limited for each group: somebody who is paid for them may have many addresses
     */
    String group(String address);

    /**
     * @param address an address of this channel
     * @return the range of addresses that an operator holds, wider than {@link #group} or the same. Where messages cost
     *         money, none are sent to a range any more of whose codes too few are entered; the log names it
     */
    default String range(String address) {
        return group(address);
    }

    /**
     * Not asked before a first factor: where no account has the address, nothing is spent, and the answer would tell.
     *
     * @param request for a code to an address of this channel, after a first factor
     * @return when its message can be paid for again, epoch milliseconds, where the money that the realm may spend does
     *         not pay for it now; empty when it does, and where money is not counted. Others may spend it before the
     *         message is handed over: the channel's {@link Delivery} is what spends
     */
    default Optional<Long> moneySpentUntil(OtpRequest request) {
        return Optional.empty();
    }

    /** @return whether its messages to users of the request's realm can hold a link besides the code, or alone */
    boolean holdsLinks();

    /**
     * Writes a message. Sends nothing: the queue does, when this channel's session may be closed.
     *
     * @param message its content and recipient
     * @return the message
     * @throws MessageNotComposedException if it cannot be written, for instance because a theme is broken
     */
    Delivery write(OtpMessage message) throws MessageNotComposedException;
}
