package dev.latchkey.otp.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedEmailTest {

    @ParameterizedTest
    @CsvSource({
            "alice@example.org, a•••e@e•••e.org",
            "bob@example.org, b•••@e•••e.org",
            "a@b.c, a•••@b•••.c",
            "first.last@mail.example.co.uk, f•••t@m•••l.example.co.uk",
            "root@localhost, r•••t@l•••t",
            "\"a@b\"@example.org, \"•••\"@e•••e.org",
            "no-address, •••"})
    void theOwnerRecognisesItAndAStrangerDoesNotLearnIt(String email, String masked) {
        assertEquals(masked, MaskedEmail.of(email));
    }
}
