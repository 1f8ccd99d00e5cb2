package dev.latchkey.it.browser;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the demo for the first test that needs it, closes the browser windows after each, and stops it at the end. */
final class DemoExtension implements ParameterResolver, AfterEachCallback {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(DemoExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Demo.class;
    }

    @Override
    public Demo resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return store(context).computeIfAbsent(Demo.class, type -> Demo.start(), Demo.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Demo demo = store(context).get(Demo.class, Demo.class);
        if (demo != null) {
            demo.closeWindows();
        }
    }

    private static ExtensionContext.Store store(ExtensionContext context) {
        // one for all classes of a process, whether it runs them in one go or one by one
        return context.getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE);
    }
}
