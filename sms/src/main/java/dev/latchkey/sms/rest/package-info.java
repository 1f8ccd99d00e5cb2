/** The endpoint to which providers of texts report. */
package dev.latchkey.sms.rest;
