package io.logferry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** deploy/kubernetes/logferry.yaml, as a cluster would read it. */
public final class KubernetesManifest {
    private final List<Map<?, ?>> objects = new ArrayList<>();

    private KubernetesManifest() {}

    public static KubernetesManifest read() throws IOException {
        KubernetesManifest manifest = new KubernetesManifest();
        Path file = Path.of("").toAbsolutePath().resolveSibling("deploy/kubernetes/logferry.yaml");
        for (Object object : new Yaml().loadAll(Files.readString(file))) {
            manifest.objects.add((Map<?, ?>) object);
        }
        return manifest;
    }

    /** What follows these keys from the object on; a number is an index of a list. */
    public Object at(String kind, String name, Object... keys) {
        Object here = objects.stream()
                .filter(object -> kind.equals(object.get("kind")) && name.equals(follow(object, "metadata", "name")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no " + kind + " " + name));
        return follow(here, keys);
    }

    private static Object follow(Object from, Object... keys) {
        Object here = from;
        for (Object key : keys) {
            here = key instanceof Integer index ? ((List<?>) here).get(index) : ((Map<?, ?>) here).get(key);
            if (here == null) {
                throw new AssertionError("There is no " + key + " in " + from);
            }
        }
        return here;
    }

    /** Each object of this kind by its name. */
    public List<String> names(String kind) {
        return objects.stream()
                .filter(object -> kind.equals(object.get("kind")))
                .map(object -> (String) follow(object, "metadata", "name"))
                .toList();
    }

    public Map<?, ?> container() {
        return (Map<?, ?>) at("Deployment", "logferry", "spec", "template", "spec", "containers", 0);
    }

    /** What the pod's container gets by {@code envFrom}. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (Object from : (List<?>) follow(container(), "envFrom")) {
            ((Map<?, ?>) from)
                    .forEach((reference, name) -> data((String) reference, (String) ((Map<?, ?>) name).get("name"))
                            .forEach((key, value) -> environment.put((String) key, (String) value)));
        }
        return environment;
    }

    private Map<?, ?> data(String reference, String name) {
        return reference.equals("secretRef")
                ? (Map<?, ?>) at("Secret", name, "stringData")
                : (Map<?, ?>) at("ConfigMap", name, "data");
    }

    /** The files that are mounted, by their paths in the container. */
    public Map<String, String> files() {
        Map<String, String> paths = new LinkedHashMap<>();
        for (Object mount : (List<?>) follow(container(), "volumeMounts")) {
            String volume = (String) follow(mount, "name");
            for (Object one : (List<?>) at("Deployment", "logferry", "spec", "template", "spec", "volumes")) {
                Map<?, ?> source = (Map<?, ?>) one;
                if (!volume.equals(source.get("name")) || source.containsKey("emptyDir")) {
                    continue;
                }
                Map<?, ?> data = source.containsKey("secret")
                        ? data("secretRef", (String) follow(source, "secret", "secretName"))
                        : data("configMapRef", (String) follow(source, "configMap", "name"));
                data.forEach((file, text) -> paths.put(follow(mount, "mountPath") + "/" + file, (String) text));
            }
        }
        return paths;
    }
}
