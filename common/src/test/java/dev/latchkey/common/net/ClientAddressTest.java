package dev.latchkey.common.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {

    @ParameterizedTest
    @CsvSource(nullValues = "null", value = {
            "192.0.2.7, 192.0.2.7",
            "2001:db8:1:2:3:4:5:6, 20010db800010002/64",
            "2001:db8:1:2::1, 20010db800010002/64",
            "2001:db8:1:3::1, 20010db800010003/64",
            "::ffff:192.0.2.7, 192.0.2.7",
            "fe80::1%lo, fe80000000000000/64",
            "no:such:literal, unknown",
            "'', unknown",
            "null, unknown"})
    void oneHouseholdIsOneBucket(String address, String key) {
        assertEquals(key, ClientAddress.limitKey(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3", "1.2.3.4.", "256.1.1.1", "1.2.3.4.example", "localhost", "no:such",
            "0x7f.0.0.1", ""})
    void whatSpellsNoAddressIsNotLookedUp(String text) {
        assertEquals(Optional.empty(), ClientAddress.literal(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "255.255.255.255", "192.0.2.70", "9.10.200.3"})
    void anAddressIsReadAsItIsSpelt(String text) {
        assertEquals(text, ClientAddress.literal(text).orElseThrow().getHostAddress());
    }

    @ParameterizedTest
    @CsvSource(nullValues = "null", value = {
            "192.0.2.7, 192.0.2.7",
            "2001:db8:1:2::1, 2001:db8:1:2::1",
            "fe80:0:0:0:1234:5678:9abc:def0%enp0s31f6, fe80:0:0:0:1234:5678:9abc:def0",
            "0000:0000:0000:0000:0000:ffff:192.168.100.228, 0000:0000:0000:0000:0000:ffff:192.168.100.228",
            "'', unknown",
            "null, unknown"})
    void anAddressIsKeptWithoutItsZone(String address, String kept) {
        assertEquals(kept, ClientAddress.kept(address));
    }

    /** A proxy may hand on any text, of which a client could send a new one each time. */
    @ParameterizedTest
    @ValueSource(strings = {"made-up", "1.2.3", "1.2.3.4.5", "256.1.1.1", "no:such", "192.0.2.7, 192.0.2.8", "_hidden"})
    void attack_whatIsNoAddressHasNoBucketOfItsOwn(String text) {
        assertEquals("unknown", ClientAddress.limitKey(text));
        assertEquals("unknown", ClientAddress.network(ClientAddress.limitKey(text)));
    }

    @Test
    void attack_whatIsNoAddressIsKeptShortAndInOneLine() {
        assertEquals("x".repeat(45), ClientAddress.kept("x".repeat(10_000)));
        assertEquals("ab", ClientAddress.kept("a\r\n\u0000b"));
    }
}
