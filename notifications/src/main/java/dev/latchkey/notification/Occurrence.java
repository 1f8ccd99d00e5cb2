package dev.latchkey.notification;

import java.util.Locale;

/**
 * What is known of a request when it ends; the notice is written later, when nobody waits any more.
 *
 * @param realmId     the realm
 * @param userId      the account
 * @param ip          the client's address
 * @param device      the client's device in words, empty when it is not known
 * @param fingerprint kind of browser and system, empty when it is not known
 * @param locale      the language of the request
 * @param at          when, epoch milliseconds
 */
record Occurrence(String realmId, String userId, String ip, String device, String fingerprint, Locale locale,
        long at) {
}
