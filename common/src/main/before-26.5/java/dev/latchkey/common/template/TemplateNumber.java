package dev.latchkey.common.template;

import freemarker.template.TemplateNumberModel;

/**
 * Numbers that templates put into texts. This Keycloak hands FreeMarker's own object for a number on to the text's
 * format, which knows numbers of Java alone: these are both.
 */
public final class TemplateNumber extends Number implements TemplateNumberModel {

    private static final long serialVersionUID = 1L;

    private final long number;

    private TemplateNumber(long number) {
        this.number = number;
    }

    /**
     * @param number a number
     * @return what a template has to be given for it
     */
    public static Number of(long number) {
        return new TemplateNumber(number);
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
