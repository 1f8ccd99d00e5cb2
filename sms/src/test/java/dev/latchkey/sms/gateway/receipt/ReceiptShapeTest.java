package dev.latchkey.sms.gateway.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.latchkey.sms.InboundText;
import dev.latchkey.sms.ReceiptState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The shapes of docs/sms.md. */
class ReceiptShapeTest {

    private static final long NOW = 1_614_265_330;
    private static final byte[] SECRET = bytes("the-provider-of-texts-has-this");
    private static final String URL = "https://id.example/realms/r/latchkey-texts/receipts/http?reference=ref.1";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String base64(byte[] mac) {
        return Base64.getEncoder().encodeToString(mac);
    }

    private static ReceiptCall call(String url, Map<String, String> headers, String body) {
        return new ReceiptCall(Optional.ofNullable(url), headers::get, bytes(body));
    }

    /** The example of Twilio's documentation. */
    @Test
    void readsTheSignatureOfTwilio() {
        assertTrue(ReceiptShape.TWILIO.isSigned(call("https://mycompany.com/myapp.php?foo=1&bar=2",
                Map.of("X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
                "To=%2B18005551212&Digits=1234&CallSid=CA1234567890ABCDE&From=%2B14158675309&Caller=%2B14158675309"),
                bytes("12345"), NOW));
    }

    /** The example of Standard Webhooks 1.0, with another signature before it. */
    @Test
    void readsTheSignatureOfStandardWebhooks() {
        assertTrue(ReceiptShape.IN_HOUSE.isSigned(call(URL, Map.of("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "webhook-timestamp", "1614265330",
                "webhook-signature", "v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
                "{\"test\": 2432232314}"), Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), NOW));
    }

    private static Map<String, String> signed(ReceiptShape shape, String url, String body, long seconds) {
        return switch (shape) {
            case TWILIO -> Map.of("X-Twilio-Signature", base64(Signatures.hmac("HmacSHA1", SECRET,
                    bytes(url + FormFields.read(body).map(FormFields::joined).orElse("")))));
            case BIRD -> Map.of("MessageBird-Request-Timestamp", String.valueOf(seconds), "MessageBird-Signature",
                    base64(Signatures.hmac("HmacSHA256", SECRET, bytes(seconds + "\n" + url + "\n"),
                            Signatures.sha256(bytes(body)))));
            case IN_HOUSE -> Map.of("webhook-id", "1", "webhook-timestamp", String.valueOf(seconds),
                    "webhook-signature", "v1," + base64(Signatures.hmac("HmacSHA256", SECRET,
                            bytes("1." + seconds + '.' + body))));
        };
    }

    private static String body(ReceiptShape shape, String status) {
        return switch (shape) {
            case TWILIO -> "MessageSid=SM1&MessageStatus=" + status;
            case BIRD -> "{\"event\": \"sms.outbound\", \"payload\": {\"reference\": \"ref.1\", \"status\": \""
                    + status + "\"}}";
            case IN_HOUSE -> "{\"reference\": \"ref.1\", \"status\": \"" + status + "\"}";
        };
    }

    @ParameterizedTest
    @CsvSource({"delivered,DELIVERED", "DELIVERED,DELIVERED", "undelivered,UNDELIVERED", "failed,UNDELIVERED",
        "delivery_failed,UNDELIVERED", "sent,OTHER", "queued,OTHER", "'',OTHER"})
    void readsWhatBecameOfTheText(String status, ReceiptState state) {
        for (ReceiptShape shape : ReceiptShape.values()) {
            ReceiptCall call = call(URL, signed(shape, URL, body(shape, status), NOW), body(shape, status));
            assertTrue(shape.isSigned(call, SECRET, NOW), shape::name);
            assertEquals(Optional.of(new Receipt("ref.1", state)), shape.read(call), shape::name);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsTextsOfPhones(ReceiptShape shape) {
        String body = switch (shape) {
            case TWILIO -> "MessageSid=SM1&From=%2B4915123456789&To=%2B4930123456&Body=Hello+BCDFGHJK";
            case BIRD -> "{\"event\": \"sms.inbound\", \"payload\": {\"sender\": {\"contact\":"
                    + " {\"identifierValue\": \"+4915123456789\"}}, \"body\": {\"type\": \"text\", \"text\":"
                    + " {\"text\": \"Hello BCDFGHJK\"}}}}";
            case IN_HOUSE -> "{\"from\": \"+4915123456789\", \"text\": \"Hello BCDFGHJK\"}";
        };

        assertEquals(Optional.of(new InboundText("+4915123456789", "Hello BCDFGHJK")),
                shape.readText(call(URL, signed(shape, URL, body, NOW), body)));
    }

    @ParameterizedTest
    @EnumSource
    void attack_whatIsNotWhatWasSigned_isRefused(ReceiptShape shape) {
        String body = body(shape, "delivered");
        Map<String, String> headers = signed(shape, URL, body, NOW);
        ReceiptCall call = call(URL, headers, body);

        assertTrue(shape.isSigned(call, SECRET, NOW + 300));
        assertFalse(shape.isSigned(call, bytes("another-secret-of-the-same-kind"), NOW), "another secret");
        assertFalse(shape.isSigned(call(URL, headers, body.replace("delivered", "failed")), SECRET, NOW), "body");
        assertFalse(shape.isSigned(call(URL, Map.of(), body), SECRET, NOW), "no signature");
        for (String name : headers.keySet()) {
            Map<String, String> changed = new HashMap<>(headers);
            changed.put(name, "\u0661");
            assertFalse(shape.isSigned(call(URL, changed, body), SECRET, NOW), name);
        }
        if (shape != ReceiptShape.IN_HOUSE) {
            assertFalse(shape.isSigned(call(URL + '2', headers, body), SECRET, NOW), "another address");
        }
        assertEquals(shape == ReceiptShape.IN_HOUSE, shape.isSigned(call(null, headers, body), SECRET, NOW),
                "no fixed address");
        if (shape != ReceiptShape.IN_HOUSE) {
            assertFalse(shape.isSigned(call(null, signed(shape, "", body, NOW), body), SECRET, NOW), "no address");
        }
        if (shape != ReceiptShape.TWILIO) {
            assertFalse(shape.isSigned(call, SECRET, NOW + 301), "old");
            assertFalse(shape.isSigned(call, SECRET, NOW - 301), "of the future");
        }
    }

    @ParameterizedTest
    @EnumSource
    void attack_whatIsNoReceipt_isReadAsNone(ReceiptShape shape) {
        for (String body : List.of("", "[]", "{", "null", "{\"payload\": 1}", "a=1&a=2", "=", "%zz=1", "status")) {
            assertEquals(Optional.empty(), shape.read(call(URL, Map.of(), body)), body);
            assertEquals(Optional.empty(), shape.readText(call(URL, Map.of(), body)), body);
        }
    }

    @Test
    void settingsThatCannotBeUsed_areRefused() {
        assertEquals(Optional.empty(), ReceiptConfig.of(null, null));
        assertThrows(IllegalArgumentException.class, () -> ReceiptConfig.of("twilio", null));
        assertThrows(IllegalArgumentException.class, () -> ReceiptConfig.of(null, "key"));
        assertThrows(IllegalArgumentException.class, () -> ReceiptConfig.of("Twilio", "key"));
        assertThrows(IllegalArgumentException.class, () -> ReceiptConfig.of("bird", "a}${b"));
    }
}
