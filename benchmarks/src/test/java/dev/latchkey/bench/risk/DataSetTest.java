package dev.latchkey.bench.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;

import org.junit.jupiter.api.Test;

class DataSetTest {

    private static final String HEADER = "index,Login Timestamp,User ID,Round-Trip Time [ms],IP Address,Country,Region,"
            + "City,ASN,User Agent String,Browser Name and Version,OS Name and Version,Device Type,Login Successful,"
            + "Is Attack IP,Is Account Takeover\n";

    @Test
    void aLineIsASignIn() throws IOException {
        SignIn signIn = read("7,1970-01-02 12:00:00.5,-4324475583306591935,,10.0.65.171,NO,-,-,29695,"
                + "\"Mozilla/5.0 (X11, Linux) \"\"Test\"\"\",Firefox 20.0.0,Linux,desktop,True,False,False\n").get(0);
        assertEquals(1.5, signIn.day(), 1e-5);
        assertEquals(-4324475583306591935L, signIn.user());
        assertEquals(new SignIn.Origin("10.0.65.171", "29695", "NO"), signIn.origin());
        assertEquals(new SignIn.Client("Mozilla/5.0 (X11, Linux) \"Test\"", "Firefox 20.0.0", "Linux", "desktop"),
                signIn.client());
        assertEquals("Firefox/Linux/desktop", signIn.client().family());
    }

    @Test
    void timesMayBeMilliseconds() throws IOException {
        assertEquals(2, read("0,172800000,1,,10.0.0.1,NO,-,-,1,a,b,o,mobile,True,False,False\n").get(0).day());
    }

    @Test
    void failuresAndAttacksAreNoHonestSignIns() throws IOException {
        assertEquals(List.of(), read("0,1,1,,10.0.0.1,NO,-,-,1,a,b,o,mobile,False,False,False\n"
                + "1,1,1,,10.0.0.1,NO,-,-,1,a,b,o,mobile,True,True,False\n"
                + "2,1,1,,10.0.0.1,NO,-,-,1,a,b,o,mobile,True,False,True\n"));
    }

    @Test
    void whatIsEmptyIsUnknown() throws IOException {
        assertEquals(4, read("0,1,1,,10.0.0.1,NO,-,-,1,a,,,,True,False,False\n").get(0).features().values().size());
    }

    @Test
    void anotherFormatIsRefused() {
        assertThrows(IOException.class, () -> DataSet.read(new BufferedReader(new StringReader("a,b\n1,2\n")), 1));
        assertThrows(IOException.class, () -> DataSet.read(new BufferedReader(new StringReader("")), 1));
    }

    /** What is recorded can be studied: attacks are put together from the sign-ins of others. */
    @Test
    void theDataSetCanBeStudied() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            lines.append(i).append(',').append(i * 43_200_000L).append(',').append(i % 4).append(",,10.0.0.")
                    .append(i % 4).append(",NO,-,-,1,agent").append(i % 4).append(",b,o,mobile,True,False,False\n");
        }
        List<Subject> subjects = Study.ofRecorded(read(lines.toString()), 1);
        assertEquals(4, subjects.size());
        assertEquals(3, subjects.get(0).attacks().size());
    }

    private static List<SignIn> read(String lines) throws IOException {
        return DataSet.read(new BufferedReader(new StringReader(HEADER + lines)), 1);
    }
}
