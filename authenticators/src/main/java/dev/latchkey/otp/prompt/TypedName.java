package dev.latchkey.otp.prompt;

import dev.latchkey.mail.MailDelivery;
import dev.latchkey.otp.PhoneIdentifiers;
import org.keycloak.models.UserModel;

/**
 * What an unauthenticated requester has typed as the name of an account, and by which channel its code is sent.
 *
 * @param channel the id of the channel
 * @param text    a user name or an e-mail address; of a telephone number, its form of E.164
 */
public record TypedName(String channel, String text) {

    /**
     * @param typed a user name or an e-mail address
     * @return the name of an account to which a code is mailed
     */
    public static TypedName byMail(String typed) {
        return new TypedName(MailDelivery.CHANNEL, typed);
    }

    /**
     * @param number a telephone number in the form of E.164
     * @return the name of an account to which a code is sent by text
     */
    static TypedName byPhone(String number) {
        return new TypedName(PhoneIdentifiers.CHANNEL, number);
    }

    boolean isNumber() {
        return PhoneIdentifiers.CHANNEL.equals(channel);
    }

    /** Returns where the code of an account goes that it names. */
    String address(UserModel user) {
        return isNumber() ? text : user.getEmail();
    }
}
