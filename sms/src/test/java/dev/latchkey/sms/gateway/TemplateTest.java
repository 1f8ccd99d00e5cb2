package dev.latchkey.sms.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    private static final String VALUE = "a\"b\\c\n{text}&d=\u00e9";

    @Test
    void attack_aValueNeverLeavesTheStringThatItIsIn() {
        assertEquals("{\"t\": \"a\\\"b\\\\c\\u000a{text}&d=\u00e9\"}",
                filled("{\"t\": \"{text}\"}", Template.Escape.JSON));
        assertEquals("to=x&text=a%22b%5Cc%0A%7Btext%7D%26d%3D%C3%A9", filled("to=x&text={text}", Template.Escape.URL));
        assertEquals("Bearer a\"b\\c {text}&d=\u00e9", filled("Bearer {vault.key}", Template.Escape.HEADER));
    }

    @Test
    void leavesWhatIsNoPlaceholder() {
        assertEquals("{\"a\": {\"b\": 1}}", filled("{\"a\": {\"b\": 1}}", Template.Escape.JSON));
    }

    private static String filled(String template, Template.Escape escape) {
        return new Template(template, escape).filled(name -> VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://gateway.example/", "https://user:secret@gateway.example/", "ftp://gateway.example/",
            "gateway", "http://localhost/", "http://127.0.0.1.evil.example/", "http://127.0.0.1@evil.example/",
            "https://{digits}.example/", "https://gateway.example{text}/", "https:///texts", "http://0x7f000001/",
            "https://gateway.example/\nx", "https://gateway.example/a b"})
    void attack_textsNeverTravelInTheClear_norToAnotherServer(String url) {
        assertThrows(IllegalArgumentException.class,
                () -> HttpGatewayConfig.of(url, null, "application/json", "{}", null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no header", ": secret", "A b: secret", "A: b\r\nC: d", "A: b\nC: d", "A: 1||a: 2",
            "Host: evil", "Content-Length: 1", "Content-Type: text/plain", "A: \u0000"})
    void attack_aHeaderThatIsNone_stopsTheStart(String headers) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> HttpGatewayConfig.of(
                "https://gateway.example/", headers, "application/json", "{}", null, null));
        assertFalse(refused.getMessage().contains(headers.substring(headers.indexOf(':') + 1)), "no value is shown");
    }

    @Test
    void refusesWhatItCannotRead() {
        assertThrows(IllegalArgumentException.class, () -> HttpGatewayConfig.of("https://gateway.example/", null,
                "text/xml", "{}", null, null));
        assertThrows(IllegalArgumentException.class, () -> HttpGatewayConfig.of("https://gateway.example/", null,
                "application/json\r\nA: b", "{}", null, null));
        assertThrows(IllegalArgumentException.class, () -> HttpGatewayConfig.of("https://gateway.example/", null,
                "application/json", "{}", null, "60"));
        assertThrows(IllegalArgumentException.class, () -> HttpGatewayConfig.of("https://gateway.example/", null,
                "application/json", "{}", "(", null));
        assertEquals(2, HttpGatewayConfig.of("http://127.0.0.1:1/{digits}", "A: b||C: {vault.d}", "application/json",
                "{}", null, null).headers().size());
        assertEquals("[::1]:8", HttpGatewayConfig.of("http://[::1]:8/x", null, "application/json", "{}", null, null)
                .server());
    }
}
