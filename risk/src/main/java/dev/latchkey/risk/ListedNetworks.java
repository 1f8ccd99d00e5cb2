package dev.latchkey.risk;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The operator's lists of networks, by the signal that each gives. */
public final class ListedNetworks {

    private final Map<RiskSignal, NetworkListFile> files = new EnumMap<>(RiskSignal.class);

    /**
     * What the lists say about an address.
     *
     * @param signals the signals of the lists that have it
     * @param known   false where a list that counts cannot be asked
     */
    public record Found(Set<RiskSignal> signals, boolean known) {

        /** No list has the address. */
        public static final Found NOTHING = new Found(Set.of(), true);

        /** Makes an immutable copy of the signals. */
        public Found {
            signals = Set.copyOf(signals);
        }
    }

    /**
     * @param signal what an address on the list is
     * @param file   the list; empty where the operator has none
     * @return this
     */
    public ListedNetworks with(RiskSignal signal, Optional<NetworkListFile> file) {
        file.ifPresent(list -> files.put(signal, list));
        return this;
    }

    /**
     * @param address a client's address, or any text
     * @param policy  names the signals that count
     * @return what the lists say
     */
    public Found find(String address, RiskPolicy policy) {
        Set<RiskSignal> signals = EnumSet.noneOf(RiskSignal.class);
        boolean known = true;
        for (Map.Entry<RiskSignal, NetworkListFile> file : files.entrySet()) {
            if (policy.signals().contains(file.getKey())) {
                Optional<NetworkList> list = file.getValue().list();
                known &= list.isPresent();
                if (list.isPresent() && list.get().contains(address)) {
                    signals.add(file.getKey());
                }
            }
        }
        return new Found(signals, known);
    }
}
