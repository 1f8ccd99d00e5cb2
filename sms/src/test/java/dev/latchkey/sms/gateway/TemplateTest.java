package dev.latchkey.sms.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
            "gateway"})
    void attack_textsNeverTravelInTheClear(String url) {
        assertThrows(IllegalArgumentException.class,
                () -> HttpGatewayConfig.of(url, null, "application/json", "{}", null, null));
    }

    @Test
    void refusesWhatItCannotRead() {
        assertThrows(IllegalArgumentException.class, () -> HttpGatewayConfig.of("https://gateway.example/", "no header",
                "application/json", "{}", null, null));
        assertThrows(IllegalArgumentException.class, () -> HttpGatewayConfig.of("https://gateway.example/", null,
                "text/xml", "{}", null, null));
        assertThrows(IllegalArgumentException.class, () -> HttpGatewayConfig.of("https://gateway.example/", null,
                "application/json", "{}", null, "60"));
        assertEquals(2, HttpGatewayConfig.of("http://127.0.0.1:1/{digits}", "A: b||C: {vault.d}", "application/json",
                "{}", null, null).headers().size());
    }
}
