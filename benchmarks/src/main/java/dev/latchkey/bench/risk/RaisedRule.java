package dev.latchkey.bench.risk;

import java.util.List;

/**
 * Rules at a rate of found attacks that none of them has by itself: two of them mixed, each being used for a share of
 * the sign-ins that is drawn by chance. To ask always, and never, are rules as well. With as many attacks found as by
 * the model, the sign-ins that are asked can be compared.
 */
final class RaisedRule {

    private record Point(double found, double asked) {
    }

    private RaisedRule() {
    }

    /** What one rule asks that is mixed with asking always until it finds the rate; itself, where it finds more. */
    static double asked(Rule rule, Outcomes attacks, Outcomes honest, double rate) {
        return cheapest(List.of(point(rule, attacks, honest)), rate);
    }

    /** What the best mix of any two of the rules asks that need no cookie. */
    static double best(Outcomes attacks, Outcomes honest, double rate) {
        return cheapest(Rule.withoutCookie().stream().map(rule -> point(rule, attacks, honest)).toList(), rate);
    }

    private static Point point(Rule rule, Outcomes attacks, Outcomes honest) {
        return new Point(attacks.asked(rule), honest.asked(rule));
    }

    private static double cheapest(List<Point> rules, double rate) {
        double asked = 1;
        for (Point one : rules) {
            if (one.found >= rate) {
                asked = Math.min(asked, one.asked);
            } else {
                asked = Math.min(asked, mixed(one, new Point(1, 1), rate));
                for (Point other : rules) {
                    asked = other.found > rate ? Math.min(asked, mixed(one, other, rate)) : asked;
                }
            }
        }
        return asked;
    }

    private static double mixed(Point below, Point above, double rate) {
        double share = (rate - below.found) / (above.found - below.found);
        return below.asked + share * (above.asked - below.asked);
    }
}
