package dev.latchkey.webhook;

import java.util.List;

/**
 * Events that are due.
 *
 * @param events in the order in which they are to be sent
 * @param next   where the next look into the backlog goes on
 */
public record DueEvents(List<OutboxEvent> events, BacklogPosition next) {
}
