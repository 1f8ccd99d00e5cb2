package dev.latchkey.common.template;

/** Numbers that templates put into texts. */
public final class TemplateNumber {

    private TemplateNumber() {
    }

    /**
     * @param number a number
     * @return what a template has to be given for it
     */
    public static Number of(long number) {
        return new NumberOfBoth(number);
    }
}
