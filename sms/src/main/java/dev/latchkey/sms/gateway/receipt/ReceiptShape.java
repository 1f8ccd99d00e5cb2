package dev.latchkey.sms.gateway.receipt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.latchkey.common.rest.JsonBody;
import dev.latchkey.sms.InboundText;
import dev.latchkey.sms.ReceiptState;

/** The requests by which providers of texts report what became of one. */
public enum ReceiptShape {

    /** A form, signed over address and fields; without a time. The text is named in the query. */
    TWILIO {
        @Override
        public boolean isSigned(ReceiptCall call, byte[] secret, long nowSeconds) {
            Optional<Map<String, String>> form = FormFields.read(call.text());
            return form.isPresent() && call.url().isPresent() && Signatures.matches(call.header("X-Twilio-Signature"),
                    Signatures.hmac("HmacSHA1", secret, bytes(call.url().get() + FormFields.joined(form.get()))));
        }

        @Override
        public Optional<Receipt> read(ReceiptCall call) {
            Optional<String> reference = call.url().filter(url -> url.indexOf('?') >= 0)
                    .flatMap(url -> FormFields.read(url.substring(url.indexOf('?') + 1)))
                    .map(fields -> fields.get("reference"));
            return FormFields.read(call.text()).map(fields -> fields.get("MessageStatus"))
                    .map(status -> receipt(reference, status));
        }

        @Override
        public Optional<InboundText> readText(ReceiptCall call) {
            return FormFields.read(call.text()).flatMap(fields -> text(Optional.ofNullable(fields.get("From")),
                    Optional.ofNullable(fields.get("Body"))));
        }
    },

    /** JSON with a time in a header, signed over time, address and body. */
    BIRD {
        @Override
        public boolean isSigned(ReceiptCall call, byte[] secret, long nowSeconds) {
            String time = call.header("MessageBird-Request-Timestamp");
            return call.url().isPresent() && Signatures.isFresh(time, nowSeconds)
                    && Signatures.matches(call.header("MessageBird-Signature"),
                            Signatures.hmac(SHA256, secret, bytes(time + '\n' + call.url().get() + '\n'),
                                    Signatures.sha256(call.body())));
        }

        @Override
        public Optional<Receipt> read(ReceiptCall call) {
            return json(call).map(body -> body.json().get("payload")).filter(JsonNode::isObject).map(JsonBody::new)
                    .flatMap(ReceiptShape::receipt);
        }

        @Override
        public Optional<InboundText> readText(ReceiptCall call) {
            return json(call).map(body -> body.json().path("payload"))
                    .flatMap(said -> text(textual(said.at("/sender/contact/identifierValue")),
                            textual(said.at("/body/text/text"))));
        }
    },

    /** JSON, signed as Standard Webhooks 1.0 specifies: over an id, the time and the body. */
    IN_HOUSE {
        @Override
        public boolean isSigned(ReceiptCall call, byte[] secret, long nowSeconds) {
            String time = call.header("webhook-timestamp");
            byte[] expected = Signatures.hmac(SHA256, secret, bytes(call.header("webhook-id") + '.' + time + '.'),
                    call.body());
            // one for each secret while the provider replaces its own
            return Signatures.isFresh(time, nowSeconds)
                    && Stream.of(call.header("webhook-signature").split(" ")).filter(one -> one.startsWith(VERSION))
                            .anyMatch(one -> Signatures.matches(one.substring(VERSION.length()), expected));
        }

        @Override
        public Optional<Receipt> read(ReceiptCall call) {
            return json(call).flatMap(ReceiptShape::receipt);
        }

        @Override
        public Optional<InboundText> readText(ReceiptCall call) {
            return json(call).flatMap(body -> text(body.text("from"), body.text("text")));
        }
    };

    private static final String SHA256 = "HmacSHA256";
    private static final String VERSION = "v1,";
    private static final Set<String> DELIVERED = Set.of("delivered", "read");
    private static final Set<String> UNDELIVERED =
            Set.of("undelivered", "failed", "delivery_failed", "sending_failed", "expired", "rejected");

    /**
     * @param call       a request
     * @param secret     the provider's secret
     * @param nowSeconds the current time, epoch seconds
     * @return whether the provider has sent it, lately where the shape has a time
     */
    public abstract boolean isSigned(ReceiptCall call, byte[] secret, long nowSeconds);

    /**
     * @param call a request whose signature was verified
     * @return what it says; empty when that cannot be read
     */
    public abstract Optional<Receipt> read(ReceiptCall call);

    /**
     * @param call a request whose signature was verified
     * @return the text that a phone has sent; empty when that cannot be read
     */
    public abstract Optional<InboundText> readText(ReceiptCall call);

    private static Optional<InboundText> text(Optional<String> from, Optional<String> body) {
        return from.flatMap(number -> body.map(said -> new InboundText(number, said)));
    }

    private static Optional<String> textual(JsonNode node) {
        return Optional.ofNullable(node.isTextual() ? node.asText() : null);
    }

    /**
     * @param name as configured: {@code twilio}, {@code bird} or {@code in-house}
     * @return the shape
     * @throws IllegalArgumentException if there is none of this name
     */
    public static ReceiptShape of(String name) {
        return Arrays.stream(values()).filter(shape -> shape.id().equals(name)).findFirst().orElseThrow(() ->
                new IllegalArgumentException("The shape of receipts must be twilio, bird or in-house"));
    }

    private String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Optional<Receipt> receipt(JsonBody body) {
        return body.text("status").map(status -> receipt(body.text("reference"), status));
    }

    private static Receipt receipt(Optional<String> reference, String status) {
        String word = status.toLowerCase(Locale.ROOT);
        ReceiptState said = UNDELIVERED.contains(word) ? ReceiptState.UNDELIVERED : ReceiptState.OTHER;
        return new Receipt(reference.orElse(""), DELIVERED.contains(word) ? ReceiptState.DELIVERED : said);
    }

    private static Optional<JsonBody> json(ReceiptCall call) {
        try {
            return Optional.of(JsonBody.read(new ByteArrayInputStream(call.body())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
