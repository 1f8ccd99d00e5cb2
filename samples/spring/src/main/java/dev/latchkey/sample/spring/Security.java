package dev.latchkey.sample.spring;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.web.SecurityFilterChain;

/** Pages need a signed-in user, the API an access token: Spring Security's own parts, as for any OpenID provider. */
@Configuration
class Security {

    /** The API takes a token of the realm with each request, and keeps no session. */
    @Bean
    @Order(1)
    SecurityFilterChain securityOfApi(HttpSecurity http) throws Exception {
        return http.securityMatcher("/api/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    /** Everything else sends the browser to the realm's sign-in first, and signs out there too. */
    @Bean
    @Order(2)
    SecurityFilterChain securityOfPages(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2Login(login -> login.redirectionEndpoint(callback -> callback.baseUri("/callback")))
                .logout(logout -> logout.logoutSuccessHandler(
                        new OidcClientInitiatedLogoutSuccessHandler(clients)))
                .build();
    }
}
