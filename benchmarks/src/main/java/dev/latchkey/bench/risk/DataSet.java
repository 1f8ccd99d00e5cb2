package dev.latchkey.bench.risk;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the published data set of Wiefling et al. (das-group/rba-dataset), a CSV file with a header. It names no
 * cookies, so that the rule of the cookie says nothing there.
 */
final class DataSet {

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendPattern("yyyy-MM-dd HH:mm:ss")
            .optionalStart().appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true).optionalEnd().toFormatter();
    private static final double SECONDS_OF_DAY = 86_400;
    private static final double MILLIS_OF_DAY = 86_400_000;

    private DataSet() {
    }

    /**
     * Reads the successful sign-ins that are no attacks.
     *
     * @param file   the file
     * @param oneOf  of so many users one is read, 1 for all
     * @return the sign-ins in the order of the file
     * @throws IOException if the file cannot be read or is not in that format
     */
    static List<SignIn> read(Path file, int oneOf) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return read(reader, oneOf);
        }
    }

    static List<SignIn> read(BufferedReader reader, int oneOf) throws IOException {
        String header = reader.readLine();
        if (header == null) {
            throw new IOException("The file is empty");
        }
        Map<String, Integer> columns = new HashMap<>();
        List<String> names = fields(header);
        for (int i = 0; i < names.size(); i++) {
            columns.put(names.get(i), i);
        }
        List<SignIn> signIns = new ArrayList<>();
        String line = reader.readLine();
        while (line != null) {
            Row row = new Row(columns, fields(line));
            if (Math.floorMod(Long.hashCode(row.user()), oneOf) == 0 && row.honest()) {
                signIns.add(row.signIn());
            }
            line = reader.readLine();
        }
        return signIns;
    }

    /** One line of the file. */
    private record Row(Map<String, Integer> columns, List<String> fields) {

        private String text(String column) throws IOException {
            Integer index = columns.get(column);
            if (index == null || index >= fields.size()) {
                throw new IOException("No column " + column + " in: " + fields);
            }
            return fields.get(index).strip();
        }

        private long user() throws IOException {
            return Long.parseLong(text("User ID"));
        }

        private boolean honest() throws IOException {
            return Boolean.parseBoolean(text("Login Successful")) && !Boolean.parseBoolean(text("Is Attack IP"))
                    && !Boolean.parseBoolean(text("Is Account Takeover"));
        }

        private SignIn signIn() throws IOException {
            return new SignIn(day(text("Login Timestamp")), user(),
                    new SignIn.Origin(text("IP Address"), text("ASN"), text("Country")),
                    new SignIn.Client(text("User Agent String"), text("Browser Name and Version"),
                            text("OS Name and Version"), text("Device Type")), false);
        }
    }

    /** Days since 1970, from a date or from milliseconds, which releases of the data set have. */
    private static double day(String timestamp) {
        if (timestamp.indexOf('-') < 0) {
            return Double.parseDouble(timestamp) / MILLIS_OF_DAY;
        }
        LocalDateTime time = LocalDateTime.parse(timestamp, TIME);
        return time.toEpochSecond(ZoneOffset.UTC) / SECONDS_OF_DAY + time.getNano() / SECONDS_OF_DAY / 1e9;
    }

    /** The fields of a line; a quoted one may hold commas and doubled quotes. */
    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
