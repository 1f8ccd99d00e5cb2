package dev.latchkey.sms.gateway.smpp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

import dev.latchkey.mail.ServerAnswer;
import dev.latchkey.sms.InboundText;
import dev.latchkey.sms.ReceiptState;
import dev.latchkey.sms.Text;
import org.jsmpp.SMPPConstant;
import org.jsmpp.bean.DeliverSm;
import org.jsmpp.bean.ESMClass;
import org.jsmpp.bean.OptionalParameter;
import org.jsmpp.bean.NumberingPlanIndicator;
import org.jsmpp.bean.SubmitSm;
import org.jsmpp.bean.TypeOfNumber;
import org.jsmpp.extra.ProcessRequestException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The gateway against a message centre on a real connection. */
class SmppGatewayTest {

    private static final String NUMBER = "+4915123456789";
    private static final Duration VALIDITY = Duration.ofMinutes(10);
    private static final Text TEXT = new Text(NUMBER, "Your code: 123456\n@login.example #123456", VALIDITY);
    private static final String STORE_PASSWORD = "changeit";

    private final List<ReceiptState> told = new CopyOnWriteArrayList<>();
    private final List<InboundText> inbound = new CopyOnWriteArrayList<>();
    private MessageCentre centre;
    private SmppLink link;

    @BeforeEach
    void start() throws IOException {
        centre = new MessageCentre();
    }

    @AfterEach
    void stop() throws IOException {
        if (link != null) {
            link.close();
        }
        centre.close();
    }

    private SmppGateway gateway(String... options) {
        return gateway(Optional.empty(), options);
    }

    private SmppGateway gateway(Optional<SSLSocketFactory> tls, String... options) {
        Map<String, String> all = new HashMap<>(Map.of("host", "127.0.0.1", "port", String.valueOf(centre.port()),
                "tls", "false", "system-id", MessageCentre.SYSTEM_ID, "password", MessageCentre.PASSWORD,
                "source", "Example", "timeout-seconds", "10"));
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        SmppConfig config = SmppConfig.of(all::get);
        SmppReceipts receipts = new SmppReceipts((state, text) -> told.add(state), inbound::add);
        link = new SmppLink(config, new SmppSockets(tls, config.timeout()), receipts, Duration.ofMillis(20));
        return new SmppGateway(config, link, receipts);
    }

    private static void eventually(BooleanSupplier holds) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "in time");
            Thread.onSpinWait();
        }
    }

    @Test
    void submitsATextInTheGsmAlphabet() {
        assertEquals(ServerAnswer.TAKEN, gateway().send(TEXT));

        SubmitSm text = centre.texts().get(0);
        assertEquals("4915123456789", text.getDestAddress());
        assertEquals(TypeOfNumber.INTERNATIONAL.value(), text.getDestAddrTon());
        assertEquals(NumberingPlanIndicator.ISDN.value(), text.getDestAddrNpi());
        assertEquals("Example", text.getSourceAddr());
        assertEquals(TypeOfNumber.ALPHANUMERIC.value(), text.getSourceAddrTon());
        assertEquals(0, text.getDataCoding());
        assertEquals(1, text.getRegisteredDelivery());
        assertEquals("000000001000000R", text.getValidityPeriod());
        byte[] expected = TEXT.body().replace('@', '\0').getBytes(StandardCharsets.US_ASCII);
        assertArrayEquals(expected, text.getShortMessage());
    }

    @Test
    void aTextIsValidAsLongAsItIsOfUse() {
        SmppGateway gateway = gateway();
        assertEquals(ServerAnswer.TAKEN, gateway.send(new Text(NUMBER, "a day", Duration.ofDays(1))));
        assertEquals(ServerAnswer.TAKEN, gateway.send(new Text(NUMBER, "odd", Duration.ofSeconds(93_784))));
        assertEquals(ServerAnswer.TAKEN, gateway.send(new Text(NUMBER, "long", Duration.ofDays(400))));

        assertEquals(List.of("000001000000000R", "000001020304000R", "000030000000000R"),
                centre.texts().stream().map(SubmitSm::getValidityPeriod).toList());
    }

    @Test
    void submitsOtherLettersInUcs2_andOneSegmentAlone() {
        SmppGateway gateway = gateway("source", "+4930123456", "receipts", "false");
        assertEquals(ServerAnswer.TAKEN, gateway.send(new Text(NUMBER, "Ваш код: 123456", VALIDITY)));
        assertEquals(ServerAnswer.REFUSED_FOR_GOOD, gateway.send(new Text(NUMBER, "я".repeat(71), VALIDITY)));
        assertEquals(ServerAnswer.REFUSED_FOR_GOOD, gateway.send(new Text(NUMBER, "x".repeat(161), VALIDITY)));

        assertEquals(1, centre.texts().size());
        SubmitSm text = centre.texts().get(0);
        assertEquals(8, text.getDataCoding());
        assertEquals(0, text.getRegisteredDelivery());
        assertEquals("4930123456", text.getSourceAddr());
        assertArrayEquals("Ваш код: 123456".getBytes(StandardCharsets.UTF_16BE), text.getShortMessage());
    }

    @ParameterizedTest
    @CsvSource({"0x58,FAULT", "0x14,FAULT", "0x08,FAULT", "0x0A,FAULT", "0x64,REFUSED", "0x45,REFUSED", "0xFF,UNKNOWN",
        "0x0B,REFUSED_FOR_GOOD", "0x01,REFUSED_FOR_GOOD", "0x65,REFUSED_FOR_GOOD", "0x499,REFUSED_FOR_GOOD"})
    void tellsWhatTheStatusMeans(String status, ServerAnswer answer) {
        centre.behaves(text -> {
            throw new ProcessRequestException("refused", Integer.decode(status));
        });
        assertEquals(answer, gateway().send(TEXT));
        assertEquals(1, centre.texts().size(), "one submission for one attempt");
    }

    @Test
    void attack_aMessageCentreThatDoesNotAnswer_isLeftInTime_andGetsNoMoreThanTheWindow() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        centre.behaves(text -> await(answer));
        SmppGateway gateway = gateway("window", "2", "timeout-seconds", "1");
        ExecutorService workers = Executors.newFixedThreadPool(4);
        long begun = System.nanoTime();
        List<Future<ServerAnswer>> sent = List.of(workers.submit(() -> gateway.send(TEXT)),
                workers.submit(() -> gateway.send(TEXT)), workers.submit(() -> gateway.send(TEXT)),
                workers.submit(() -> gateway.send(TEXT)));
        int unknown = 0;
        for (Future<ServerAnswer> one : sent) {
            unknown += one.get() == ServerAnswer.UNKNOWN ? 1 : 0;
        }
        assertTrue(unknown >= 2 && unknown >= centre.texts().size(), "what was submitted may have left");
        assertTrue(System.nanoTime() - begun < Duration.ofSeconds(8).toNanos());
        answer.countDown();
        workers.shutdownNow();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void attack_aConnectionThatBreaksInMidFlight_leavesItsTextUnknown_andTheNextGoesOn() {
        centre.behaves(text -> {
            centre.behaves(next -> { });
            centre.drop();
        });
        SmppGateway gateway = gateway("timeout-seconds", "2");
        assertEquals(ServerAnswer.UNKNOWN, gateway.send(TEXT));
        assertEquals(ServerAnswer.TAKEN, gateway.send(TEXT));
        assertEquals(2, centre.binds());
        assertEquals(2, centre.texts().size());
    }

    @Test
    void whileItCannotBind_nothingIsSent_andNoTextWaits() throws IOException {
        centre.close();
        // keeps the port from other processes, one of which may be a message centre
        try (Socket held = new Socket()) {
            held.setReuseAddress(true);
            held.bind(new InetSocketAddress("127.0.0.1", 0));
            SmppGateway gateway = gateway("port", String.valueOf(held.getLocalPort()));
            assertEquals(ServerAnswer.FAULT, gateway.send(TEXT));
            long begun = System.nanoTime();
            assertEquals(ServerAnswer.FAULT, gateway.send(TEXT));
            assertTrue(System.nanoTime() - begun < Duration.ofMillis(500).toNanos());

            centre = new MessageCentre(ServerSocketFactory.getDefault(), held.getLocalPort());
            eventually(() -> gateway.send(TEXT) == ServerAnswer.TAKEN);
            assertEquals(1, centre.texts().size());
        }
    }

    @Test
    void aWrongPassword_isAFaultOfTheGateway() {
        assertEquals(ServerAnswer.FAULT, gateway("password", "wrong").send(TEXT));
        assertEquals(0, centre.binds());
    }

    @Test
    void readsReceipts_eachOnce_andNothingElse() throws Exception {
        SmppGateway gateway = gateway();
        gateway.send(TEXT);
        gateway.send(TEXT);

        centre.receipt("1", "ENROUTE");
        centre.receipt("1", "DELIVRD");
        centre.receipt("1", "DELIVRD");
        centre.receipt("2", "UNDELIV");
        centre.receipt("7", "DELIVRD");
        centre.deliver("id:2 stat:DELIVRD", new ESMClass());
        centre.deliver("\u0000\u00ff id: stat:", new ESMClass((byte) 4));

        assertEquals(List.of(ReceiptState.DELIVERED, ReceiptState.UNDELIVERED), told);
    }

    @Test
    void handsTextsOfPhonesOver_andNoReceiptAsOne() throws Exception {
        gateway().send(TEXT);
        centre.text("4915123456789", "BCDFGHJK please");
        centre.receipt("1", "DELIVRD");
        eventually(() -> told.size() == 1);

        assertEquals(List.of(new InboundText("4915123456789", "BCDFGHJK please")), inbound);
    }

    @Test
    void readsTextsOfPhones_inUcs2_withAHeader_andAsPayload() {
        SmppReceipts receipts = new SmppReceipts((state, text) -> told.add(state), inbound::add);
        DeliverSm wide = sent((byte) 0, "ж BCDFGHJK".getBytes(StandardCharsets.UTF_16BE));
        wide.setDataCoding((byte) 8);
        receipts.onAcceptDeliverSm(wide);
        receipts.onAcceptDeliverSm(sent((byte) 0x40,
                "\u0005\u0000\u0003abcHello".getBytes(StandardCharsets.US_ASCII)));
        receipts.onAcceptDeliverSm(sent((byte) 0x40, new byte[] {127, 1}));
        DeliverSm payload = sent((byte) 0, new byte[0]);
        payload.setOptionalParameters(
                new OptionalParameter.Message_payload("Hello".getBytes(StandardCharsets.US_ASCII)));
        receipts.onAcceptDeliverSm(payload);
        receipts.onAcceptDeliverSm(new DeliverSm());

        assertEquals(List.of("ж BCDFGHJK", "Hello", "", "Hello"), inbound.stream().map(InboundText::body).toList());
    }

    private static DeliverSm sent(byte kind, byte[] body) {
        DeliverSm message = new DeliverSm();
        message.setSourceAddr("4915123456789");
        message.setSourceAddrTon(TypeOfNumber.INTERNATIONAL.value());
        message.setEsmClass(kind);
        message.setShortMessage(body);
        return message;
    }

    @Test
    void attack_aSenderWhoseKindOfNumberIsNotKnown_isNotReadAsAnInternationalOne() {
        SmppReceipts receipts = new SmppReceipts((state, text) -> told.add(state), inbound::add);
        for (TypeOfNumber type : List.of(TypeOfNumber.UNKNOWN, TypeOfNumber.NATIONAL, TypeOfNumber.ALPHANUMERIC,
                TypeOfNumber.NETWORK_SPECIFIC)) {
            DeliverSm national = sent((byte) 0, "BCDFGHJK".getBytes(StandardCharsets.US_ASCII));
            national.setSourceAddr("13612345678");
            national.setSourceAddrTon(type.value());
            receipts.onAcceptDeliverSm(national);
        }
        DeliverSm withPlus = sent((byte) 0, "BCDFGHJK".getBytes(StandardCharsets.US_ASCII));
        withPlus.setSourceAddr("+4915123456789");
        withPlus.setSourceAddrTon(TypeOfNumber.UNKNOWN.value());
        receipts.onAcceptDeliverSm(withPlus);
        assertEquals(List.of("+4915123456789"), inbound.stream().map(InboundText::sender).toList());
    }

    @Test
    void aReceiptThatOvertakesItsAnswer_isRead() {
        SmppReceipts receipts = new SmppReceipts((state, text) -> told.add(state), inbound::add);
        DeliverSm receipt = new DeliverSm();
        receipt.setEsmClass((byte) 4);
        receipt.setShortMessage("id:9 stat:EXPIRED".getBytes(StandardCharsets.US_ASCII));
        receipts.onAcceptDeliverSm(receipt);
        assertEquals(List.of(), told);
        receipts.sent("9", Optional.empty());
        assertEquals(List.of(ReceiptState.UNDELIVERED), told);
    }

    @Test
    void attack_theLogAtItsFinestLevel_holdsNeitherCodeNorNumberNorPassword() throws Exception {
        Queue<LogRecord> records = new ConcurrentLinkedQueue<>();
        Handler handler = new Handler() {

            @Override
            public void publish(LogRecord record) {
                records.add(record);
            }

            @Override
            public void flush() {
                // nothing is kept back
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        root.setLevel(Level.ALL);
        root.addHandler(handler);
        try {
            gateway().send(TEXT);
            centre.receipt("1", "DELIVRD");
            link.close();
        } finally {
            root.removeHandler(handler);
            root.setLevel(before);
        }
        assertTrue(records.stream().anyMatch(record -> record.getLoggerName().equals(SmppLink.class.getName())));
        assertEquals(List.of(), records.stream().map(LogRecord::getLoggerName)
                .filter(name -> name.startsWith("org.jsmpp")).distinct().toList());
        assertFalse(records.stream().anyMatch(record -> (record.getMessage() + List.of(
                record.getParameters() == null ? new Object[0] : record.getParameters())).matches(
                "(?s).*(123456|4915123456789|" + MessageCentre.PASSWORD + ").*")));
    }

    /** Without a text that would show it: those of phones must go on arriving. */
    @Test
    void aConnectionThatAFirewallHasForgotten_isFoundDead_andSetUpAnew() throws Exception {
        try (Firewall firewall = new Firewall(centre.port())) {
            SmppConfig config = SmppConfig.of(Map.of("host", "127.0.0.1", "port", String.valueOf(firewall.port()),
                    "tls", "false", "system-id", MessageCentre.SYSTEM_ID, "password", MessageCentre.PASSWORD)::get);
            SmppConfig quick = new SmppConfig(config.host(), config.port(), config.tls(), config.systemId(),
                    config.password(), config.systemType(), config.source(), config.receipts(), config.window(),
                    Duration.ofMillis(500), Duration.ofMillis(200));
            SmppReceipts receipts = new SmppReceipts((state, text) -> told.add(state), inbound::add);
            link = new SmppLink(quick, new SmppSockets(Optional.empty(), quick.timeout()), receipts,
                    Duration.ofMillis(20));
            link.open();
            eventually(() -> centre.binds() == 1);

            firewall.forget();

            eventually(() -> centre.binds() == 2);
            centre.text("4915123456789", "BCDFGHJK");
            eventually(() -> inbound.size() == 1);
        }
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        centre.close();
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        centre = new MessageCentre();
        gateway().send(TEXT);
        link.close();
        centre.close();
        eventually(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> !before.contains(thread) && thread.isAlive() && !thread.isDaemon()));
        assertEquals(Optional.empty(), link.session(Duration.ofSeconds(1)), "it does not begin again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"host= ", "host=a b", "system-id=", "system-id=sixteen-letters-", "password=nine-char",
            "password=p\u0000", "source=twelve chars", "source=\u00e9", "port=0", "window=101", "timeout-seconds=21",
            "enquire-link-seconds=4"})
    void attack_anOptionThatCannotBeUsed_stopsTheStart(String option) {
        String[] parts = option.split("=", 2);
        assertFalse(assertThrows(IllegalArgumentException.class, () -> gateway(parts)).getMessage()
                .contains(parts[1] + '"'));
    }

    @Test
    void attack_tls_verifiesTheServersNameAndCertificate(@TempDir Path directory) throws Exception {
        KeyStore right = store(directory.resolve("right.p12"), "SAN=IP:127.0.0.1");
        KeyStore wrong = store(directory.resolve("wrong.p12"), "SAN=DNS:another.example");
        centre.close();
        centre = new MessageCentre(context(right).getServerSocketFactory(), 0);
        assertEquals(ServerAnswer.TAKEN, gateway(Optional.of(context(right).getSocketFactory())).send(TEXT));
        link.close();
        assertEquals(ServerAnswer.FAULT, gateway(Optional.of(context(wrong).getSocketFactory())).send(TEXT));
        link.close();
        centre.close();

        centre = new MessageCentre(context(wrong).getServerSocketFactory(), 0);
        assertEquals(ServerAnswer.FAULT, gateway(Optional.of(context(wrong).getSocketFactory())).send(TEXT));
        assertEquals(0, centre.binds());
    }

    private static KeyStore store(Path file, String names) throws Exception {
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-keystore", file.toString(), "-storetype", "PKCS12", "-storepass", STORE_PASSWORD,
                "-alias", "centre", "-keyalg", "EC", "-dname", "CN=centre", "-ext", names).inheritIO().start();
        assertEquals(0, keytool.waitFor());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, STORE_PASSWORD.toCharArray());
        }
        // so that it also serves as trust store
        store.setCertificateEntry("trusted", store.getCertificate("centre"));
        return store;
    }

    private static SSLContext context(KeyStore store) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, STORE_PASSWORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** Texts that have certainly not left are handed over again, as the queue does; others are reported. */
    @Test
    void attack_tenThousandTextsThroughABindThatDropsTwice_eachArriveOnceOrAreReported() throws Exception {
        int count = 10_000;
        AtomicIntegerArray arrived = new AtomicIntegerArray(count);
        AtomicInteger submitted = new AtomicInteger();
        centre.keepsNone();
        centre.behaves(text -> {
            int now = submitted.incrementAndGet();
            if (now % 1000 == 500) {
                throw new ProcessRequestException("too fast", SMPPConstant.STAT_ESME_RTHROTTLED);
            }
            arrived.incrementAndGet(Integer.parseInt(new String(text.getShortMessage(), StandardCharsets.US_ASCII)));
            if (now == 3000 || now == 6000) {
                centre.drop();
            }
        });
        SmppGateway gateway = gateway("window", "50", "timeout-seconds", "2");
        ExecutorService workers = Executors.newFixedThreadPool(64);
        List<Future<ServerAnswer>> answers = IntStream.range(0, count)
                .mapToObj(i -> workers.submit(() -> untilCertain(gateway, i))).toList();
        int reported = 0;
        for (int i = 0; i < count; i++) {
            if (answers.get(i).get() == ServerAnswer.TAKEN) {
                assertEquals(1, arrived.get(i), "text " + i + " arrives once");
            } else {
                reported++;
                assertEquals(ServerAnswer.UNKNOWN, answers.get(i).get());
                assertTrue(arrived.get(i) <= 1, "text " + i + " arrives once at most");
            }
        }
        workers.shutdown();
        assertEquals(3, centre.binds());
        assertTrue(reported <= 2 * 50, reported + " are reported: no more than were under way at both drops");
    }

    private static ServerAnswer untilCertain(SmppGateway gateway, int number) {
        ServerAnswer answer = gateway.send(new Text(NUMBER, String.valueOf(number), VALIDITY));
        while (answer == ServerAnswer.FAULT) {
            answer = gateway.send(new Text(NUMBER, String.valueOf(number), VALIDITY));
        }
        return answer;
    }
}
