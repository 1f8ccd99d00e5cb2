package dev.latchkey.signin.account;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Detects that an address of a channel other than e-mail, such as a telephone number, is no longer its user's while a
 * sign-in is under way in which a code to it was a factor. Who has proven the old address must not continue with that;
 * {@link MailboxWatch} is the same for e-mail.
 */
public final class AddressWatch {

    private static final String PROVEN = "latchkey.channels-proven.";
    private static final String ENTRIES = "\n";
    private static final String SEPARATOR = " ";

    private AddressWatch() {
    }

    /**
     * Remembers that a code to an address was a factor.
     *
     * @param authSession the tab, or the app's sign-in
     * @param user        the account
     * @param channel     the channel's id
     * @param address     the address
     */
    public static void proven(AuthenticationSessionModel authSession, UserModel user, String channel,
            String address) {
        authSession.setAuthNote(PROVEN + user.getId(), Stream.concat(others(authSession, user, channel),
                Stream.of(channel + SEPARATOR + address)).collect(Collectors.joining(ENTRIES)));
    }

    /**
     * Lets a sign-in go on that changes an address itself, and holds it to the new one.
     *
     * @param authSession the tab, or the app's sign-in
     * @param user        the account
     * @param channel     the channel's id
     * @param address     the new address, where a code has proven it; empty where it is proven otherwise, and is no
     *                    factor
     */
    public static void changed(AuthenticationSessionModel authSession, UserModel user, String channel,
            Optional<String> address) {
        if (entries(authSession, user).anyMatch(entry -> isOf(channel, entry))) {
            authSession.setAuthNote(PROVEN + user.getId(), Stream.concat(others(authSession, user, channel),
                    address.stream().map(proven -> channel + SEPARATOR + proven))
                    .collect(Collectors.joining(ENTRIES)));
        }
    }

    /**
     * @param session     the request's session
     * @param authSession the tab, or the app's sign-in
     * @param user        the account as it is now
     * @return whether an address was proven in it that is no longer the account's; false when none was proven
     */
    public static boolean outdated(KeycloakSession session, AuthenticationSessionModel authSession, UserModel user) {
        return !entries(authSession, user).map(entry -> entry.split(SEPARATOR, 2))
                .allMatch(entry -> session.getProvider(ChannelAddresses.class)
                        .stillProven(authSession.getRealm(), user, entry[0], entry[1]));
    }

    private static Stream<String> others(AuthenticationSessionModel authSession, UserModel user, String channel) {
        return entries(authSession, user).filter(entry -> !isOf(channel, entry));
    }

    private static boolean isOf(String channel, String entry) {
        return entry.startsWith(channel + SEPARATOR);
    }

    private static Stream<String> entries(AuthenticationSessionModel authSession, UserModel user) {
        return Stream.ofNullable(authSession.getAuthNote(PROVEN + user.getId()))
                .flatMap(note -> Arrays.stream(note.split(ENTRIES))).filter(entry -> !entry.isEmpty());
    }
}
