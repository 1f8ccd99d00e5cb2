package dev.latchkey.common.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
