package dev.latchkey.common.hook;

import java.util.List;
import java.util.ServiceLoader;

/**
 * The hooks of one module, found by Java's {@link ServiceLoader}: no option of Keycloak's can keep them out. They name
 * classes by text alone, of Latchkey too, because a class whose interface Keycloak does not have cannot be loaded.
 */
public interface SecurityHooks {

    /** @return the module's hooks */
    List<SecurityHook> hooks();

    /** @return the hooks of all modules */
    static List<SecurityHook> all() {
        return ServiceLoader.load(SecurityHooks.class, SecurityHooks.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get).map(SecurityHooks::hooks).flatMap(List::stream).toList();
    }
}
