package dev.latchkey.common.template;

import freemarker.template.TemplateNumberModel;

/**
 * A number to FreeMarker and to Java. This Keycloak hands FreeMarker's own object for a number on to the text's format,
 * which knows numbers of Java alone.
 */
final class NumberOfBoth extends Number implements TemplateNumberModel {

    private static final long serialVersionUID = 1L;

    private final long number;

    NumberOfBoth(long number) {
        this.number = number;
    }

    @Override
    public Number getAsNumber() {
        return number;
    }

    @Override
    public int intValue() {
        return (int) number;
    }

    @Override
    public long longValue() {
        return number;
    }

    @Override
    public float floatValue() {
        return number;
    }

    @Override
    public double doubleValue() {
        return number;
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
