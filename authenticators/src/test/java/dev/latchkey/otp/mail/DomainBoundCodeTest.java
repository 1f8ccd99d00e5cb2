package dev.latchkey.otp.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.Optional;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainBoundCodeTest {

    @ParameterizedTest
    @CsvSource({"https://id.example.com/, @id.example.com #012345", "https://ID.Example.com:8443/auth/, "
            + "@id.example.com #012345", "https://xn--bcher-kva.example, @xn--bcher-kva.example #012345",
        "http://localhost:8080, @localhost #012345"})
    void theLineNamesTheDomainAloneAndTheCode(String base, String line) {
        assertEquals(Optional.of(line), DomainBoundCode.line(URI.create(base), "012345"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://192.0.2.7/", "https://[2001:db8::1]/", "https://b\u00fccher.example/"})
    void anythingButADomainHasNoLine(String base) {
        assertEquals(Optional.empty(), DomainBoundCode.line(URI.create(base), "012345"));
    }
}
