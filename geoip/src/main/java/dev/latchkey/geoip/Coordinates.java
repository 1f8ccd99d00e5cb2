package dev.latchkey.geoip;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place on Earth, in whole degrees: some hundred kilometres, which is as exact as the files are, and no more than
 * what is kept of a user has to tell.
 *
 * @param latitude  degrees north, -90 to 90
 * @param longitude degrees east, -180 to 180
 */
public record Coordinates(int latitude, int longitude) {

    private static final double EARTH_RADIUS_KM = 6_371;
    private static final Pattern TEXT = Pattern.compile("(-?[0-9]{1,2}),(-?[0-9]{1,3})");

    static Coordinates rounded(double latitude, double longitude) {
        return new Coordinates((int) Math.round(latitude), (int) Math.round(longitude));
    }

    /**
     * @param text what {@link #toString} has written; may be null
     * @return the place; empty for any other text
     */
    public static Optional<Coordinates> parse(String text) {
        Matcher parts = TEXT.matcher(text == null ? "" : text);
        return parts.matches()
                ? Optional.of(new Coordinates(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))))
                : Optional.empty();
    }

    /**
     * @param other another place
     * @return the distance on the surface of the Earth, in kilometres
     */
    public double kilometres(Coordinates other) {
        double north = Math.toRadians(latitude);
        double otherNorth = Math.toRadians(other.latitude);
        double chord = square(Math.sin((otherNorth - north) / 2)) + Math.cos(north) * Math.cos(otherNorth)
                * square(Math.sin(Math.toRadians(other.longitude - longitude) / 2));
        return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, chord)));
    }

    private static double square(double number) {
        return number * number;
    }

    /** At most eight characters. */
    @Override
    public String toString() {
        return latitude + "," + longitude;
    }
}
