-- Grants the least privileges with which Logferry can read a server's log over SQL, on PostgreSQL 13 to 18.
--
-- Run it as a superuser on the primary, in the database that the inventory names; standbys get it by replication. You can run it again.
--
--   psql -X -d postgres -f grants.sql                 grants to the login logferry
--   psql -X -d postgres -v login=NAME -f grants.sql   grants to the login NAME
--
-- If the login does not exist, the script creates it without a password; set one with \password NAME. Only Logferry should use this login:
-- the script turns the logging of its statements off, so that reading the log does not make the log longer. (If the login
-- is a superuser, owns something or has privileges on a table, its logging stays as it is.)
--
-- If logging_collector is on, nothing else is needed. If it is off (for example with Debian's pg_ctlcluster), declare which files may be
-- read. The pattern is a glob as in the inventory: *, ?, [a-z], [!a-z], {15,16}, and a backslash before a literal character:
--
--   INSERT INTO logferry.log_directory (path, name_pattern) VALUES ('/var/log/postgresql', 'postgresql-15-main.log*');
--
-- At the end the script prints how many log files can be read, or what is missing.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?login}
\else
\set login logferry
\endif

BEGIN READ WRITE;
SET LOCAL client_min_messages = warning;
SET LOCAL search_path = pg_catalog, pg_temp;
SET LOCAL standard_conforming_strings = on;

-- The functions run with the privileges of their owner, so everything that they use must belong to a superuser.
DO $$
BEGIN
  IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
    RAISE EXCEPTION 'grants.sql must be run by a superuser';
  END IF;
  IF EXISTS (SELECT FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE n.nspname = 'logferry' AND NOT r.rolsuper)
    OR EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner
               WHERE n.nspname = 'logferry' AND (NOT r.rolsuper OR c.relname = 'log_directory' AND c.relkind <> 'r'))
    OR EXISTS (SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner
               WHERE n.nspname = 'logferry' AND NOT r.rolsuper)
  THEN
    RAISE EXCEPTION 'somebody who is no superuser has made things in the schema logferry'
      USING HINT = 'Look at them, drop the schema, and run grants.sql again.';
  END IF;
  PERFORM set_config('logferry.there_before', coalesce(string_agg(o.oid::text, ','), ''), true) FROM (
    SELECT oid FROM pg_namespace WHERE nspname = 'logferry'
    UNION ALL SELECT oid FROM pg_class WHERE relnamespace = to_regnamespace('logferry')
    UNION ALL SELECT oid FROM pg_proc WHERE pronamespace = to_regnamespace('logferry')) o;
END
$$;

SELECT format('CREATE ROLE %I LOGIN', :'login') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'login') \gexec

CREATE SCHEMA IF NOT EXISTS logferry;

CREATE TABLE IF NOT EXISTS logferry.log_directory (
  path         text NOT NULL CHECK (path LIKE '/%'),
  name_pattern text NOT NULL DEFAULT '*.log*' CHECK (name_pattern <> '' AND name_pattern NOT LIKE '%/%'),
  PRIMARY KEY (path, name_pattern)
);
COMMENT ON TABLE logferry.log_directory IS
  'Folders and name patterns of the files that Logferry may read; without rows, it may read the files that the logging collector writes';

-- Returns a regular expression for the names that log_filename produces (.csv and .json replace .log) and for the names that logrotate gives
-- these files. Files that gzip can't decompress are not read. They are listed, so that Logferry can report them as missing. The table log-names
-- in docs/what-is-in-the-file.md has examples; tests compare this function and io.logferry.source.listing.LogNames with it.
CREATE OR REPLACE FUNCTION logferry.names_of_collector(log_filename text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT
AS $$
DECLARE
  -- What strftime produces in the C locale, which PostgreSQL uses for the names of its log files
  day CONSTANT text := '(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)';
  month CONSTANT text := '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
  two CONSTANT text := '[0-9]{2}';
  padded CONSTANT text := '[ 0-9][0-9]';
  year CONSTANT text := '[0-9]{4,}';
  daytime CONSTANT text := '[0-9]{2}:[0-9]{2}:[0-9]{2}';
  zone CONSTANT text := '[A-Za-z0-9+-]*';
  names text;
BEGIN
  SELECT string_agg(CASE WHEN part[1] IS NOT NULL AND strpos('CdgHImMSUVWy', part[1]) > 0 THEN two ELSE CASE part[1]
      WHEN '%' THEN '%'
      WHEN 'A' THEN '(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day'
      WHEN 'a' THEN day
      WHEN 'B' THEN '(?:January|February|March|April|May|June|July|August|September|October|November|December)'
      WHEN 'b' THEN month
      WHEN 'h' THEN month
      WHEN 'c' THEN day || ' ' || month || ' ' || padded || ' ' || daytime || ' ' || year
      WHEN 'D' THEN '[0-9]{2}/[0-9]{2}/[0-9]{2}'
      WHEN 'e' THEN padded
      WHEN 'F' THEN year || '-[0-9]{2}-[0-9]{2}'
      WHEN 'G' THEN year
      WHEN 'j' THEN '[0-9]{3}'
      WHEN 'k' THEN padded
      WHEN 'l' THEN padded
      WHEN 'n' THEN chr(10)
      WHEN 'p' THEN '[AP]M'
      WHEN 'R' THEN '[0-9]{2}:[0-9]{2}'
      WHEN 'r' THEN daytime || ' [AP]M'
      WHEN 'T' THEN daytime
      WHEN 't' THEN chr(9)
      WHEN 'u' THEN '[0-9]'
      WHEN 'v' THEN padded || '-' || month || '-' || year
      WHEN 'w' THEN '[0-9]'
      WHEN 'X' THEN daytime
      WHEN 'x' THEN '[0-9]{2}/[0-9]{2}/[0-9]{2}'
      WHEN 'Y' THEN year
      WHEN 'Z' THEN zone
      WHEN 'z' THEN '[+-][0-9]{4}'
      WHEN '+' THEN day || ' ' || month || ' ' || padded || ' ' || daytime || ' ' || zone || ' ' || year
      ELSE regexp_replace(coalesce(part[1], part[2]), '([][\\.+*?^$(){}|])', '\\\1', 'g')
    END END, '' ORDER BY number)
  INTO names
  FROM regexp_matches(regexp_replace(log_filename, '\.log$', ''), '%[EO]*(.)|([^%]+|%)', 'g') WITH ORDINALITY parts (part, number);
  RETURN '^' || coalesce(names, '') || CASE WHEN log_filename LIKE '%.log' THEN '\.(log|csv|json)' ELSE '(\.csv|\.json)?' END
    || '(\.[0-9]{1,9}|-[0-9]{4}-?[0-9]{2}-?[0-9]{2}([-_T]?([0-9]{2,6}|[0-9]{10}))?)?(\.(gz|bz2|lz4|lzma|xz|Z|zip|zst))?$';
END
$$;

-- Returns a regular expression for the names that match a glob, or fails if the glob is invalid. The inventory uses the same grammar (io.logferry.instance.Glob).
CREATE OR REPLACE FUNCTION logferry.names_of_glob(glob text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT
AS $$
DECLARE
  backslash CONSTANT text := chr(92);
  special CONSTANT text := '.^$*+?()[]{}|-&' || backslash;
  names text := '^(?:';
  commas boolean[] := '{}';  -- for each open brace: does it have a comma?
  at int := 1;
  c text;
  last text;
  first boolean;
  problem text;
BEGIN
  WHILE at <= length(glob) AND problem IS NULL LOOP
    c := substr(glob, at, 1);
    at := at + 1;
    IF c = '*' THEN
      names := names || '[^/]*';
    ELSIF c = '?' THEN
      names := names || '[^/]';
    ELSIF c = '{' THEN
      commas := commas || false;
      names := names || '(?:';
    ELSIF c = '}' THEN
      IF commas = '{}' THEN
        problem := 'has a } without a {';
      ELSIF NOT commas[cardinality(commas)] THEN
        problem := 'has braces without a comma in them';
      END IF;
      commas := commas[1:cardinality(commas) - 1];
      names := names || ')';
    ELSIF c = ',' AND commas <> '{}' THEN
      commas[cardinality(commas)] := true;
      names := names || '|';
    ELSIF c = ']' THEN
      problem := 'has a ] without a [';
    ELSIF c = '[' THEN
      names := names || '[';
      IF substr(glob, at, 1) IN ('!', '^') THEN
        at := at + 1;
        names := names || '^/';
      END IF;
      first := true;
      LOOP
        c := substr(glob, at, 1);
        at := at + 1;
        EXIT WHEN c = '' OR c = ']' AND NOT first;
        first := false;
        IF c = '[' AND substr(glob, at, 1) IN (':', '.', '=') THEN
          problem := 'has a class of characters such as [:digit:], so write [0-9]';
        END IF;
        IF c = backslash THEN
          c := substr(glob, at, 1);
          at := at + 1;
        END IF;
        names := names || CASE WHEN strpos(special, c) > 0 THEN backslash ELSE '' END || c;
        IF substr(glob, at, 1) = '-' AND substr(glob, at + 1, 1) NOT IN ('', ']') THEN
          last := substr(glob, at + 1, 1);
          at := at + 2;
          IF last = backslash THEN
            last := substr(glob, at, 1);
            at := at + 1;
          END IF;
          IF last <> '' AND ascii(last) < ascii(c) THEN
            problem := 'has a range that goes backwards';
          END IF;
          names := names || '-' || CASE WHEN strpos(special, last) > 0 THEN backslash ELSE '' END || last;
        END IF;
      END LOOP;
      IF c = '' THEN
        problem := 'has a [ without a ]';
      END IF;
      names := names || ']';
    ELSE
      IF c = backslash THEN
        c := substr(glob, at, 1);
        at := at + 1;
        IF c = '' THEN
          problem := 'ends with a ' || backslash;
        END IF;
      END IF;
      names := names || CASE WHEN strpos(special, c) > 0 THEN backslash ELSE '' END || c;
    END IF;
  END LOOP;
  IF problem IS NULL AND commas <> '{}' THEN
    problem := 'has a { without a }';
  END IF;
  IF problem IS NOT NULL THEN
    RAISE EXCEPTION 'the pattern % is no glob: it %', glob, problem USING ERRCODE = 'invalid_parameter_value';
  END IF;
  RETURN names || ')$';
END
$$;

-- A regular expression halves the speed of reading, so globs with only * and ? are matched without one.
CREATE OR REPLACE FUNCTION logferry.matches_glob(name text, glob text) RETURNS boolean
LANGUAGE sql IMMUTABLE
AS $$
  SELECT CASE WHEN translate(glob, '[]{}' || chr(92), '') = glob
    THEN name LIKE translate(replace(replace(replace(glob, '!', '!!'), '_', '!_'), '%', '!%'), '*?', '%_') ESCAPE '!'
    ELSE name ~ logferry.names_of_glob(glob) END
$$;

-- Inserting an invalid pattern fails and says why. Rows from an earlier grants.sql are not checked.
ALTER TABLE logferry.log_directory DROP CONSTRAINT IF EXISTS name_pattern_is_a_glob;
ALTER TABLE logferry.log_directory ADD CONSTRAINT name_pattern_is_a_glob
  CHECK (logferry.names_of_glob(name_pattern) IS NOT NULL) NOT VALID;

-- Lists the log files. The size is NULL for a current log file that can't be read, for example a named pipe or a removed file; for a
-- removed file, modification is NULL, too. Only pg_ls_logdir() distinguishes regular files from others.
CREATE OR REPLACE FUNCTION logferry.list_log_files()
RETURNS TABLE (name text, size bigint, modification timestamptz, is_current boolean, log_filename text, directory text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  -- Only the file name, because the table may have another path of the collector's folder, for example through a symbolic link.
  written CONSTANT text := 'SELECT coalesce(array_agg(regexp_replace(f, ''^.*/'', '''')), ''{}'')
    FROM unnest(string_to_array(translate(lower(current_setting(''log_destination'')), ''" '', ''''), '','')) d
    CROSS JOIN LATERAL pg_current_logfile(d) f WHERE f IS NOT NULL AND d IN (''stderr'', ''csvlog'', ''jsonlog'')';
  by_table CONSTANT boolean := EXISTS (SELECT FROM logferry.log_directory);
  filename CONSTANT text := current_setting('log_filename');
  collected CONSTANT text := CASE WHEN current_setting('log_directory') LIKE '/%' THEN current_setting('log_directory')
                                  ELSE current_setting('data_directory') || '/' || current_setting('log_directory') END;
  before text[];
  after text[];
  regular text[] := '{}';
BEGIN
  EXECUTE written INTO before;
  IF before <> '{}' THEN
    SELECT coalesce(array_agg(f.name), '{}') INTO regular FROM pg_ls_logdir() f WHERE f.name = ANY (before);
  END IF;
  IF by_table THEN
    RETURN QUERY
      SELECT DISTINCT ON (l.folder, n)
             n, CASE WHEN n <> ALL (before) OR n = ANY (regular) THEN s.size END, s.modification, n = ANY (before), filename, l.folder
      FROM (SELECT rtrim(d.path, '/'), d.name_pattern FROM logferry.log_directory d) l (folder, pattern)
      CROSS JOIN LATERAL pg_ls_dir(l.folder, true, false) n
      CROSS JOIN LATERAL pg_stat_file(l.folder || '/' || n, true) s
      WHERE logferry.matches_glob(n, l.pattern) AND n NOT LIKE '.%' AND NOT s.isdir;
  ELSIF (SELECT s.isdir FROM pg_stat_file(collected, true) s) THEN
    RETURN QUERY
      SELECT f.name, f.size, f.modification, f.name = ANY (before), filename, collected
      FROM pg_ls_logdir() f WHERE f.name ~ logferry.names_of_collector(filename);
  END IF;
  RETURN QUERY
    SELECT n, NULL::bigint, s.modification, true, filename, collected
    FROM unnest(before) n CROSS JOIN LATERAL pg_stat_file(collected || '/' || n, true) s
    WHERE n <> ALL (regular) AND CASE WHEN by_table
      THEN s.size IS NULL AND EXISTS (SELECT FROM logferry.log_directory d
                                      WHERE rtrim(d.path, '/') = rtrim(collected, '/') AND logferry.matches_glob(n, d.name_pattern))
      ELSE n ~ logferry.names_of_collector(filename) END;
  EXECUTE written INTO after;
  IF before IS DISTINCT FROM after THEN
    RAISE EXCEPTION 'the log was rotated while it was being listed' USING ERRCODE = 'serialization_failure', HINT = 'List it again.';
  END IF;
END
$$;
COMMENT ON FUNCTION logferry.list_log_files() IS
  'The server''s log files; is_current: the logging collector is writing the file; size is NULL if the file can''t be read';

CREATE OR REPLACE FUNCTION logferry.read_log_file(name text, "offset" bigint, length bigint) RETURNS bytea
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
  log_filename CONSTANT text := current_setting('log_filename');
  folder text;
  another text;
BEGIN
  IF strpos(name, '/') > 0 OR left(name, 1) = '.' OR name = '' OR "offset" < 0 OR length < 0 THEN
    RAISE EXCEPTION 'invalid name, offset or length of a log file' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  IF EXISTS (SELECT FROM logferry.log_directory) THEN
    SELECT min(rtrim(d.path, '/')), max(rtrim(d.path, '/')) INTO folder, another FROM logferry.log_directory d
      WHERE logferry.matches_glob(read_log_file.name, d.name_pattern);
    IF folder <> another THEN
      SELECT min(l.directory), max(l.directory) INTO folder, another FROM logferry.list_log_files() l WHERE l.name = read_log_file.name;
    END IF;
    IF folder <> another THEN
      RAISE EXCEPTION '% is in several folders of logferry.log_directory', name USING ERRCODE = 'ambiguous_alias';
    END IF;
  -- A regular expression for each piece halves the speed of reading (it allocates memory), so names that vary only in digits and in the day
  -- of the week (postgresql-%a.log) are matched without one.
  ELSIF translate(CASE WHEN right(name, 4) = '.csv' THEN left(name, -4) || '.log'
                       WHEN right(name, 5) = '.json' THEN left(name, -5) || '.log' ELSE name END, '123456789', '000000000')
      = replace(replace(replace(replace(replace(replace(
          CASE WHEN substr(name, strpos(log_filename, '%a'), 3) IN ('Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat')
            THEN replace(log_filename, '%a', substr(name, strpos(log_filename, '%a'), 3)) ELSE log_filename END,
          '%Y', '0000'), '%m', '00'), '%d', '00'), '%H', '00'), '%M', '00'), '%S', '00')
    OR name ~ logferry.names_of_collector(log_filename)
  THEN
    folder := current_setting('log_directory');
  END IF;
  IF folder IS NULL THEN
    RAISE EXCEPTION '% is not a log file', name USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN pg_read_binary_file(folder || '/' || name, "offset", length, true);
END
$$;
COMMENT ON FUNCTION logferry.read_log_file(text, bigint, bigint) IS
  'Bytes of a file that logferry.list_log_files() shows; fewer at the end of the file, NULL if the file was removed';

-- ALTER DEFAULT PRIVILEGES may grant others privileges on new objects. A role that can write to the table can read any file through the functions.
DO $$
DECLARE
  revoke text;
BEGIN
  FOR revoke IN
    SELECT format('REVOKE ALL ON %s FROM %s', o.object, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END)
    FROM (
      SELECT oid, nspowner, nspacl, 'SCHEMA logferry' FROM pg_namespace WHERE nspname = 'logferry'
      UNION ALL SELECT oid, relowner, relacl, 'TABLE logferry.log_directory' FROM pg_class WHERE oid = 'logferry.log_directory'::regclass
      UNION ALL SELECT oid, proowner, proacl, 'FUNCTION ' || oid::regprocedure FROM pg_proc WHERE pronamespace = 'logferry'::regnamespace
    ) o (oid, owner, acl, object)
    CROSS JOIN LATERAL aclexplode(o.acl) a
    WHERE a.grantee <> o.owner AND o.oid::text <> ALL (string_to_array(current_setting('logferry.there_before'), ','))
  LOOP
    EXECUTE revoke;
  END LOOP;
END
$$;

REVOKE ALL ON SCHEMA logferry FROM PUBLIC;
REVOKE ALL ON TABLE logferry.log_directory FROM PUBLIC;
REVOKE ALL ON FUNCTION logferry.names_of_collector(text), logferry.names_of_glob(text), logferry.matches_glob(text, text),
  logferry.list_log_files(), logferry.read_log_file(text, bigint, bigint) FROM PUBLIC;

GRANT CONNECT ON DATABASE :"DBNAME" TO :"login";
GRANT USAGE ON SCHEMA logferry TO :"login";
GRANT EXECUTE ON FUNCTION logferry.list_log_files(), logferry.read_log_file(text, bigint, bigint) TO :"login";

-- The bodies of the functions need this setting, and callers may have another.
ALTER FUNCTION logferry.list_log_files() SET standard_conforming_strings = on;
ALTER FUNCTION logferry.read_log_file(text, bigint, bigint) SET standard_conforming_strings = on;

-- Turns the logging of the login's statements off. Otherwise, following the log would make it longer. A login that owns something or has
-- privileges on a table belongs to an application, whose statements must stay in the log. pg_settings has an extension's settings only if the
-- extension is loaded.
DO $$
DECLARE
  setting text;
BEGIN
  FOR setting IN
    SELECT format('ALTER ROLE %I SET %s = %L', r.rolname, s.name, q.value)
    FROM (SELECT DISTINCT a.grantee FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) a
          WHERE p.oid = 'logferry.read_log_file(text, bigint, bigint)'::regprocedure) g
    JOIN pg_roles r ON r.oid = g.grantee
    CROSS JOIN (VALUES ('log_statement', 'none'), ('log_duration', 'off'), ('log_min_duration_statement', '-1'),
      ('log_min_duration_sample', '-1'), ('log_transaction_sample_rate', '0'), ('log_statement_stats', 'off'), ('log_parser_stats', 'off'),
      ('log_planner_stats', 'off'), ('log_executor_stats', 'off'), ('pgaudit.log', 'none'), ('auto_explain.log_min_duration', '-1')) q (name, value)
    JOIN pg_settings s ON s.name = q.name
    WHERE NOT r.rolsuper AND NOT EXISTS (
      SELECT FROM pg_shdepend d WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid
        AND (d.deptype = 'o' OR d.deptype = 'a' AND d.classid = 'pg_class'::regclass))
  LOOP
    EXECUTE setting;
  END LOOP;
END
$$;
COMMIT;

-- Prints what can be read now, or what is missing.
DO $$
DECLARE
  files bigint;
  folders text;
  log text := '/var/log/postgresql/postgresql-' || replace(current_setting('cluster_name'), '/', '-') || '.log';
BEGIN
  SELECT count(*), string_agg(DISTINCT l.directory, ', ') INTO files, folders FROM logferry.list_log_files() l
    WHERE l.name !~ '\.(bz2|lz4|lzma|xz|Z|zip|zst)$';
  IF files > 0 THEN
    RAISE INFO 'Logferry can read % log % in %.', files, CASE files WHEN 1 THEN 'file' ELSE 'files' END, folders;
  ELSIF EXISTS (SELECT FROM logferry.log_directory) THEN
    RAISE INFO 'Logferry can read no log file yet: no file matches a row of logferry.log_directory. Correct the rows.';
  ELSIF current_setting('logging_collector') = 'on' THEN
    RAISE INFO 'Logferry can read no log file yet: % contains none (log_destination is %).',
      current_setting('log_directory'), current_setting('log_destination');
  ELSE
    IF current_setting('cluster_name') !~ '^[0-9]+/[^/]+$' OR pg_stat_file(log, true) IS NULL THEN
      log := '/FOLDER/OF/THE/NAME.log';
    END IF;
    RAISE INFO E'Logferry can read no log file yet: logging_collector is off. Say where the log is, and run:\n  INSERT INTO logferry.log_directory (path, name_pattern) VALUES (%, %);',
      quote_literal(regexp_replace(log, '/[^/]*$', '')), quote_literal(regexp_replace(log, '^.*/', '') || '*');
  END IF;
EXCEPTION WHEN OTHERS THEN
  RAISE INFO 'Logferry can read no log file yet: %.', SQLERRM;
END
$$;
