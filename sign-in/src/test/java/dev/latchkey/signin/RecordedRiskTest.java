package dev.latchkey.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

class RecordedRiskTest {

    @Test
    void aHighRiskAndAnUnknownOneOutweighTrust() {
        assertTrue(new RecordedRisk("high", 95, List.of("address")).outweighsTrust());
        assertTrue(new RecordedRisk("medium", 50, List.of("address", RecordedRisk.UNKNOWN)).outweighsTrust());
        assertFalse(new RecordedRisk("medium", 60, List.of("address")).outweighsTrust());
    }

    @Test
    void whatIsUnknownIsSaidFirstWhereNotAllReasonsHaveRoom() {
        RecordedRisk risk = new RecordedRisk("medium", 60, List.of("address", "agent", RecordedRisk.UNKNOWN));
        assertEquals(risk.reasons(), risk.reasons(3));
        assertEquals(List.of(RecordedRisk.UNKNOWN, "address"), risk.reasons(2));
        assertEquals(List.of("a", "b"), new RecordedRisk("low", 1, List.of("a", "b", "c")).reasons(2));
    }
}
