package dev.latchkey.notification;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The devices of recent failed sign-ins on this node, by account. Keycloak's detector reports a lock from a thread
 * without a request, and knows the client's address alone; it runs on the node that has answered the request.
 */
public final class RecentFailures {

    private static final int MAX = 1_000;
    private static final long MILLIS = 60_000;

    private final Map<Account, Failure> newest = new LinkedHashMap<>() {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Account, Failure> eldest) {
            return size() > MAX;
        }
    };

    /**
     * Remembers a failure, in place of an earlier one of the account.
     *
     * @param realmId the realm
     * @param userId  the account
     * @param ip      the client's address
     * @param device  the client's device in words
     * @param at      current time, epoch milliseconds
     */
    public synchronized void add(String realmId, String userId, String ip, String device, long at) {
        Account account = new Account(realmId, userId);
        newest.remove(account);
        newest.put(account, new Failure(ip, device, at));
    }

    /**
     * @param realmId the realm
     * @param userId  the account
     * @param ip      where the lock's last failure came from
     * @param at      when the account was locked, epoch milliseconds
     * @return the device in words; empty when there was no failure from that address within a minute of the lock
     */
    public synchronized Optional<String> device(String realmId, String userId, String ip, long at) {
        return Optional.ofNullable(newest.get(new Account(realmId, userId)))
                .filter(failure -> failure.ip().equals(ip) && Math.abs(at - failure.at()) <= MILLIS)
                .map(Failure::device);
    }

    private record Account(String realmId, String userId) {
    }

    private record Failure(String ip, String device, long at) {
    }
}
