package dev.latchkey.it.flow;

import java.util.List;
import java.util.Set;

import dev.latchkey.it.flow.FlowPage.Power;

/**
 * A table of {@code docs/flows.md} with one row for each flow, whose last cells state what each power gives.
 *
 * @param head the head of the table, as in the page
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

    /** The cell of a flow and a power; empty where it states that there is nothing. */
    Set<String> row(String flow, Power power) {
        String[] cells = AppsTable.below("flows.md", head).stream().filter(row -> row[0].equals(flow)).findFirst()
                .orElseThrow(() -> new AssertionError("No row: " + flow));
        String cell = cells[cells.length - Power.values().length + power.ordinal()];
        return NOTHING.contains(cell) ? Set.of() : Set.of(cell.split(", "));
    }
}
