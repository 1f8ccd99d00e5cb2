package dev.latchkey.sms.gateway.smpp;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.latchkey.mail.ServerAnswer;
import dev.latchkey.sms.SmsGateway;
import dev.latchkey.sms.Text;
import org.jboss.logging.Logger;
import org.jsmpp.InvalidResponseException;
import org.jsmpp.PDUException;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.RegisteredDelivery;
import org.jsmpp.bean.SMSCDeliveryReceipt;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.NegativeResponseException;
import org.jsmpp.extra.ResponseTimeoutException;
import org.jsmpp.session.SMPPSession;

/** Submits texts to a message centre. One for the server; safe for use by many threads. */
final class SmppGateway implements SmsGateway {

    private static final Logger LOG = Logger.getLogger(SmppGateway.class);
    /** A relative time of the protocol counts days in two digits, and 30 of them fit each month. */
    private static final Duration LONGEST_VALIDITY = Duration.ofDays(30);

    private final SmppConfig config;
    private final SmppLink link;
    private final SmppReceipts receipts;
    private final Semaphore window;

    SmppGateway(SmppConfig config, SmppLink link, SmppReceipts receipts) {
        this.config = config;
        this.link = link;
        this.receipts = receipts;
        this.window = new Semaphore(config.window(), true);
    }

    @Override
    public String server() {
        return config.server();
    }

    @Override
    public ServerAnswer send(Text text) {
        Optional<SmppText> written = SmppText.of(text.body());
        if (written.isEmpty()) {
            LOG.error("A text of more than one segment was not sent");
            return ServerAnswer.REFUSED_FOR_GOOD;
        }
        long deadline = System.nanoTime() + config.timeout().toNanos();
        try {
            if (!window.tryAcquire(config.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warnf("The message centre %s leaves %d texts without an answer", server(), config.window());
                return ServerAnswer.FAULT;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ServerAnswer.NONE;
        }
        try {
            Optional<SMPPSession> session = link.session(Duration.ofNanos(deadline - System.nanoTime()));
            return session.isPresent() ? submit(session.get(), text, written.get()) : ServerAnswer.FAULT;
        } finally {
            window.release();
        }
    }

    private ServerAnswer submit(SMPPSession session, Text message, SmppText text) {
        Sender source = config.source();
        try {
            String id = session.submitShortMessage(null, source.type(), source.plan(), source.address(),
                    TypeOfNumber.INTERNATIONAL, NumberingPlanIndicator.ISDN, message.number().substring(1),
                    new ESMClass(), (byte) 0, (byte) 0, null, validity(message.validity()), receiptDemand(), (byte) 0,
                    text.coding(), (byte) 0, text.letters()).getMessageId();
            if (config.receipts()) {
                receipts.sent(id, message.reference());
            }
            return ServerAnswer.TAKEN;
        } catch (NegativeResponseException e) {
            LOG.warnf("The message centre %s has refused a text with the status 0x%08x", server(),
                    e.getCommandStatus());
            return SmppStatus.of(e.getCommandStatus());
        } catch (PDUException e) {
            LOG.errorf("A text cannot be written for the message centre %s", server());
            return ServerAnswer.REFUSED_FOR_GOOD;
        } catch (ResponseTimeoutException | InvalidResponseException | IOException e) {
            LOG.warnf("The message centre %s has not answered (%s): a text may or may not have left", server(),
                    e.getClass().getSimpleName());
            return ServerAnswer.UNKNOWN;
        }
    }

    private static String validity(Duration time) {
        Duration bounded = time.compareTo(LONGEST_VALIDITY) < 0 ? time : LONGEST_VALIDITY;
        return String.format(Locale.ROOT, "0000%02d%02d%02d%02d000R", bounded.toDays(), bounded.toHoursPart(),
                bounded.toMinutesPart(), bounded.toSecondsPart());
    }

    private RegisteredDelivery receiptDemand() {
        return new RegisteredDelivery(
                config.receipts() ? SMSCDeliveryReceipt.SUCCESS_FAILURE : SMSCDeliveryReceipt.DEFAULT);
    }

    @Override
    public void close() {
        // the connection belongs to the server
    }
}
