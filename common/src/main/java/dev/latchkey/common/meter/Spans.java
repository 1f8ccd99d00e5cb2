package dev.latchkey.common.meter;

import java.util.function.Function;
import java.util.function.Supplier;

import io.opentelemetry.api.trace.Span;
import org.keycloak.models.KeycloakSession;
import org.keycloak.tracing.TracingProvider;

/** Spans in Keycloak's own traces; without tracing they cost nothing. */
public final class Spans {

    private Spans() {
    }

    /**
     * Runs work in a span of its own; what it throws is recorded there.
     *
     * @param session the request's session
     * @param owner   whose work it is: names the span
     * @param step    the step: names the span
     * @param work    what to do
     * @return what the work returned
     */
    public static <T> T in(KeycloakSession session, Class<?> owner, String step, Supplier<T> work) {
        Function<Span, T> traced = span -> work.get();
        return session.getProvider(TracingProvider.class).trace(owner, step, traced);
    }
}
