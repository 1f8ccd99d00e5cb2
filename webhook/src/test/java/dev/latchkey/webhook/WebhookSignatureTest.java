package dev.latchkey.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSignatureTest {

    /** The example of the Standard Webhooks libraries. */
    @Test
    void signsAsStandardWebhooksDo() {
        byte[] key = WebhookSignature.key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertEquals("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", WebhookSignature.of(List.of(key),
                "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, "{\"test\": 2432232314}"));
    }

    @Test
    void twoSecretsGiveTwoSignatures() {
        byte[] one = "0123456789abcdef01234567".getBytes(StandardCharsets.UTF_8);
        byte[] two = "another-secret-of-24-bytes".getBytes(StandardCharsets.UTF_8);
        String both = WebhookSignature.of(List.of(one, two), "evt", 1, "{}");
        assertEquals(both, WebhookSignature.of(List.of(one), "evt", 1, "{}") + ' '
                + WebhookSignature.of(List.of(two), "evt", 1, "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"too-short", "whsec_c2hvcnQ=", "whsec_no base64 at all, however long it is"})
    void refusesWeakSecretsWithoutRepeatingThem(String secret) {
        Exception refused = assertThrows(IllegalArgumentException.class, () -> WebhookSignature.key(secret));
        assertFalse(refused.getMessage().contains(secret.replace("whsec_", "").substring(0, 5)));
    }
}
