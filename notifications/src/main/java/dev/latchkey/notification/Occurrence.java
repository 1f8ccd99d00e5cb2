package dev.latchkey.notification;

import java.util.Locale;

/**
 * The data of a request that a notification shows; the notification is written after the request has ended.
 *
 * @param realmId     the realm
 * @param userId      the account
 * @param ip          the client's address
 * @param device      the client's device in words, empty when it is not known
 * @param fingerprint kind of browser and system, empty when it is not known
 * @param locale      the language of the request
 * @param at          time of the request, epoch milliseconds
 */
public record Occurrence(String realmId, String userId, String ip, String device, String fingerprint, Locale locale,
        long at) {
}
