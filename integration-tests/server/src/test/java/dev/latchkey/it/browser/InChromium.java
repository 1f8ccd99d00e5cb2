package dev.latchkey.it.browser;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs a class's tests in Chromium against the demo realm, which they get as a parameter of type {@link Demo}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "dev.latchkey.it.browser.Chromium#installed", disabledReason = "No Chromium on the PATH")
@ExtendWith(DemoExtension.class)
@interface InChromium {
}
