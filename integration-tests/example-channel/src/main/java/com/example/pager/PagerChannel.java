package com.example.pager;

import java.net.URI;
import java.util.Optional;

import dev.latchkey.mail.Delivery;
import dev.latchkey.otp.MessageCost;
import dev.latchkey.otp.OtpChannel;
import dev.latchkey.otp.OtpMessage;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;

/** Sends codes to pagers, whose numbers an administrator writes into the attribute {@value #ATTRIBUTE}. */
final class PagerChannel implements OtpChannel {

    static final String ID = "pager";
    private static final String ATTRIBUTE = "pager";
    private static final int OWN_DIGITS = 2;

    private final URI service;

    PagerChannel(URI service) {
        this.service = service;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Optional<String> address(RealmModel realm, UserModel user) {
        return Optional.ofNullable(user.getFirstAttribute(ATTRIBUTE)).filter(number -> number.matches("[0-9]{6}"));
    }

    @Override
    public boolean isFactor(RealmModel realm, UserModel user) {
        return address(realm, user).isPresent();
    }

    @Override
    public String masked(String address) {
        return "••••" + end(address);
    }

    @Override
    public MessageCost cost() {
        return MessageCost.PAID;
    }

    @Override
    public String group(String address) {
        return address.substring(0, address.length() - OWN_DIGITS);
    }

    private static String end(String address) {
        return address.substring(address.length() - OWN_DIGITS);
    }

    @Override
    public boolean holdsLinks() {
        return false;
    }

    @Override
    public Delivery write(OtpMessage message) {
        return new PagerDelivery(service, message.request().binding().address(),
                message.code().code().orElseThrow());
    }

    @Override
    public void close() {
    }
}
