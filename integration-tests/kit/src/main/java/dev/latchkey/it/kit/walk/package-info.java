/** What walks along random steps have in common: drawing, shrinking, repeating, figures and mutants. */
package dev.latchkey.it.kit.walk;
