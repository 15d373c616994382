package io.logferry.wiring;

import io.logferry.link.LinkIssuer.SignatureVersion;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The service's settings; each is also an environment variable ({@code logferry.link.ttl} = {@code LOGFERRY_LINK_TTL}). See docs/configuration.md. */
@ConfigMapping(prefix = "logferry")
public interface LogferryConfig {
    /** State on disk: the embedded database, the local store, {@code up.env}. */
    Path home();

    /** Of HTTP or HTTPS; 0: any free port. */
    int port();

    String bind();

    /** Base URL of links of the local store, of the catalog and of version documents. */
    Optional<URI> publicUrl();

    /** The projects, instances and nodes. */
    Path inventory();

    Tls tls();

    Database database();

    Store store();

    Link link();

    Identity identity();

    Export export();

    interface Tls {
        Optional<Path> certificate();

        Optional<Path> key();
    }

    /** The state database; without a URL, an embedded server under {@code logferry.home}. */
    interface Database {
        Optional<String> url();

        Optional<String> username();

        Optional<String> password();
    }

    enum StoreKind {
        LOCAL,
        S3
    }

    interface Store {
        @WithDefault("local")
        StoreKind kind();

        @WithDefault("logferry")
        String bucket();

        Local local();

        interface Local {
            Path directory();

            /** All replicas see the same directory. */
            @WithDefault("false")
            boolean shared();
        }

        S3 s3();

        interface S3 {
            /** Empty: AWS. */
            Optional<URI> endpoint();

            /** The address in links, if callers need another one than this service. */
            Optional<URI> publicEndpoint();

            Optional<String> region();

            /** Set both keys, or none: then the SDK's default chain finds credentials. */
            Optional<String> accessKey();

            Optional<String> secretKey();

            /** Default: true if there is an endpoint. */
            Optional<Boolean> pathStyle();

            /** A PEM file with the authorities that may have signed the store's certificate. */
            Optional<Path> ca();
        }
    }

    interface Link {
        @WithDefault("PT5M")
        Duration ttl();

        /** Default: v2 for the local store, v4 for S3. */
        Optional<SignatureVersion> signature();
    }

    enum IdentityKind {
        BUILTIN,
        KEYSTONE
    }

    interface Identity {
        @WithDefault("builtin")
        IdentityKind kind();

        Path users();

        @WithDefault("PT24H")
        Duration tokenTtl();

        /** Roles that may download; empty: any role in the project. */
        Optional<Set<String>> roles();

        Keystone keystone();

        interface Keystone {
            /** Of Identity v3, such as {@code https://iam.example/v3}. */
            Optional<URI> url();

            /** How long an answer of Keystone is cached. */
            @WithDefault("PT1M")
            Duration cacheTtl();

            /** A PEM file with the authorities that may have signed Keystone's certificate. */
            Optional<Path> ca();
        }
    }

    interface Export {
        /** Exports at the same time in this replica. */
        @WithDefault("4")
        int workers();

        @WithDefault("PT5M")
        Duration reuseFor();

        @WithDefault("P1D")
        Duration retention();

        /** How long a temporary fault is retried without progress. */
        @WithDefault("PT90S")
        Duration retryFor();

        /** Older log files are left out. */
        Optional<Duration> maxAge();

        /** Bytes per second that are read from one node. */
        OptionalLong maxRate();

        /** In bytes. */
        OptionalLong maxSize();
    }
}
