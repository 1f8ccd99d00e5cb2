package dev.latchkey.setup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.keycloak.util.JsonSerialization;

/**
 * What setup has changed in a realm, in the order of the changes; a realm attribute holds it. Flows are named by their
 * alias, so that it stays true in an export of the realm.
 *
 * @param changes those that an undo has to know
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SetupRecord(List<Change> changes) {

    /** The realm attribute. */
    public static final String ATTRIBUTE = "latchkey.setup";

    /** Copies the list. */
    public SetupRecord {
        changes = changes == null ? List.of() : List.copyOf(changes);
    }

    /**
     * @param attribute the attribute's value; null where the realm has none
     * @return the record, empty where there is none
     * @throws SetupRefusedException if the value is no record
     */
    public static SetupRecord parse(String attribute) {
        if (attribute == null || attribute.isBlank()) {
            return new SetupRecord(List.of());
        }
        try {
            SetupRecord parsed = JsonSerialization.readValue(attribute, SetupRecord.class);
            if (parsed.changes.stream().allMatch(SetupRecord::isComplete)) {
                return parsed;
            }
        } catch (IOException | RuntimeException e) {
            throw new SetupRefusedException(unreadable());
        }
        throw new SetupRefusedException(unreadable());
    }

    private static boolean isComplete(Change change) {
        return change.feature() != null && change.kind() != null && change.kind().recorded() && change.name() != null
                && change.after() != null;
    }

    private static String unreadable() {
        return "The realm attribute " + ATTRIBUTE + " is no record of setup. Remove it, or restore its value";
    }

    /**
     * @param kind of change
     * @param name which one
     * @return whether setup has made it
     */
    public boolean has(ChangeKind kind, String name) {
        return changes.stream().anyMatch(change -> change.kind() == kind && change.name().equals(name));
    }

    /**
     * @param more changes that followed
     * @return the record with those of them that an undo has to know
     */
    public SetupRecord and(List<Change> more) {
        List<Change> all = new ArrayList<>(changes);
        more.stream().filter(change -> change.kind().recorded()).forEach(all::add);
        return new SetupRecord(all);
    }

    /** @return the attribute's value */
    public String text() {
        try {
            return JsonSerialization.writeValueAsString(this);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
