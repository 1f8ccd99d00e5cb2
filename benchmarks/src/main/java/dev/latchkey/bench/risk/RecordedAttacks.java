package dev.latchkey.bench.risk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Attacks put together from recorded sign-ins: origins and browsers of other users. What a country or a network has
 * is taken by its frequency, so that common values are common.
 */
final class RecordedAttacks implements Attacks {

    private final List<SignIn> all;
    private final Map<String, List<SignIn>> byCountry = new HashMap<>();
    private final Map<String, List<SignIn>> byNetwork = new HashMap<>();
    private final Random random;

    RecordedAttacks(List<SignIn> signIns, Random random) {
        all = signIns;
        this.random = random;
        for (SignIn signIn : signIns) {
            byCountry.computeIfAbsent(signIn.origin().country(), ignored -> new ArrayList<>()).add(signIn);
            byNetwork.computeIfAbsent(signIn.origin().network(), ignored -> new ArrayList<>()).add(signIn);
        }
    }

    @Override
    public Optional<SignIn> attack(Attacker attacker, SignIn before) {
        return switch (attacker) {
            case NAIVE -> from(all, all, before);
            case VPN -> from(byCountry.get(before.origin().country()), all, before);
            // the data does not say which networks serve homes
            case RESIDENTIAL_PROXY -> Optional.empty();
            case TARGETED -> from(byNetwork.get(before.origin().network()), List.of(before), before);
        };
    }

    private Optional<SignIn> from(List<SignIn> origins, List<SignIn> clients, SignIn before) {
        List<SignIn> others = new ArrayList<>();
        // a network that no other user has cannot be chosen
        for (int tries = 0; tries < 20 && others.isEmpty(); tries++) {
            SignIn other = origins.get(random.nextInt(origins.size()));
            if (other.user() != before.user()) {
                others.add(other);
            }
        }
        return others.stream().findFirst().map(other -> new SignIn(before.day(), before.user(), other.origin(),
                clients.get(random.nextInt(clients.size())).client(), false));
    }
}
