package io.logferry.record.syntax;

import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the abbreviation of a time zone means by itself. Most mean the same wherever they are used today. If one means several things, this is
 * PostgreSQL's choice ({@code timezone_abbreviations = 'Default'}), with the zones in which it means something else.
 */
final class ZoneAbbreviations {
    /** PostgreSQL's default set. */
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

    /** In use today, but not in that set. */
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
    }

    private ZoneAbbreviations() {}

    /** Null if it isn't known. */
    static @Nullable ZoneOffset usual(String abbreviation) {
        return USUAL.get(abbreviation);
    }

    /** The abbreviations that mean something else in this IANA zone. */
    static Map<String, ZoneOffset> of(String zone) {
        return OF_ZONE.getOrDefault(zone, Map.of());
    }
}
