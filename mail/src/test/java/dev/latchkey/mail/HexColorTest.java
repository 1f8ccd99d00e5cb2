package dev.latchkey.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HexColorTest {

    private static final HexColor DARK = new HexColor(0x21, 0x24, 0x27);
    private static final int STEP = 0x11;

    @Test
    void isReadAndWrittenAsCssDoes() {
        assertEquals("#1fa7f8", HexColor.parse("#1FA7f8").orElseThrow().css());
        assertEquals("#00000a", HexColor.parse("#00000a").orElseThrow().css());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "red", "#fff", "1fa7f8", "#1fa7f", "#1fa7f8a", "#1fa7g8", "#1fa7f8;", "#1fa7f8 ",
            "#1fa7f8\n", "#１２３４５６", "#-12345", "rgb(1,2,3)", "#123456;background:url(//evil.example)",
            "\"><script>"})
    void nothingElseIsAColour(String text) {
        assertEquals(Optional.empty(), HexColor.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"#ffffff, #000000", "#ffd400, #000000", "#1fa7f8, #000000", "#0066cc, #ffffff", "#8b0000, #ffffff",
        "#000000, #ffffff"})
    void textIsBlackOrWhiteByLuminance(String color, String text) {
        assertEquals(text, HexColor.parse(color).orElseThrow().readable().css());
    }

    @Test
    void blackOnWhiteHasTheGreatestContrast() {
        assertEquals(21, HexColor.BLACK.contrast(HexColor.WHITE), 0.01);
        assertEquals(21, HexColor.WHITE.contrast(HexColor.BLACK), 0.01);
    }

    /** WCAG 2.2: 4.5 for text, 3 for the shape of a control. */
    @Test
    void textAndShapeStayVisibleWithEveryColour() {
        for (int red = 0; red <= 255; red += STEP) {
            for (int green = 0; green <= 255; green += STEP) {
                for (int blue = 0; blue <= 255; blue += STEP) {
                    HexColor color = new HexColor(red, green, blue);
                    HexColor dark = color.lightenedOn(DARK, 3);
                    assertTrue(color.contrast(color.readable()) >= 4.5, color::css);
                    assertTrue(dark.contrast(dark.readable()) >= 4.5, color::css);
                    assertTrue(dark.contrast(DARK) >= 3, color::css);
                }
            }
        }
    }

    @Test
    void aColourThatIsLightEnoughStaysAsItIs() {
        HexColor light = new HexColor(0xff, 0xd4, 0x00);
        assertEquals(light, light.lightenedOn(DARK, 3));
    }
}
