package dev.latchkey.it.flow;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stops the server's clock during each test of this class: limits, cooldowns, locks and lifetimes end when the test
 * moves the time, and never because the machine is slow.
 */
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface StoppedClock {
}
