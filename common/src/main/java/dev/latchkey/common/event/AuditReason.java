package dev.latchkey.common.event;

/** Why a code, link or mail was refused. */
public enum AuditReason implements Reason {

    /** A code was verified and is wrong. */
    WRONG_CODE("authn_login_fail"),
    /** The code's attempts are used up; the code was not verified. */
    CODE_USED_UP("authn_login_fail_max"),
    /** The code is expired, used, replaced or unknown; it was not verified. */
    CODE_EXPIRED("authn_login_fail"),
    /** Consecutive failures have locked the account's second factor for a while; nothing is verified or sent. */
    SECOND_FACTOR_LOCKED("authn_login_lock"),
    /** Consecutive failures have locked the second factor until the guard is cleared; nothing is verified or sent. */
    SECOND_FACTOR_PERMANENTLY_LOCKED("authn_login_lock"),
    /** Failures before any factor have used up the day's codes of one purpose; links go on working. */
    CODES_SPENT("authn_login_fail_max"),
    /** A rate limit is reached; nothing was sent or accepted. */
    EXCESS_RATE_LIMIT_EXCEEDED("excess_rate_limit_exceeded"),
    /** Of many messages to a range of addresses few codes were entered; nothing more is sent there for a while. */
    RANGE_UNANSWERED("excess_rate_limit_exceeded"),
    /** What the realm may spend on messages is spent; none that costs money is sent until the day is over. */
    MONEY_SPENT("excess_rate_limit_exceeded"),
    /** An unauthenticated requester has named an account that does not exist or cannot be served. */
    NO_ACCOUNT("authn_login_fail"),
    /** The account has no address that a code could be mailed to. */
    NO_EMAIL_ADDRESS("authn_login_fail"),
    /** The account has no address of the channel that would send the code, or the channel does not send to it. */
    NO_ADDRESS("authn_login_fail"),
    /** The account is disabled, or locked by Keycloak's brute-force detector. */
    ACCOUNT_UNAVAILABLE("authn_login_fail");

    private final String owasp;

    AuditReason(String owasp) {
        this.owasp = owasp;
    }

    @Override
    public String owasp() {
        return owasp;
    }
}
