package dev.latchkey.it.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The columns with a maximum length in the product's changelogs. */
final class Columns {

    private static final List<String> CHANGELOGS = List.of("otp", "common", "device", "secret-code", "risk");

    private Columns() {
    }

    /** Returns the maximum length of each column, by {@code TABLE.COLUMN}. */
    static Map<String, Integer> bounds() {
        Map<String, Integer> bounds = new TreeMap<>();
        for (String changelog : CHANGELOGS) {
            Element root = read(changelog);
            for (String change : List.of("createTable", "addColumn", "modifyDataType")) {
                elements(root.getElementsByTagName(change)).forEach(table -> {
                    String name = table.getAttribute("tableName") + '.';
                    elements(table.getElementsByTagName("column")).forEach(column ->
                            add(bounds, name + column.getAttribute("name"), column.getAttribute("type")));
                    add(bounds, name + table.getAttribute("columnName"), table.getAttribute("newDataType"));
                });
            }
            elements(root.getElementsByTagName("dropColumn")).stream()
                    .map(dropped -> dropped.getAttribute("tableName") + '.' + dropped.getAttribute("columnName"))
                    .filter(dropped -> !addedAgain(root, dropped)).forEach(bounds::remove);
        }
        return bounds;
    }

    /** Returns the names of all tables. */
    static Set<String> tables() {
        Set<String> tables = new TreeSet<>();
        for (String changelog : CHANGELOGS) {
            Element root = read(changelog);
            elements(root.getElementsByTagName("createTable")).forEach(table ->
                    tables.add(table.getAttribute("tableName")));
            elements(root.getElementsByTagName("dropTable")).forEach(table ->
                    tables.remove(table.getAttribute("tableName")));
        }
        return tables;
    }

    /** Returns the number of change sets in the changelog of a module. */
    static int changeSets(String changelog) {
        return read(changelog).getElementsByTagName("changeSet").getLength();
    }

    private static Element read(String changelog) {
        try (InputStream xml = Columns.class.getResourceAsStream(
                "/META-INF/latchkey-" + changelog + "-changelog.xml")) {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(xml).getDocumentElement();
        } catch (IOException | ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(changelog, e);
        }
    }

    private static boolean addedAgain(Element root, String dropped) {
        return elements(root.getElementsByTagName("addColumn")).stream().anyMatch(table ->
                elements(table.getElementsByTagName("column")).stream().anyMatch(column -> dropped.equals(
                        table.getAttribute("tableName") + '.' + column.getAttribute("name"))));
    }

    private static void add(Map<String, Integer> bounds, String column, String type) {
        if (type.contains("(")) {
            bounds.put(column, Integer.valueOf(type.substring(type.indexOf('(') + 1, type.indexOf(')'))));
        }
    }

    private static List<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).mapToObj(nodes::item).map(Element.class::cast).toList();
    }
}
