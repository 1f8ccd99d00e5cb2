package dev.latchkey.sms.gateway.receipt;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A request that reports on a text. Nothing of it is believed before its signature.
 *
 * @param url     as the provider has called it, with the query; empty where the server's address is not fixed
 * @param headers returns the value of a header by its name; null where it is not there, or there twice
 * @param body    the body as it came
 */
public record ReceiptCall(Optional<String> url, UnaryOperator<String> headers, byte[] body) {

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    String header(String name) {
        String value = headers.apply(name);
        return value == null ? "" : value;
    }

    /** Shows nothing of what is in it. */
    @Override
    public String toString() {
        return "ReceiptCall";
    }
}
