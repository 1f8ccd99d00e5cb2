package dev.latchkey.bench.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/** A user with devices, places and habits; makes the sign-ins of a year. */
final class GeneratedUser {

    private static final double HOME_SHARE = 0.9;
    private static final double FROM_START = 0.5;
    private static final double DAYS = 360;
    private static final double LAST_JOIN = 300;
    private static final double WORKS = 0.5;
    private static final double HAS_VPN = 0.08;
    private static final double USES_VPN = 0.3;
    private static final double PRIVATE_WINDOWS = 0.05;
    private static final double TRIPS_PER_DAY = 1.5 / 365;
    private static final double TRIP = 7;
    private static final double MOVES_PER_DAY = 0.1 / 365;
    private static final double COOKIE_LOSSES_PER_DAY = -Math.log(0.69) / 30;
    private static final double[] REPLACED_PER_DAY = {1 / (3 * 365.0), 1 / (5 * 365.0)};
    private static final double[] DEVICES = {0.35, 0.4, 0.2, 0.05};
    private static final double[] USE = {0.7, 0.2, 0.07, 0.03};
    private static final double CAFE = 0.05;
    private static final double MOBILE_NETWORK = 0.5;
    private static final double AT_WORK = 0.35;

    private final long id;
    private final Internet internet;
    private final Random random;
    private final Frequency frequency;
    private final String country;
    private final List<Owned> devices = new ArrayList<>();
    private final Network mobile;
    private final Network work;
    private final int workHost;
    private final Network vpn;
    private final boolean privateWindows;
    private final NavigableMap<Double, Network> homes = new TreeMap<>();
    private final NavigableMap<Double, Device> firstDevices = new TreeMap<>();
    private Network home;
    private int homeHost;
    private double homeUntil;

    /** A device and its cookie. */
    private static final class Owned {
        private Device device;
        private double replaced;
        private double cookieUntil = -1;
    }

    GeneratedUser(long id, Internet internet, Random random) {
        this.id = id;
        this.internet = internet;
        this.random = random;
        double kind = random.nextDouble();
        frequency = kind < Frequency.DAILY.share() ? Frequency.DAILY
                : kind < Frequency.DAILY.share() + Frequency.WEEKLY.share() ? Frequency.WEEKLY : Frequency.MONTHLY;
        country = random.nextDouble() < HOME_SHARE ? Internet.HOME
                : internet.anotherCountry(Internet.HOME, random);
        mobile = internet.any(country, Network.Kind.MOBILE, random);
        work = random.nextDouble() < WORKS ? internet.any(country, Network.Kind.FIXED, random) : null;
        workHost = random.nextInt(Integer.MAX_VALUE);
        vpn = random.nextDouble() < HAS_VPN ? internet.any(country, Network.Kind.HOSTING, random) : null;
        privateWindows = random.nextDouble() < PRIVATE_WINDOWS;
        moveTo(0.0);
        int count = pick(DEVICES) + 1;
        boolean phoneFirst = random.nextDouble() < 0.58;
        for (int i = 0; i < count; i++) {
            Owned owned = new Owned();
            owned.device = Device.any(random, i % 2 == 0 == phoneFirst);
            owned.replaced = exponential(lifetime(owned.device));
            devices.add(owned);
        }
        firstDevices.put(0.0, devices.get(0).device);
    }

    private void moveTo(double day) {
        home = internet.any(country, Network.Kind.FIXED, random);
        homes.put(day, home);
        homeUntil = 0;
    }

    Frequency frequency() {
        return frequency;
    }

    String country() {
        return country;
    }

    /** The network of the user's home on that day. */
    Network home(double day) {
        return homes.floorEntry(day).getValue();
    }

    /** The browser that the user has most, of the newest version. */
    SignIn.Client familiarClient(double day) {
        return firstDevices.floorEntry(day).getValue().model().client(day);
    }

    List<SignIn> signIns() {
        List<SignIn> signIns = new ArrayList<>();
        double day = random.nextDouble() < FROM_START ? 0 : random.nextDouble() * LAST_JOIN;
        double tripFrom = day + exponential(1 / TRIPS_PER_DAY);
        double tripUntil = tripFrom + exponential(TRIP);
        String abroad = internet.anotherCountry(country, random);
        double move = day + exponential(1 / MOVES_PER_DAY);
        while (true) {
            day += exponential(1 / frequency.perDay());
            if (day >= DAYS) {
                return signIns;
            }
            while (tripUntil < day) {
                tripFrom = tripUntil + exponential(1 / TRIPS_PER_DAY);
                tripUntil = tripFrom + exponential(TRIP);
                abroad = internet.anotherCountry(country, random);
            }
            if (move < day) {
                moveTo(day);
                move = day + exponential(1 / MOVES_PER_DAY);
            }
            signIns.add(signIn(day, day >= tripFrom ? abroad : country));
        }
    }

    private SignIn signIn(double day, String where) {
        Owned owned = devices.get(Math.min(pick(USE), devices.size() - 1));
        if (owned.replaced < day) {
            owned.device = Device.any(random, owned.device.model().mobile());
            owned.replaced = day + exponential(lifetime(owned.device));
            owned.cookieUntil = -1;
            if (owned == devices.get(0)) {
                firstDevices.put(day, owned.device);
            }
        }
        boolean cookie = !privateWindows && owned.cookieUntil >= day;
        if (!cookie) {
            owned.cookieUntil = day + exponential(1 / COOKIE_LOSSES_PER_DAY);
        }
        return new SignIn(day, id, origin(day, owned.device, where), owned.device.client(day), cookie);
    }

    private SignIn.Origin origin(double day, Device device, String where) {
        if (vpn != null && random.nextDouble() < USES_VPN) {
            return vpn.anyOrigin(random);
        }
        if (device.model().mobile() && random.nextDouble() < MOBILE_NETWORK) {
            // a phone that roams keeps an address of its own operator
            return mobile.anyOrigin(random);
        }
        if (!where.equals(country) || random.nextDouble() < CAFE) {
            return internet.any(where, Network.Kind.FIXED, random).anyOrigin(random);
        }
        if (work != null && random.nextDouble() < AT_WORK) {
            return work.origin(workHost);
        }
        if (homeUntil < day) {
            homeHost = random.nextInt(Integer.MAX_VALUE);
            homeUntil = day + exponential(home.lease());
        }
        return home.origin(homeHost);
    }

    private static double lifetime(Device device) {
        return 1 / REPLACED_PER_DAY[device.model().mobile() ? 0 : 1];
    }

    private double exponential(double mean) {
        return -Math.log(1 - random.nextDouble()) * mean;
    }

    private int pick(double[] shares) {
        double left = random.nextDouble();
        for (int i = 0; i < shares.length; i++) {
            left -= shares[i];
            if (left < 0) {
                return i;
            }
        }
        return shares.length - 1;
    }
}
