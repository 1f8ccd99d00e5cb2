package dev.latchkey.webhook;

/**
 * How far a node has walked through a realm's backlog that is too long to be read at once, so that each of its subjects
 * has its turn.
 *
 * @param subject the subject, as it is stored, after which the walk goes on
 * @param event   the id of the event without a subject after which the walk through those events goes on
 */
public record BacklogPosition(String subject, String event) {

    /** The beginning. */
    public static final BacklogPosition START = new BacklogPosition("", "");
}
