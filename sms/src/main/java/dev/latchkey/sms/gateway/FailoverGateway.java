package dev.latchkey.sms.gateway;

import java.util.Optional;

import dev.latchkey.mail.ServerAnswer;
import dev.latchkey.sms.SmsGateway;
import dev.latchkey.sms.Text;
import org.jboss.logging.Logger;

/**
 * Hands a text to one gateway and, where that has certainly not sent it, to another.
 *
 * @param first   asked while it works
 * @param second  asked where the first has not sent a text, or is not asked
 * @param breaker of the first
 */
record FailoverGateway(SmsGateway first, SmsGateway second, CircuitBreaker breaker) implements SmsGateway {

    private static final Logger LOG = Logger.getLogger(FailoverGateway.class);

    @Override
    public String server() {
        return first.server() + '|' + second.server();
    }

    @Override
    public ServerAnswer send(Text text) {
        Optional<CircuitBreaker.Turn> turn = breaker.begin();
        ServerAnswer answer = turn.map(begun -> ask(begun, text)).orElse(ServerAnswer.NONE);
        return isCertainlyNotSent(answer) ? second.send(text) : answer;
    }

    private ServerAnswer ask(CircuitBreaker.Turn turn, Text text) {
        ServerAnswer answer = ServerAnswer.UNKNOWN;
        try {
            answer = first.send(text);
        } finally {
            if (breaker.ended(turn, answer)) {
                LOG.warnf("The gateway of texts %s fails: texts go to %s until it is tried again", first.server(),
                        second.server());
            }
        }
        return answer;
    }

    /** A text that the first will not take at all concerns its reader or its wording: the second is not bothered. */
    private static boolean isCertainlyNotSent(ServerAnswer answer) {
        return switch (answer) {
            case FAULT, REFUSED, NONE -> true;
            case TAKEN, REFUSED_FOR_GOOD, UNKNOWN -> false;
        };
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
