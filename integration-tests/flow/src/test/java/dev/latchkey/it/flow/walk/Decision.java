package dev.latchkey.it.flow.walk;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import dev.latchkey.it.flow.WalkTest;

/** An admin's change to an account. */
enum Decision {

    VOUCH("vouches for the address of", (server, id) -> server.change(id, account -> {
        account.setEmailVerified(true);
        account.setRequiredActions(List.of());
    }), model -> model.proofDemanded(false)),
    DROP("demands no proof of the address any more from", (server, id) -> server.change(id, account -> {
        account.setEmailVerified(false);
        account.setRequiredActions(List.of());
    }), model -> model.proofDemanded(false)),
    DEMAND("demands a proof of the address from", (server, id) -> server.change(id, account -> {
        account.setEmailVerified(false);
        account.setRequiredActions(List.of(WalkTest.VERIFY_ACTION));
    }), model -> model.proofDemanded(true)),
    ASK("demands a new password from", (server, id) -> server.change(id, account ->
            account.setRequiredActions(List.of("UPDATE_PASSWORD"))), model -> model.proofDemanded(false)),
    SIGN_OUT("signs out", Server::signOut, Model::signedOutEverywhere),
    DISABLE("disables", (server, id) -> server.change(id, account -> account.setEnabled(false)),
            model -> model.disabled(true)),
    ENABLE("enables", (server, id) -> server.change(id, account -> account.setEnabled(true)),
            model -> model.disabled(false));

    private final String text;
    private final BiConsumer<Server, String> act;
    private final Consumer<Model> told;

    Decision(String text, BiConsumer<Server, String> act, Consumer<Model> told) {
        this.text = text;
        this.act = act;
        this.told = told;
    }

    void on(Server server, String id) {
        act.accept(server, id);
    }

    void tell(Model model) {
        told.accept(model);
    }

    @Override
    public String toString() {
        return text;
    }
}
