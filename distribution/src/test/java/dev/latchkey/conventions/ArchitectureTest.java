package dev.latchkey.conventions;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which module may know which, and what belongs where. */
@AnalyzeClasses(packages = "dev.latchkey", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule importsRunOneWay = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("common").definedBy("dev.latchkey.common..")
            .layer("limits").definedBy("dev.latchkey.limit..")
            .layer("locations").definedBy("dev.latchkey.geoip..")
            .layer("credentials").definedBy("dev.latchkey.credential..")
            .layer("mail").definedBy("dev.latchkey.mail..")
            .layer("sign-in").definedBy("dev.latchkey.signin..")
            .layer("webhook").definedBy("dev.latchkey.webhook..")
            .layer("notifications").definedBy("dev.latchkey.notification..")
            .layer("refresh tokens").definedBy("dev.latchkey.refreshtoken..")
            .layer("device").definedBy("dev.latchkey.device..")
            .layer("otp").definedBy("dev.latchkey.otp..")
            .layer("sms").definedBy("dev.latchkey.sms..")
            .layer("native API").definedBy("dev.latchkey.nativeapi..")
            .layer("secretcode").definedBy("dev.latchkey.secretcode..")
            .layer("realm setup").definedBy("dev.latchkey.setup..")
            .layer("risk").definedBy("dev.latchkey.risk..")
            .layer("quickstart").definedBy("dev.latchkey.quickstart..")
            .whereLayer("limits").mayOnlyBeAccessedByLayers("mail", "sign-in", "webhook", "notifications", "device",
                    "otp", "native API", "sms", "secretcode")
            .whereLayer("locations").mayOnlyBeAccessedByLayers("mail", "webhook", "risk")
            .whereLayer("credentials").mayOnlyBeAccessedByLayers("device", "native API", "sms", "secretcode")
            .whereLayer("mail").mayOnlyBeAccessedByLayers("notifications", "otp", "native API", "sms", "risk")
            .whereLayer("sign-in").mayOnlyBeAccessedByLayers("webhook", "notifications", "refresh tokens", "device",
                    "otp", "native API", "sms", "secretcode", "risk")
            .whereLayer("webhook").mayNotBeAccessedByAnyLayer()
            .whereLayer("notifications").mayNotBeAccessedByAnyLayer()
            .whereLayer("refresh tokens").mayNotBeAccessedByAnyLayer()
            .whereLayer("device").mayOnlyBeAccessedByLayers("otp", "native API")
            .whereLayer("otp").mayOnlyBeAccessedByLayers("native API", "sms", "realm setup")
            .whereLayer("sms").mayNotBeAccessedByAnyLayer()
            .whereLayer("native API").mayOnlyBeAccessedByLayers("realm setup")
            .whereLayer("secretcode").mayOnlyBeAccessedByLayers("realm setup")
            .whereLayer("realm setup").mayNotBeAccessedByAnyLayer()
            .whereLayer("risk").mayNotBeAccessedByAnyLayer()
            .whereLayer("quickstart").mayNotBeAccessedByAnyLayer();

    private static final String[] SERVING = Stream.of("authentication", "prompt", "session", "redemption", "grant",
            "rest", "admin", "delivery", "token", "filter")
            .map(name -> "dev.latchkey.." + name + "..").toArray(String[]::new);

    @ArchTest
    static final ArchRule theRootOfAModuleKnowsNeitherDatabaseNorHttp = noClasses()
            .that().resideInAnyPackage("dev.latchkey.otp", "dev.latchkey.device", "dev.latchkey.secretcode",
                    "dev.latchkey.webhook", "dev.latchkey.notification", "dev.latchkey.refreshtoken",
                    "dev.latchkey.sms", "dev.latchkey.setup", "dev.latchkey.risk",
                    "dev.latchkey.limit", "dev.latchkey.geoip", "dev.latchkey.credential", "dev.latchkey.mail",
                    "dev.latchkey.signin")
            .should().dependOnClassesThat().resideInAnyPackage("jakarta.persistence..", "jakarta.ws.rs..", "..jpa..")
            .orShould().dependOnClassesThat().resideInAnyPackage(SERVING);

    /** Where others may write the provider, it alone is asked; the other modules have stores, plain classes. */
    @ArchTest
    static final ArchRule whatServesRequestsLeavesTheDatabaseToTheProviderOrStore = noClasses()
            .that().resideInAnyPackage(SERVING)
            .should().dependOnClassesThat().resideInAnyPackage("jakarta.persistence..", "dev.latchkey.common.jpa..",
                    "dev.latchkey.limit.jpa..", "dev.latchkey.credential.jpa..", "dev.latchkey.signin.jpa..",
                    "dev.latchkey.otp.jpa..", "dev.latchkey.device.jpa..", "dev.latchkey.secretcode.jpa..",
                    "dev.latchkey.risk.jpa..");

    @ArchTest
    static final ArchRule rowsStayInJpa = noClasses()
            .that().resideOutsideOfPackage("..jpa..")
            .should().dependOnClassesThat().areAnnotatedWith("jakarta.persistence.Entity");

    @ArchTest
    static final ArchRule sqlIsInJpaAlone = noClasses()
            .that().resideOutsideOfPackages("..jpa..", "dev.latchkey.common.tx..")
            .should().dependOnClassesThat().resideInAPackage("jakarta.persistence..");

    @ArchTest
    static final ArchRule notesOfPartsAreOverwritten = noClasses()
            .should().accessTargetWhere(target(owner(name("org.keycloak.models.AuthenticatedClientSessionModel")))
                    .and(target(name("removeNote"))))
            .because("Keycloak before 26.6.7 and 26.7.3 does not store the removal: PartNotes");

    @ArchTest
    static final ArchRule timeComesFromKeycloak = noClasses()
            .that().resideOutsideOfPackage("dev.latchkey.quickstart..")
            .should().callMethod(System.class, "currentTimeMillis")
            .orShould().callMethod(Instant.class, "now")
            .because("tests move Keycloak's clock, and so does nothing else");

    @ArchTest
    static final ArchRule randomnessIsSecure = noClasses()
            .should().callConstructor(Random.class)
            .orShould().callConstructor(Random.class, long.class)
            .orShould().callMethod(Math.class, "random")
            .orShould().dependOnClassesThat().areAssignableTo(ThreadLocalRandom.class)
            .because("ASVS 11.5.1");

    @ArchTest
    static final ArchRule secretsAreComparedInConstantTime = noClasses()
            .should().callMethod(Arrays.class, "equals", byte[].class, byte[].class)
            .because("ASVS 11.2.4: MessageDigest.isEqual does not stop at the first difference");
}
