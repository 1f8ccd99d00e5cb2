package dev.latchkey.bench.risk;

import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Attacks on generated users.
 *
 * @param users    the victims by id
 * @param internet where they come from
 * @param random   the seeded source
 */
record GeneratedAttacks(Map<Long, GeneratedUser> users, Internet internet, Random random) implements Attacks {

    @Override
    public Optional<SignIn> attack(Attacker attacker, SignIn before) {
        GeneratedUser victim = users.get(before.user());
        double day = before.day();
        Network network = network(attacker, victim, day);
        SignIn.Client client = switch (attacker) {
            case NAIVE -> Device.anyClient(day, random);
            case VPN, RESIDENTIAL_PROXY -> Device.commonClient(day, random);
            case TARGETED -> victim.familiarClient(day);
        };
        return Optional.of(new SignIn(day, before.user(), network.anyOrigin(random), client, false));
    }

    private Network network(Attacker attacker, GeneratedUser victim, double day) {
        return switch (attacker) {
            case NAIVE -> internet.any(internet.anyCountry(random), kind(0.6, 0.3), random);
            case VPN -> internet.any(victim.country(), kind(0.5, 0.4), random);
            case RESIDENTIAL_PROXY -> internet.any(victim.country(), Network.Kind.FIXED, random);
            case TARGETED -> victim.home(day);
        };
    }

    private Network.Kind kind(double hosting, double fixed) {
        double kind = random.nextDouble();
        return kind < hosting ? Network.Kind.HOSTING
                : kind < hosting + fixed ? Network.Kind.FIXED : Network.Kind.MOBILE;
    }
}
