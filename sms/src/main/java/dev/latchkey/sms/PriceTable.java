package dev.latchkey.sms;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text costs, by the beginning of its number. Amounts are counted in ten-thousandths of the currency in which
 * the operator has written the table.
 *
 * @param prices by {@value #DEFAULT}, by country ({@code DE}) and by beginning ({@code +4915}); holds the default
 */
public record PriceTable(Map<String, Long> prices) {

    /** Ten-thousandths of one unit of the currency. */
    public static final long UNIT = 10_000;

    private static final String DEFAULT = "default";
    private static final Pattern BETWEEN = Pattern.compile("\\s*,\\s*");
    private static final Pattern ENTRY =
            Pattern.compile("(default|[A-Z]{2}|\\+[0-9]{1,15})\\s*=\\s*([0-9]{1,4})(?:\\.([0-9]{1,4}))?");
    private static final int FRACTION_DIGITS = 4;

    /** Makes an immutable copy of the prices. */
    public PriceTable {
        prices = Map.copyOf(prices);
    }

    /**
     * Reads a table such as {@code default=0.1, DE=0.075, +1=0.0079}.
     *
     * @param text entries, separated by commas: {@code default}, the ISO 3166 code of a country, or a plus and up to 15
     *             digits, each with a price from 0.0001 to 9999.9999
     * @return the table
     * @throws IllegalArgumentException if an entry is none, stands there twice, costs nothing, or there is no default:
     *                                  a text without a price could be sent without end
     */
    public static PriceTable of(String text) {
        Map<String, Long> prices = new LinkedHashMap<>();
        for (String written : BETWEEN.split(text.strip(), -1)) {
            Matcher entry = ENTRY.matcher(written);
            if (!entry.matches() || !isKey(entry.group(1))) {
                throw new IllegalArgumentException("The prices of texts have an entry that is no '+49=0.07', 'DE=0.07'"
                        + " or 'default=0.1': " + written);
            }
            long price = price(entry.group(2), entry.group(3));
            if (price == 0 || prices.put(entry.group(1), price) != null) {
                throw new IllegalArgumentException("The prices of texts have 0, or two prices, for " + entry.group(1));
            }
        }
        if (!prices.containsKey(DEFAULT)) {
            throw new IllegalArgumentException("The prices of texts lack the entry '" + DEFAULT + "'");
        }
        return new PriceTable(prices);
    }

    private static boolean isKey(String key) {
        return key.equals(DEFAULT) || key.startsWith("+") || PhoneNumbers.isCountry(key);
    }

    private static long price(String units, String fraction) {
        String digits = fraction == null ? "" : fraction;
        return Long.parseLong(units) * UNIT
                + Long.parseLong(digits + "0".repeat(FRACTION_DIGITS - digits.length()));
    }

    /**
     * @param number a number in the form of E.164
     * @return the price of the longest beginning that the table has, else that of the number's country, else the
     *         default; more than 0
     */
    public long price(String number) {
        for (int length = number.length(); length > 1; length--) {
            Long price = prices.get(number.substring(0, length));
            if (price != null) {
                return price;
            }
        }
        return PhoneNumbers.country(number).map(prices::get).orElseGet(() -> prices.get(DEFAULT));
    }
}
