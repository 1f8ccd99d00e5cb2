package dev.latchkey.sample.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A web application and an API, whose users sign in to the demo realm. */
@SpringBootApplication
public class SpringSample {

    /**
     * Starts the application on 127.0.0.1.
     *
     * @param arguments options of Spring Boot, such as {@code --realm=https://id.example.org/realms/app}
     */
    public static void main(String[] arguments) {
        SpringApplication.run(SpringSample.class, arguments);
    }
}
