package dev.latchkey.common.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class MacKeysFactoryTest {

    private static final String PEPPER = "a-pepper-of-32-characters-or-more";

    @Test
    void noPepperMayStandInTheListAndIsNotTooShort() {
        assertEquals(List.of("none", PEPPER), MacKeysFactory.checked(new String[] {"none", " " + PEPPER}, false));
        assertEquals(List.of(), MacKeysFactory.checked(null, false));
    }

    @Test
    void noPepperIsRetiredOnlyWhereThereIsOne() {
        assertEquals(List.of(PEPPER), MacKeysFactory.checked(new String[] {PEPPER}, true));
        for (String[] configured : new String[][] {null, {}, {"none", PEPPER}, {PEPPER, "none"}}) {
            assertTrue(assertThrows(IllegalArgumentException.class,
                    () -> MacKeysFactory.checked(configured, true)).getMessage().contains("retire-unpeppered"));
        }
    }

    @Test
    void aServerWithoutAPepper_orWithTheOneOfTheDemo_isWarned() throws IOException {
        String published = Files.readAllLines(Path.of("../compose.env")).stream()
                .filter(line -> line.startsWith("KC_SPI_LATCHKEY_KEYS__DEFAULT__PEPPER="))
                .map(line -> line.substring(line.indexOf('=') + 1)).findFirst().orElseThrow();
        assertTrue(MacKeysFactory.warning(List.of()).orElseThrow().contains("without a pepper"));
        assertTrue(MacKeysFactory.warning(List.of("none", PEPPER)).orElseThrow().contains("without a pepper"));
        for (List<String> peppers : List.of(List.of(published), List.of(PEPPER, published))) {
            assertTrue(MacKeysFactory.warning(peppers).orElseThrow().contains("with the pepper of its demo"));
        }
        assertEquals(Optional.empty(), MacKeysFactory.warning(List.of(PEPPER, "none")));
    }
}
