package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.latchkey.common.settings.NumberSetting;
import dev.latchkey.device.TrustSetting;
import dev.latchkey.limit.Limit;
import dev.latchkey.limit.ServerLimit;
import dev.latchkey.mail.MailSetting;
import dev.latchkey.otp.PolicySetting;
import dev.latchkey.risk.settings.RiskSetting;
import dev.latchkey.secretcode.SecretCodeSetting;
import dev.latchkey.sms.GatewaySetting;
import dev.latchkey.sms.SmsSetting;
import dev.latchkey.webhook.WebhookSetting;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/settings.md} say what the code does, and leave nothing out. */
class SettingsTableTest {

    private static final Pattern ROW = Pattern.compile("\\| `([a-z._-]+)` \\| (\\d+) \\| (\\d+)–(\\d+) \\|.*");

    private static final Pattern NAME = Pattern.compile("`([a-z_-]+)`");
    /** Of the table of endpoints. */
    private static final List<String> COLUMNS = List.of("user", "address", "client address", "all");

    @Test
    void everyNumberOfTheCodeStandsInTheDocsAsItIs() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/settings.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                documented.put(row.group(1), "%s (%s to %s)".formatted(row.group(2), row.group(3), row.group(4)));
            }
        }
        Map<String, String> coded = Stream.of(
                        Arrays.stream(Limit.values()).map(limit -> Map.entry(limit.setting().name(), limit.setting())),
                        Arrays.stream(PolicySetting.values())
                                .map(policy -> Map.entry(policy.setting().name(), policy.setting())),
                        Arrays.stream(SmsSetting.values()).map(sms -> Map.entry(sms.setting().name(), sms.setting())),
                        Arrays.stream(TrustSetting.values())
                                .map(trust -> Map.entry(trust.setting().name(), trust.setting())),
                        Arrays.stream(SecretCodeSetting.values())
                                .map(code -> Map.entry(code.setting().name(), code.setting())),
                        Arrays.stream(RiskSetting.values())
                                .map(risk -> Map.entry(risk.setting().name(), risk.setting())),
                        Arrays.stream(MailSetting.values()).map(mail -> Map.entry(
                                "spi-latchkey-mail--default--" + mail.setting().name(), mail.setting())),
                        Arrays.stream(ServerLimit.values()).map(limit -> Map.entry(
                                "spi-latchkey-limits--default--" + limit.setting().name(), limit.setting())),
                        Arrays.stream(GatewaySetting.values()).map(gateway -> Map.entry(gateway.option(),
                                gateway.setting())),
                        Arrays.stream(WebhookSetting.values()).map(webhook -> Map.entry(
                                "spi-events-listener--latchkey-webhook--" + webhook.setting().name(),
                                webhook.setting())))
                .flatMap(settings -> settings)
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> text(entry.getValue()), (a, b) -> a,
                        TreeMap::new));
        assertEquals(coded, documented);
    }

    /** A limit's name says what it counts by, and so does its column; lengths of time are told where they begin. */
    @Test
    void everyLimitStandsAtItsDoorInTheColumnOfWhatItCountsBy() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("../docs/settings.md"))) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == COLUMNS.size() + 3 && !cells[1].strip().matches("`.*|setting|-+")) {
                for (int column = 0; column < COLUMNS.size(); column++) {
                    for (Matcher name = NAME.matcher(cells[column + 2]); name.find();) {
                        documented.put(name.group(1), COLUMNS.get(column));
                    }
                }
            }
        }
        Map<String, String> coded = Arrays.stream(Limit.values()).map(limit -> limit.setting().name())
                .filter(name -> !name.endsWith("-seconds"))
                .collect(Collectors.toMap(name -> name, SettingsTableTest::countedBy, (a, b) -> a, TreeMap::new));
        documented.keySet().retainAll(coded.keySet());
        assertEquals(coded, documented);
    }

    private static String countedBy(String name) {
        if (name.contains("-ip-")) {
            return "client address";
        }
        if (name.matches(".*-(client|group|realm)-.*")) {
            return "all";
        }
        return name.contains("-address-") ? "address" : "user";
    }

    private static String text(NumberSetting setting) {
        return "%d (%d to %d)".formatted(setting.defaultValue(), setting.min(), setting.max());
    }
}
