package dev.latchkey.otp.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class RegistrationFormTest {

    @Test
    void addressAndNameLoseSpacesAndCapitals() {
        RegistrationForm form = form(Map.of("email", List.of(" Nora@Mail.Example\t"), "username", List.of("NORA")));
        assertEquals(Optional.of("nora@mail.example"), form.email());
        assertEquals(Optional.of("nora"), form.username());
    }

    @Test
    void otherAttributesStayAsTheyAre() {
        assertEquals(List.of(" Nora "), form(Map.of("firstName", List.of(" Nora "))).profile().get("firstName"));
    }

    @Test
    void prefixesAreTakenOffHoweverManyThereAre() {
        assertEquals(Optional.of("a@b.example"),
                form(Map.of("user.attributes.user.attributes.email", List.of("a@b.example"))).email());
    }

    @Test
    void valuesOfOneNameAreTogetherAndAnIdentifierIsOneOrNone() {
        RegistrationForm form = form(Map.of("email", List.of("a@b.example"), "user.attributes.email", List.of(
                "c@d.example"),
                "x", List.of("1"), "user.attributes.x", List.of("2")));
        assertEquals(Optional.empty(), form.email());
        assertTrue(form.repeats("email"));
        assertEquals(List.of("2", "1"), form.profile().get("x"));
        assertTrue(form(Map.of("email", List.of("a@b.example", "a@b.example"))).repeats("email"));
    }

    @Test
    void blankAndMissingIdentifiersAreNone() {
        RegistrationForm form = form(Map.of("email", Arrays.asList(" ", null), "username", List.of()));
        assertEquals(Optional.empty(), form.email());
        assertFalse(form.repeats("email"));
        assertEquals(Optional.empty(), form.username());
    }

    @Test
    void theNameMayBeLeftOut() {
        RegistrationForm form = form(Map.of("email", List.of("a@b.example"), "username", List.of("nora")))
                .withoutUsername();
        assertEquals(Map.of("email", List.of("a@b.example")), form.profile());
        assertEquals("secret", form.password());
    }

    @Test
    void aSignUpByNumberHasNoAddress_andANameThatTellsNothing() {
        RegistrationForm form = form(Map.of("phoneNumber", List.of("0151 23456789"), "email", List.of(" "),
                "username", List.of(""))).byPhone("+4915123456789").withoutPassword();
        assertEquals("+4915123456789", form.number());
        assertEquals(List.of("+4915123456789"), form.profile().get("phoneNumber"));
        assertEquals(Optional.empty(), form.email());
        assertEquals(36, form.username().orElseThrow().length());
        assertEquals(Optional.of("nora"), form(Map.of("username", List.of("Nora"))).byPhone("+4915123456789")
                .username());
    }

    @Test
    void whatNoTableHoldsIsFound() {
        assertEquals(Optional.empty(), form(Map.of("x", List.of("y".repeat(2000)))).unstorable());
        assertEquals(Optional.of("x"), form(Map.of("x", List.of("y\0"))).unstorable());
        assertEquals(Optional.of("x"), form(Map.of("x", List.of("\ud800y"))).unstorable());
        assertEquals(Optional.empty(), form(Map.of("x", List.of("\ud83d\ude00"))).unstorable());
        assertEquals(Optional.of("lastName"), form(Map.of("lastName", List.of("y".repeat(256)))).unstorable());
        assertEquals(Optional.of("n".repeat(256)), form(Map.of("n".repeat(256), List.of("y"))).unstorable());
    }

    @Test
    void thePasswordIsNeverShown() {
        assertEquals("RegistrationForm[email]", form(Map.of("email", List.of("a@b.example"))).toString());
    }

    private static RegistrationForm form(Map<String, List<String>> profile) {
        return new RegistrationForm(profile, "secret");
    }
}
