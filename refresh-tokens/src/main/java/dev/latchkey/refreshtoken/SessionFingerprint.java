package dev.latchkey.refreshtoken;

import dev.latchkey.common.keys.MacMessage;

/**
 * What a request to the token endpoint reveals about the client's HTTP stack. An attacker who has copied a token may be
 * able to imitate this too: it stops a careless attacker, and DPoP (RFC 9449) stops a careful one.
 *
 * @param product  family of the user agent, without its version
 * @param system   operating system, without its version
 * @param language {@code Accept-Language} as it was sent
 * @param encoding {@code Accept-Encoding} as it was sent
 */
public record SessionFingerprint(String product, String system, String language, String encoding) {

    /**
     * @param tokenId {@code jti} of the token that is to carry the hash; makes hashes of two tokens differ
     * @return SHA-256 in hexadecimal
     */
    public String hash(String tokenId) {
        return MacMessage.of("session-fingerprint", tokenId, product, system, language, encoding).sha256();
    }

    /**
     * @param userAgent the header {@code User-Agent}; may be null
     * @return the name of its first product, without the version, for clients that are no browsers; empty for null
     */
    public static String product(String userAgent) {
        return userAgent == null ? "" : userAgent.strip().split("[/\\s]", 2)[0];
    }
}
