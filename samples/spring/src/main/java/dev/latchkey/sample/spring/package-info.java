/** A web application and an API behind Spring Security, whose users sign in to a realm with Latchkey. */
package dev.latchkey.sample.spring;
