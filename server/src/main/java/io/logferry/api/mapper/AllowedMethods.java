package io.logferry.api.mapper;

import io.logferry.api.rds.CallerFilter.CallerRequired;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Which methods a path of the RDS API has, read from the resources themselves: the framework does not report them, and answers some paths with 404
 * instead of 405. A resource of the RDS API is a bean with a path that requires a caller.
 */
@Singleton
final class AllowedMethods {
    private record Route(Pattern path, String methods) {}

    private final List<Route> routes = new ArrayList<>();

    @Inject
    AllowedMethods(BeanManager beans) {
        this(beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .<Class<?>>map(Bean::getBeanClass)
                .filter(bean -> bean.isAnnotationPresent(Path.class) && bean.isAnnotationPresent(CallerRequired.class))
                .toList());
    }

    AllowedMethods(List<Class<?>> resources) {
        for (Class<?> resource : resources) {
            String template = resource.getAnnotation(Path.class).value();
            routes.add(new Route(Pattern.compile(template.replaceAll("\\{[^}]+}", "[^/]+") + "/?"), methods(resource)));
        }
    }

    /** For the header {@code Allow}; empty if no resource has the path. */
    Optional<String> of(String path) {
        return routes.stream()
                .filter(route -> route.path().matcher(path).matches())
                .map(Route::methods)
                .findFirst();
    }

    private static String methods(Class<?> resource) {
        Set<String> methods = new TreeSet<>();
        for (Method method : resource.getDeclaredMethods()) {
            for (Annotation annotation : method.getAnnotations()) {
                HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
                if (http != null) {
                    methods.add(http.value());
                }
            }
        }
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        return String.join(", ", methods);
    }
}
