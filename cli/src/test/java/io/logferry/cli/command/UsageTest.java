package io.logferry.cli.command;

import static io.logferry.cli.http.ScriptedServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.logferry.cli.terminal.Screen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest extends CommandFixture {
    @ParameterizedTest
    @ValueSource(strings = {"instances", "instances --json", "errors orders", "errors orders --follow", "--help"})
    void a_full_disk_is_a_failure(String line) {
        server.on("GET" + RDS + "/instances/" + ID + "/errorlog", json(200, """
                {"error_log_list":[
                  {"id":"a","time":"2026-11-24T07:59:58","level":"LOG","node_name":"orders_node1","content":"one"}],
                 "total_record":1}"""));
        screen = Screen.taking("No space left on device");
        assertThat(run(line.split(" "))).isEqualTo(1);
        assertThat(screen.err()).hasLineCount(1).contains("No space left on device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"instances", "errors orders --follow"})
    void if_the_reader_has_closed_the_pipe_only_the_exit_code_says_so(String line) {
        server.on("GET" + RDS + "/instances/" + ID + "/errorlog", json(200, """
                {"error_log_list":[
                  {"id":"a","time":"2026-11-24T07:59:58","level":"LOG","node_name":"orders_node1","content":"one"}],
                 "total_record":1}"""));
        screen = Screen.taking("Broken pipe");
        assertThat(run(line.split(" "))).isEqualTo(141);
        assertThat(screen.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "download",
                "download orders --level loud",
                "errors orders --since tomorrow",
                "download orders --since 1h --until 2h",
                "download orders -o - --json",
                "download orders -o /no/such/folder/x"
            })
    void wrong_usage_exits_with_2_and_one_line(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(screen.err()).hasLineCount(1).startsWith("logferry: ");
        assertThat(screen.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "instances ", "download ", "errors ", "links ", "jobs ", "completion "})
    void the_help_of_every_command_has_examples(String command) {
        assertThat(run((command + "--help").split(" "))).isZero();
        assertThat(screen.out()).contains("Examples:").contains("logferry " + command.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "errrors                 | unknown command 'errrors'; did you mean 'errors'? See `logferry --help`",
                "instance                | unknown command 'instance'; did you mean 'instances'? See `logferry --help`",
                "dowload orders -o x     | unknown command 'dowload'; did you mean 'download'? See `logferry --help`",
                "nonsense                | unknown command 'nonsense': see `logferry --help`",
                "errors orders more      | unexpected argument 'more': see `logferry errors --help`",
                "errors orders --lvl=LOG | unknown option '--lvl=LOG'; did you mean '--level'? See `logferry errors --help`"
            })
    void the_message_about_a_misspelt_word_suggests_the_right_one(String line, String said) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(screen.err()).isEqualTo("logferry: " + said + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "instances ", "download ", "errors ", "links ", "jobs ", "completion "})
    void examples_are_lines_to_copy_of_80_columns_at_most(String command) {
        screen = Screen.plain(60);
        run((command + "--help").split(" "));
        String examples = screen.out().substring(screen.out().indexOf("Examples:"));
        assertThat(examples.lines().skip(1).takeWhile(line -> !line.isEmpty()))
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(80).matches("  (logferry|source|#) ?.*"));
    }

    @Test
    void completion_contains_the_commands() {
        assertThat(run("completion")).isZero();
        assertThat(screen.out())
                .contains("complete -F _complete_logferry")
                .contains("download")
                .contains("--since");
    }

    @Test
    void only_terminals_get_colours() {
        screen = Screen.colourful();
        run("instances");
        assertThat(screen.out()).contains("\u001b[32mACTIVE\u001b[0m");
    }
}
