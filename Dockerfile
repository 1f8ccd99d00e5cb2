# Keycloak with Latchkey built in, optimised for PostgreSQL. Needs no BuildKit.
#   docker build -t latchkey-keycloak .

FROM maven:3.9-eclipse-temurin-21 AS jar
WORKDIR /latchkey
# The POMs alone first: what Maven downloads stays in this layer until a POM changes.
COPY pom.xml ./
COPY common/pom.xml common/
COPY limits/pom.xml limits/
COPY geoip/pom.xml geoip/
COPY credentials/pom.xml credentials/
COPY mail/pom.xml mail/
COPY sign-in/pom.xml sign-in/
COPY webhook/pom.xml webhook/
COPY notifications/pom.xml notifications/
COPY refresh-tokens/pom.xml refresh-tokens/
COPY risk/pom.xml risk/
COPY device-trust-provider/pom.xml device-trust-provider/
COPY authenticators/pom.xml authenticators/
COPY native-api/pom.xml native-api/
COPY sms/pom.xml sms/
COPY secret-code-provider/pom.xml secret-code-provider/
COPY realm-setup/pom.xml realm-setup/
COPY themes/pom.xml themes/
COPY distribution/pom.xml distribution/
RUN mvn -B -ntp -q -P-tests -Dmaven.test.skip=true package
COPY common/src common/src
COPY limits/src limits/src
COPY geoip/src geoip/src
COPY credentials/src credentials/src
COPY mail/src mail/src
COPY sign-in/src sign-in/src
COPY webhook/src webhook/src
COPY notifications/src notifications/src
COPY refresh-tokens/src refresh-tokens/src
COPY risk/src risk/src
COPY device-trust-provider/src device-trust-provider/src
COPY authenticators/src authenticators/src
COPY native-api/src native-api/src
COPY sms/src sms/src
COPY secret-code-provider/src secret-code-provider/src
COPY realm-setup/src realm-setup/src
COPY themes/src themes/src
COPY distribution/src distribution/src
COPY LICENSE ./
RUN mvn -B -ntp -q -P-tests -Dmaven.test.skip=true package \
 && find distribution/target -name 'latchkey-*.jar' ! -name '*-launcher.jar' -exec cp {} latchkey.jar ';'

FROM quay.io/keycloak/keycloak:26.7.3 AS build
COPY --from=jar /latchkey/latchkey.jar /opt/keycloak/providers/latchkey.jar
# Keycloak writes to data/ at run time; a mounted realm file must not be what creates it, as root.
RUN mkdir -p /opt/keycloak/data/import \
 && /opt/keycloak/bin/kc.sh build --db=postgres --health-enabled=true --metrics-enabled=true

FROM quay.io/keycloak/keycloak:26.7.3
COPY --from=build --chown=1000:0 /opt/keycloak/ /opt/keycloak/
USER 1000
EXPOSE 8080 9000
# In bash alone: the image has no curl.
HEALTHCHECK --interval=5s --timeout=5s --start-period=120s --retries=5 CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/9000 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r -u 3 status && [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["/opt/keycloak/bin/kc.sh"]
CMD ["start", "--optimized"]
