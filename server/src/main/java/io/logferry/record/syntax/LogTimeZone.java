package io.logferry.record.syntax;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The zone in which a server writes its times: its {@code log_timezone}, and the abbreviation after each time. If the zone uses this abbreviation
 * at this time, it means what the zone says. If not, it means what it usually means, because the setting was another when the line was written
 * (PostgreSQL writes GMT until it has read {@code log_timezone}). A number ({@code +03}, {@code -0330}) is the offset itself. If neither zone
 * nor abbreviation is known, the time is in UTC.
 */
final class LogTimeZone {
    /** How well a word after a time fits as an abbreviation, the best first. */
    enum Fit {
        /** The zone uses it at this time; if the zone is unknown, some zone does. */
        OF_THE_ZONE,
        /** Another zone uses it. */
        KNOWN,
        UNKNOWN
    }

    private static final Pattern POSIX =
            Pattern.compile("(<[^>]+>|[A-Za-z]+)([+-]?[0-9:]+)(?:(<[^>]+>|[A-Za-z]+)([+-]?[0-9:]+)?(?:,.*)?)?");
    private static final Pattern NUMERIC = Pattern.compile("<?([+-])([0-9]{2}):?([0-9]{2})?(?:[0-9]{2})?>?");
    private static final int HOUR = 3600;
    private static final int QUARTER = 900;
    private static final int FURTHEST = 14 * HOUR;

    /** What abbreviations usually mean: PostgreSQL's choice ({@code timezone_abbreviations = 'Default'}). */
    private static final String DEFAULTS = """
            -11:00 NUT
            -10:00 CKT HST TAHT
            -09:30 MART
            -09:00 AKST GAMT
            -08:00 AKDT PST
            -07:00 MST PDT
            -06:00 CST GALT MDT
            -05:00 ACT CDT COT EASST EAST EST PET
            -04:00 AMT AST BOT EDT GYT VET
            -03:30 NFT NST
            -03:00 ADT ARST ART BRA BRT CLST CLT FKST FKT GFT PMST PYST PYT UYT WGT
            -02:30 NDT
            -02:00 BRST FNT PMDT UYST WGST
            -01:00 AZOT EGT FNST
            +00:00 AZOST EGST GMT UCT UT UTC WET Z ZULU
            +01:00 BST CET MET MEZ WAT WETDST
            +02:00 BDST CEST CETDST EET IST MEST MESZ METDST SAST
            +03:00 EAT EEST EETDST FET IDT MSK VOLT
            +03:30 IRT
            +04:00 AMST AZST AZT GEST GET MSD MUT RET SCT
            +04:30 AFT
            +05:00 MAWT MUST MVT PKT TFT TJT TMT UZT YEKT
            +05:30 LKT
            +05:45 NPT
            +06:00 ALMT BDT BTT IOT KGST KGT OMSST OMST PKST UZST XJT YEKST
            +06:30 MMT
            +07:00 ALMST CXT DAVT ICT KRAST KRAT NOVST NOVT WAST
            +08:00 AWST BNT BORT CCT HKT IRKST IRKT MYT PHT SGT ULAT WADT
            +08:45 ACWST
            +09:00 AWSST JAYT JST KST PWT ULAST WDT YAKST YAKT
            +09:30 ACST CAST
            +10:00 AEST CHUT DDUT KDT LIGT MPT PGT TRUT VLAST VLAT YAPT
            +10:30 ACDT ACSST CADT LHST SADT
            +11:00 AEDT AESST KOST LHDT MAGST MAGT PONT VUT
            +12:00 ANAST ANAT FJT GILT MHT NZST NZT PETST PETT TVT WAKT WFT
            +12:45 CHAST
            +13:00 FJST NZDT TKT TOT
            +13:45 CHADT
            +14:00 LINT
            """;

    /** In use today, but not in PostgreSQL's set. */
    private static final String OTHERS = """
            -11:00 SST
            -09:00 HDT
            +01:00 WEST
            +02:00 CAT
            +03:00 TRT
            +07:00 WIB
            +08:00 WITA
            +09:00 WIT
            +10:00 ChST
            """;

    /** What an abbreviation means in these IANA zones, if it is something else. */
    private static final String OF_ZONES = """
            CST +08:00 Asia/Chongqing Asia/Chungking Asia/Harbin Asia/Macao Asia/Macau Asia/Shanghai Asia/Taipei PRC ROC
            CST -05:00 America/Havana Cuba
            CDT -04:00 America/Havana Cuba
            IST +05:30 Asia/Calcutta Asia/Kolkata
            IST +01:00 Eire Europe/Dublin
            PST +08:00 Asia/Manila
            """;

    private static final Map<String, ZoneOffset> USUAL = new HashMap<>();
    private static final Map<String, Map<String, ZoneOffset>> OF_ZONE = new HashMap<>();
    private static final Map<String, String> IANA_BY_LOWER_CASE = new HashMap<>();

    static {
        for (String line : (DEFAULTS + OTHERS).split("\n", -1)) {
            String[] words = line.split(" ", -1);
            for (int word = 1; word < words.length; word++) {
                USUAL.put(words[word], ZoneOffset.of(words[0]));
            }
        }
        for (String line : OF_ZONES.split("\n", -1)) {
            String[] words = line.split(" ", -1);
            for (int word = 2; word < words.length; word++) {
                OF_ZONE.computeIfAbsent(words[word], zone -> new HashMap<>()).put(words[0], ZoneOffset.of(words[1]));
            }
        }
        ZoneId.getAvailableZoneIds().forEach(id -> IANA_BY_LOWER_CASE.put(id.toLowerCase(Locale.ROOT), id));
        IANA_BY_LOWER_CASE.put("roc", "Asia/Taipei"); // PostgreSQL has it, Java doesn't
    }

    private final Optional<ZoneId> zone;
    private final Map<String, ZoneOffset> own;

    private LogTimeZone(Optional<ZoneId> zone, Map<String, ZoneOffset> own) {
        this.zone = zone;
        this.own = own;
    }

    /** @param setting of {@code log_timezone}: an IANA name in any letter case or a POSIX form; {@code ""} or anything else is unknown */
    static LogTimeZone of(String setting) {
        String name = setting.replaceFirst("^(posix|right)/", "");
        @Nullable String iana = IANA_BY_LOWER_CASE.get(name.toLowerCase(Locale.ROOT));
        return iana == null
                ? new LogTimeZone(Optional.empty(), posixNames(name))
                : new LogTimeZone(Optional.of(ZoneId.of(iana)), OF_ZONE.getOrDefault(iana, Map.of()));
    }

    /** A local time of this zone, in seconds since the epoch. */
    long epochSecond(LocalDateTime local, String abbreviation) {
        return local.toEpochSecond(offset(local, abbreviation));
    }

    /** How well this fits as the abbreviation after this time. */
    Fit fit(LocalDateTime local, String abbreviation) {
        @Nullable ZoneOffset meant = meaning(abbreviation);
        if (meant == null || !isInUse(meant)) {
            return Fit.UNKNOWN;
        }
        boolean fits = own.containsKey(abbreviation)
                || zone.map(known -> known.getRules().getValidOffsets(local).contains(meant))
                        .orElse(own.isEmpty());
        return fits ? Fit.OF_THE_ZONE : Fit.KNOWN;
    }

    private ZoneOffset offset(LocalDateTime local, String abbreviation) {
        @Nullable ZoneOffset meant = meaning(abbreviation);
        if (meant != null) {
            return meant;
        }
        return zone.map(known -> known.getRules().getOffset(local)).orElse(ZoneOffset.UTC);
    }

    /** Null if the abbreviation is unknown. */
    private @Nullable ZoneOffset meaning(String abbreviation) {
        @Nullable ZoneOffset ofZone = own.get(abbreviation);
        if (ofZone != null) {
            return ofZone;
        }
        Matcher numeric = NUMERIC.matcher(abbreviation);
        return numeric.matches() ? numericOffset(numeric) : USUAL.get(abbreviation);
    }

    private static boolean isInUse(ZoneOffset offset) {
        int seconds = offset.getTotalSeconds();
        return Math.abs(seconds) <= FURTHEST && seconds % QUARTER == 0;
    }

    private static ZoneOffset numericOffset(Matcher numeric) {
        int minutes = numeric.group(3) == null ? 0 : Integer.parseInt(numeric.group(3));
        int seconds = Integer.parseInt(numeric.group(2)) * HOUR + minutes * 60;
        return limited(numeric.group(1).equals("-") ? -seconds : seconds);
    }

    /** {@code CET-1CEST,M3.5.0,M10.5.0/3}: the names alone give the offset, so the rules after the comma aren't needed. */
    private static Map<String, ZoneOffset> posixNames(String setting) {
        Matcher posix = POSIX.matcher(setting);
        Map<String, ZoneOffset> names = new HashMap<>();
        if (posix.matches()) {
            int standard = -posixSeconds(posix.group(2));
            names.put(withoutBrackets(posix.group(1)), limited(standard));
            if (posix.group(3) != null) {
                int summer = posix.group(4) == null ? standard + HOUR : -posixSeconds(posix.group(4));
                names.put(withoutBrackets(posix.group(3)), limited(summer));
            }
        }
        return names;
    }

    /** POSIX counts hours west of Greenwich. */
    private static int posixSeconds(String text) {
        int sign = text.startsWith("-") ? -1 : 1;
        int seconds = 0;
        int unit = HOUR;
        for (String part : text.replaceFirst("^[+-]", "").split(":", 3)) {
            seconds += part.matches("[0-9]{1,3}") ? Integer.parseInt(part) * unit : 0;
            unit /= 60;
        }
        return sign * seconds;
    }

    private static String withoutBrackets(String name) {
        return name.startsWith("<") ? name.substring(1, name.length() - 1) : name;
    }

    private static ZoneOffset limited(int seconds) {
        return ZoneOffset.ofTotalSeconds(Math.clamp(seconds, -18 * HOUR, 18 * HOUR));
    }
}
