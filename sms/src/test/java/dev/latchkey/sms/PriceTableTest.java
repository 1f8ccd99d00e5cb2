package dev.latchkey.sms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTableTest {

    /** docs/sms.md. */
    private static final String EXAMPLE = "default=0.25, DE=0.075, AT=0.08, +4915=0.07, +1=0.0079, PR=0.03";

    @Test
    void theDocsHaveTheExampleWithItsPrices() throws IOException {
        String docs = Files.readString(Path.of("../docs/sms.md"));
        assertTrue(docs.contains('`' + EXAMPLE + '`'));
        for (String entry : new String[] {"+4915=0.07", "DE=0.075", "default=0.25"}) {
            assertTrue(docs.contains("| `" + entry + "` |"), entry);
        }
    }

    @ParameterizedTest
    @CsvSource({"+4915123456789,700", "+4917123456789,750", "+436641234567,800", "+33612345678,2500",
        "+12015550123,79", "+17875550123,79"})
    void theLongestBeginningCounts_thenTheCountry_thenTheDefault(String number, long price) {
        assertEquals(price, PriceTable.of(EXAMPLE).price(number));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DE=0.075", "default=0", "default=0.00", "default=0.12345", "default=-1", "default=1e3",
        "default=0,1", "default=0.1,", "default=0.1,XX=0.1", "default=0.1,de=0.1", "default=0.1,49=0.1",
        "default=0.1,+49=0.1,+49=0.2", "default=0.1;DE=0.2", "default=10000", "default=٣", "default=0.1,+49="})
    void attack_aTableThatLeavesAPriceOpen_isRefused(String table) {
        assertThrows(IllegalArgumentException.class, () -> PriceTable.of(table));
    }
}
