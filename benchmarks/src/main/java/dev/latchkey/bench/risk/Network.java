package dev.latchkey.bench.risk;

import java.util.List;
import java.util.Random;

/**
 * A network with its addresses.
 *
 * @param id      its number
 * @param country where it is
 * @param kind    whom it serves
 * @param share   its share among the networks of this kind in this country
 * @param pool    number of its addresses
 * @param lease   mean time in days after which a subscriber's address changes
 */
record Network(String id, String country, Kind kind, double share, int pool, double lease) {

    enum Kind {
        /** Homes and companies. */
        FIXED,
        /** Phones behind shared addresses. */
        MOBILE,
        /** Data centres, among them the exits of VPN services. */
        HOSTING
    }

    SignIn.Origin origin(int host) {
        return new SignIn.Origin(id + '-' + Math.floorMod(host, pool), id, country);
    }

    SignIn.Origin anyOrigin(Random random) {
        return origin(random.nextInt(pool));
    }

    static Network any(List<Network> networks, Random random) {
        double left = random.nextDouble() * networks.stream().mapToDouble(Network::share).sum();
        for (Network network : networks) {
            left -= network.share;
            if (left < 0) {
                return network;
            }
        }
        return networks.get(networks.size() - 1);
    }
}
