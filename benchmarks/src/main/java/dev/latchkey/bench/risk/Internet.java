package dev.latchkey.bench.risk;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Countries and their networks. The numbers are listed, with their sources, in {@code benchmarks/RESULTS.md}. */
final class Internet {

    /** Country of the service and of most of its users. */
    static final String HOME = "C0";

    private static final int COUNTRIES = 20;
    private static final double[] FIXED = {0.35, 0.25, 0.15, 0.10, 0.08, 0.07};
    private static final double[] FIXED_LEASES = {1, 60, 30, 90, 180, 7};
    private static final double[] MOBILE = {0.45, 0.35, 0.20};
    private static final double[] HOSTING = {0.4, 0.25, 0.15, 0.1, 0.1};
    private static final int FIXED_POOL = 200_000;
    private static final int MOBILE_POOL = 2_000;
    private static final int HOSTING_POOL = 5_000;

    private final List<Network> networks = new ArrayList<>();

    Internet() {
        for (int country = 0; country < COUNTRIES; country++) {
            add(country, Network.Kind.FIXED, FIXED, FIXED_POOL);
            add(country, Network.Kind.MOBILE, MOBILE, MOBILE_POOL);
            add(country, Network.Kind.HOSTING, HOSTING, HOSTING_POOL);
        }
    }

    private void add(int country, Network.Kind kind, double[] shares, int pool) {
        for (int i = 0; i < shares.length; i++) {
            double lease = kind == Network.Kind.FIXED ? FIXED_LEASES[i] : 0;
            networks.add(new Network("AS" + (networks.size() + 1), "C" + country, kind, shares[i],
                    (int) (pool * shares[i]), lease));
        }
    }

    Network any(String country, Network.Kind kind, Random random) {
        return Network.any(networks.stream().filter(n -> n.country().equals(country) && n.kind() == kind).toList(),
                random);
    }

    /** A country other than the given one; the first ones are the more frequent, by Zipf's law. */
    String anotherCountry(String than, Random random) {
        while (true) {
            double total = 0;
            for (int i = 1; i < COUNTRIES; i++) {
                total += 1.0 / i;
            }
            double left = random.nextDouble() * total;
            int country = 0;
            while (left > 0 && country < COUNTRIES - 1) {
                country++;
                left -= 1.0 / country;
            }
            if (!than.equals("C" + country)) {
                return "C" + country;
            }
        }
    }

    /** Any country, each as probable. */
    String anyCountry(Random random) {
        return "C" + random.nextInt(COUNTRIES);
    }
}
