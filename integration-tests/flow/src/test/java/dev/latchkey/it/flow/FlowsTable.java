package dev.latchkey.it.flow;

import java.util.List;
import java.util.Set;

import dev.latchkey.it.flow.FlowPage.Power;

/**
 * A table of {@code docs/flows.md} with one row for each flow, whose last cells say what comes of each power.
 *
 * @param head its head, as the page has it
 */
record FlowsTable(String head) {

    private static final Set<String> NOTHING = Set.of("nothing", "none");

    /** The flows, in the order of the page. */
    List<String> flows() {
        return cells(0);
    }

    /** One cell of each row, in the order of the page. */
    List<String> cells(int column) {
        return AppsTable.below("flows.md", head).stream().map(cells -> cells[column]).toList();
    }

    /** What the row of a flow says of a power; empty where it says that there is nothing. */
    Set<String> row(String flow, Power power) {
        String[] cells = AppsTable.below("flows.md", head).stream().filter(row -> row[0].equals(flow)).findFirst()
                .orElseThrow(() -> new AssertionError("No row: " + flow));
        String cell = cells[cells.length - Power.values().length + power.ordinal()];
        return NOTHING.contains(cell) ? Set.of() : Set.of(cell.split(", "));
    }
}
