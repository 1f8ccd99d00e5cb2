package dev.latchkey.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailBrandTest {

    @ParameterizedTest
    @ValueSource(strings = {"https://id.example/logo.png", "https://cdn.id.example:8443/a/b.png?v=2&w=200",
            "HTTPS://id.example/logo.png"})
    void aLogoIsAnHttpsUrl(String url) {
        assertEquals(Optional.of(url), MailBrand.logo(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "logo.png", "//id.example/logo.png", "http://id.example/logo.png", "https:",
            "https:///logo.png", "https://user:secret@id.example/logo.png", "data:image/png;base64,AAAA",
            "javascript:alert(1)", "https://id.example/a b.png", "https://id.example/\" onload=\"x",
            "https://id.example/'onload='x", "https://id.example/<script>", "https://id.example/a\r\nBcc: b@c.example",
            "https://id.example/\u00fc.png", "https://b\u00fccher.example/logo.png", "${7*7}"})
    void nothingElseIsALogo(String text) {
        assertEquals(Optional.empty(), MailBrand.logo(text));
    }

    @Test
    void anEndlessAddressIsNoLogo() {
        assertEquals(Optional.empty(), MailBrand.logo("https://id.example/" + "a".repeat(2_000)));
    }
}
