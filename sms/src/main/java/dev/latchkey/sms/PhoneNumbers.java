package dev.latchkey.sms;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;

/** Reads telephone numbers, and knows to which of them no text is ever sent. */
public final class PhoneNumbers {

    /** Digits of any script and separators: what stands behind a number is not cut off. */
    private static final Pattern TYPED = Pattern.compile("[+\uff0b][\\p{Nd}\\p{Zs}()/.\\p{Pd}]+");
    /** The same without the sign of a country code. */
    private static final Pattern NATIONAL = Pattern.compile("[\\p{Nd}\\p{Zs}()/.\\p{Pd}]+");
    /** Longest input that is read, in characters. */
    private static final int MAX_INPUT = 40;
    /** Those of mobile phones. Where countries do not tell them apart from others, they are both. */
    private static final Set<PhoneNumberType> TEXTED =
            EnumSet.of(PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE);
    private static final int SHOWN_DIGITS = 2;
    /** Digits of one block of numbers, which an operator assigns together. */
    private static final int BLOCK_DIGITS = 4;

    /** Digits behind the country code by which an operator is told, or an area. */
    private static final int RANGE_DIGITS = 3;

    private PhoneNumbers() {
    }

    /**
     * @param typed a number with its country code, with or without separators, as users type it; may be null
     * @return the number in the form of ITU-T E.164, such as {@code +4915123456789}; empty when it is no valid number
     *         of a mobile phone: premium, shared-cost, personal and satellite numbers, and those of fixed lines, are
     *         none
     */
    public static Optional<String> mobile(String typed) {
        return mobile(typed, Optional.empty());
    }

    /**
     * @param typed   a number as users type it; may be null
     * @param country ISO 3166 code of the country whose numbers may stand without their country code; empty for none
     * @return as {@link #mobile(String)}
     */
    public static Optional<String> mobile(String typed, Optional<String> country) {
        return parsed(typed, country).filter(PhoneNumbers::isMobile)
                .map(number -> PhoneNumberUtil.getInstance().format(number, PhoneNumberFormat.E164));
    }

    /**
     * @param typed a number as users type it; may be null
     * @return each number of a mobile phone that it may be, in the form of E.164: one with its country code; without,
     *         as many as there are countries in which it is one
     */
    public static Set<String> readings(String typed) {
        Set<String> numbers = new TreeSet<>();
        mobile(typed).ifPresent(numbers::add);
        if (numbers.isEmpty()) {
            PhoneNumberUtil.getInstance().getSupportedRegions()
                    .forEach(country -> mobile(typed, Optional.of(country)).ifPresent(numbers::add));
        }
        return numbers;
    }

    /**
     * @param typed what a user has typed as a number; may be null
     * @return it for the field in which it is to be corrected; empty for what no user types there
     */
    public static String shownAgain(String typed) {
        return typed == null || typed.length() > MAX_INPUT ? "" : typed;
    }

    private static Optional<PhoneNumber> parsed(String typed) {
        return parsed(typed, Optional.empty());
    }

    private static Optional<PhoneNumber> parsed(String typed, Optional<String> country) {
        if (typed == null || typed.length() > MAX_INPUT || !TYPED.matcher(typed.strip()).matches()
                && !(country.isPresent() && NATIONAL.matcher(typed.strip()).matches())) {
            return Optional.empty();
        }
        try {
            return Optional.of(PhoneNumberUtil.getInstance().parse(typed.strip(), country.orElse(null)));
        } catch (NumberParseException e) {
            return Optional.empty();
        }
    }

    private static boolean isMobile(PhoneNumber number) {
        PhoneNumberUtil util = PhoneNumberUtil.getInstance();
        return util.isValidNumber(number) && number.getExtension().isEmpty()
                && TEXTED.contains(util.getNumberType(number)) && region(number).isPresent();
    }

    /**
     * @param number a number in the form of E.164
     * @return the ISO 3166 code of its country, in capital letters; empty when it belongs to none
     */
    public static Optional<String> country(String number) {
        return parsed(number).flatMap(PhoneNumbers::region);
    }

    /** Satellite networks and others that belong to no country have the number of the world, 001. */
    private static Optional<String> region(PhoneNumber number) {
        return Optional.ofNullable(PhoneNumberUtil.getInstance().getRegionCodeForNumber(number))
                .filter(region -> region.matches("[A-Z]{2}") && !"ZZ".equals(region));
    }

    /**
     * @param country a code
     * @return whether it is the code of a country with telephone numbers
     */
    public static boolean isCountry(String country) {
        return PhoneNumberUtil.getInstance().getSupportedRegions().contains(country);
    }

    /**
     * @param number a number in the form of E.164
     * @return its country code and last two digits, the rest hidden
     */
    public static String masked(String number) {
        String country = parsed(number).map(parsed -> "+" + parsed.getCountryCode()).orElse("+");
        return country + " ••• " + number.substring(Math.max(0, number.length() - SHOWN_DIGITS));
    }

    /**
     * @param number a number in the form of E.164
     * @return {@link #masked}, in the Unicode characters that keep its order in a sentence of a script that is written
     *         from right to left
     */
    public static String maskedInText(String number) {
        return '\u2066' + masked(number) + '\u2069';
    }

    /**
     * @param number a number in the form of E.164
     * @return its country code and the three digits behind it, which numbers of one operator or area share
     */
    public static String range(String number) {
        return parsed(number).map(parsed -> "+" + parsed.getCountryCode())
                .map(country -> number.substring(0, Math.min(number.length(), country.length() + RANGE_DIGITS)))
                .orElse(number);
    }

    /**
     * @param number a number in the form of E.164
     * @return the beginning that it shares with the numbers of its block of ten thousand
     */
    public static String block(String number) {
        return number.substring(0, Math.max(1, number.length() - BLOCK_DIGITS));
    }
}
