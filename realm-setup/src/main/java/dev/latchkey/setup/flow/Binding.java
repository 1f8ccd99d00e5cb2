package dev.latchkey.setup.flow;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

import org.keycloak.models.AuthenticationFlowModel;
import org.keycloak.models.RealmModel;

/** What a realm binds flows to, as far as setup does. */
enum Binding {

    BROWSER("browser flow", RealmModel::getBrowserFlow, RealmModel::setBrowserFlow),
    REGISTRATION("registration flow", RealmModel::getRegistrationFlow, RealmModel::setRegistrationFlow),
    RESET_CREDENTIALS("reset credentials flow", RealmModel::getResetCredentialsFlow,
            RealmModel::setResetCredentialsFlow),
    FIRST_BROKER_LOGIN("first broker login flow", RealmModel::getFirstBrokerLoginFlow,
            RealmModel::setFirstBrokerLoginFlow);

    private final String words;
    private final Function<RealmModel, AuthenticationFlowModel> getter;
    private final BiConsumer<RealmModel, AuthenticationFlowModel> setter;

    Binding(String words, Function<RealmModel, AuthenticationFlowModel> getter,
            BiConsumer<RealmModel, AuthenticationFlowModel> setter) {
        this.words = words;
        this.getter = getter;
        this.setter = setter;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Binding> of(String id) {
        return Arrays.stream(values()).filter(binding -> binding.id().equals(id)).findFirst();
    }

    /** What the console calls it. */
    String words() {
        return words;
    }

    /** The flow that is bound; null where none is. */
    AuthenticationFlowModel flow(RealmModel realm) {
        return getter.apply(realm);
    }

    void bind(RealmModel realm, AuthenticationFlowModel flow) {
        setter.accept(realm, flow);
    }
}
