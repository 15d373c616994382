package io.logferry.sample;

import java.net.URI;
import java.nio.file.Path;

/** The text that {@code up} prints when it is ready: the address, and three commands that need only bash, curl, sed and grep. */
final class UpGuide {
    private UpGuide() {}

    private static final String LOG_IN = """
            set -a; source %s; set +a; TOKEN=$(curl -sS -D - -o /dev/null -H 'Content-Type: application/json' -d @- "$OS_AUTH_URL/auth/tokens" \
            <<<"{\\"auth\\":{\\"identity\\":{\\"methods\\":[\\"password\\"],\\"password\\":{\\"user\\":{\\"name\\":\\"$OS_USERNAME\\",\
            \\"domain\\":{\\"name\\":\\"$OS_USER_DOMAIN_NAME\\"},\\"password\\":\\"$OS_PASSWORD\\"}}},\
            \\"scope\\":{\\"project\\":{\\"id\\":\\"$OS_PROJECT_ID\\"}}}}" \
            | sed -n 's/\\r$//; s/^[Xx]-[Ss]ubject-[Tt]oken: *//p'); echo "got a token of ${#TOKEN} characters"
            """;

    private static final String ASK = """
            while ANSWER=$(curl -sS -X POST -H "X-Auth-Token: $TOKEN" \
            "$LOGFERRY_ENDPOINT/v3/$OS_PROJECT_ID/instances/$LOGFERRY_INSTANCE_ID/errorlog-download"); \
            do echo "$ANSWER"; grep -q '"status" *: *"CREATING"' <<<"$ANSWER" || break; sleep 1; done
            """;

    private static final String DOWNLOAD = """
            FILE=$(grep -o '"file_name" *: *"[^"]*"' <<<"$ANSWER" | sed 's/.*"\\([^"]*\\)"$/\\1/').log; \
            curl -f -o "$FILE" "$(grep -o '"file_link" *: *"[^"]*"' <<<"$ANSWER" | sed 's/.*"\\([^"]*\\)"$/\\1/')" \
            && echo "the error log is in $FILE"
            """;

    static String text(URI endpoint, Path environment) {
        return """

                Logferry is ready. Its console: %s/ (user %s, password in %s)

                Three commands to try, one after the other in one bash:

                1. Log in, and keep the token
                %s
                2. Ask for the error log until it is ready
                %s
                3. Download it
                %s
                Ctrl-C stops everything.
                """.formatted(
                        endpoint,
                        UpFiles.USER,
                        environment,
                        LOG_IN.formatted(UpFiles.shell(environment.toString())),
                        ASK,
                        DOWNLOAD);
    }
}
