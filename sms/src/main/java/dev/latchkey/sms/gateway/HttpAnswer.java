package dev.latchkey.sms.gateway;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLHandshakeException;

import dev.latchkey.mail.ServerAnswer;

/**
 * What an answer of an HTTP API means. "Certainly not sent" is read from what only the API itself answers before it
 * takes a request. A status that a proxy in between gives as well, when it lost the API in the middle, means that a
 * text may have left.
 */
final class HttpAnswer {

    private HttpAnswer() {
    }

    /**
     * @param status     of an answer that is not 2xx
     * @param retryAfter whether the answer says when to come again, which proxies that have lost a server do not
     * @return what it means
     */
    static ServerAnswer of(int status, boolean retryAfter) {
        return switch (status) {
            // the account with the provider, or its limit: another gateway may have none of that
            case 401, 402, 407, 429 -> ServerAnswer.FAULT;
            case 503 -> retryAfter ? ServerAnswer.FAULT : ServerAnswer.UNKNOWN;
            // may concern the account, or this number alone
            case 403, 404, 405 -> ServerAnswer.REFUSED;
            // 408: proxies say so of a server that is too slow; 409: perhaps the text was taken before
            case 408, 409 -> ServerAnswer.UNKNOWN;
            default -> status / 100 == 4 ? ServerAnswer.REFUSED_FOR_GOOD : ServerAnswer.UNKNOWN;
        };
    }

    /**
     * @param failure of a request
     * @return {@link ServerAnswer#FAULT} if no byte of the request can have left
     */
    static ServerAnswer of(Throwable failure) {
        boolean before = failure instanceof ConnectException || failure instanceof HttpConnectTimeoutException
                || failure instanceof UnknownHostException || failure instanceof UnresolvedAddressException
                || failure instanceof SSLHandshakeException;
        return before ? ServerAnswer.FAULT : ServerAnswer.UNKNOWN;
    }
}
