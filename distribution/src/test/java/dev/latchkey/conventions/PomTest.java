package dev.latchkey.conventions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Every POM has what Maven Central asks for, itself or from its parent. */
class PomTest {

    private static final Path ROOT = Path.of("..");
    private static final String REPOSITORY = "${latchkey.repository}";

    private final XPath paths = XPathFactory.newInstance().newXPath();

    @Test
    void theParentHasAddressLicenceDevelopersAndRepository() throws Exception {
        Document parent = pom(ROOT);
        assertEquals("https://www.apache.org/licenses/LICENSE-2.0.txt", text(parent, "/project/licenses/license/url"));
        assertEquals("Apache-2.0", text(parent, "/project/licenses/license/name"));
        assertFalse(text(parent, "/project/developers/developer/name").isEmpty());
        assertFalse(text(parent, "/project/developers/developer/organization").isEmpty());
        assertEquals(REPOSITORY, text(parent, "/project/url"));
        assertEquals(REPOSITORY, text(parent, "/project/scm/url"));
        assertEquals("scm:git:" + REPOSITORY, text(parent, "/project/scm/connection"));
        assertEquals("scm:git:" + REPOSITORY, text(parent, "/project/scm/developerConnection"));
        assertTrue(text(parent, "/project/properties/latchkey.repository").startsWith("https://"));
    }

    /** Or Maven would append the module's name to each of them. */
    @Test
    void modulesHaveTheAddressesOfTheParent() throws Exception {
        Document parent = pom(ROOT);
        assertEquals("false", text(parent, "/project/@child.project.url.inherit.append.path"));
        for (String address : List.of("connection", "developerConnection", "url")) {
            assertEquals("false", text(parent, "/project/scm/@child.scm." + address + ".inherit.append.path"));
        }
    }

    @Test
    void everyModuleHasANameAndADescriptionOfItsOwn() throws Exception {
        List<String> descriptions = new ArrayList<>();
        for (String module : modules()) {
            Document pom = pom(ROOT.resolve(module));
            assertEquals("latchkey-parent", text(pom, "/project/parent/artifactId"), module);
            assertTrue(text(pom, "/project/name").startsWith("Latchkey :: "), module);
            descriptions.add(text(pom, "/project/description"));
            for (String inherited : List.of("url", "scm", "licenses", "developers")) {
                assertEquals("", text(pom, "/project/" + inherited), module);
            }
        }
        assertFalse(descriptions.contains(""), descriptions::toString);
        assertEquals(descriptions.size(), descriptions.stream().distinct().count(), descriptions::toString);
    }

    private List<String> modules() throws Exception {
        NodeList nodes = (NodeList) paths.evaluate("/project/modules/module", pom(ROOT), XPathConstants.NODESET);
        List<String> modules = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            modules.add(nodes.item(i).getTextContent());
        }
        assertTrue(modules.size() > 10, modules::toString);
        return modules;
    }

    private String text(Document pom, String path) throws XPathExpressionException {
        return paths.evaluate(path, pom).strip();
    }

    private static Document pom(Path folder) throws ParserConfigurationException, IOException, SAXException {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        return factory.newDocumentBuilder().parse(folder.resolve("pom.xml").toFile());
    }
}
