/** How likely it is that a sign-in is not the user's: the rules, which know neither database nor HTTP. */
package dev.latchkey.risk;
