package io.logferry.record.syntax;

import io.logferry.record.Severity;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The word after a line's prefix: a severity ({@code ERROR:  }), or what the line adds to the message before it ({@code DETAIL:  }). It knows
 * English and the translations that PostgreSQL ships (in its {@code src/backend/po}), in all encodings that a server can have.
 */
final class Label {
    private static final String AFTER_SEVERITY = ":  ";

    /** The encodings of databases; and those of locales, because a database in SQL_ASCII has messages in its locale's encoding. */
    private static final String ENCODINGS = """
            UTF-8 ISO-8859-1 ISO-8859-2 ISO-8859-3 ISO-8859-4 ISO-8859-5 ISO-8859-9 ISO-8859-13 ISO-8859-15 ISO-8859-16
            windows-1250 windows-1251 windows-1252 windows-1254 windows-1257 windows-1258 KOI8-R KOI8-U IBM866
            EUC-JP EUC-KR GB2312 x-EUC-TW windows-31j x-windows-949 x-Johab GBK GB18030 Big5""";

    private static final List<Label> ALL = new ArrayList<>();

    static {
        severity(
                Severity.DEBUG,
                "DEBUG DEBUG1 DEBUG2 DEBUG3 DEBUG4 DEBUG5 ОТЛАДКА НАЛАГОДЖЕННЯ გამართვა 디버그 调试 DEPURAÇÃO 除錯");
        severity(Severity.LOG, "LOG LOGG СООБЩЕНИЕ ЗАПИСУВАННЯ ჟურნალი 로그 日志 DZIENNIK");
        severity(Severity.INFO, "INFO ИНФОРМАЦИЯ ІНФОРМАЦІЯ ინფორმაცია 정보 信息 INFORMACJA BİLGİ");
        severity(Severity.NOTICE, "NOTICE HINWEIS NOTIFICA NOTIS ЗАМЕЧАНИЕ ПОВІДОМЛЕННЯ 알림 注意 UWAGA NOTA");
        severity(
                Severity.WARNING,
                "WARNING WARNUNG ATTENTION ATTENZIONE VARNING ПРЕДУПРЕЖДЕНИЕ ПОПЕРЕДЖЕННЯ გაფრთხილება 경고 警告 OSTRZEŻENIE AVISO UYARI PERINGATAN");
        severity(Severity.ERROR, "ERROR FEHLER ERREUR ERRORE FEL ОШИБКА ПОМИЛКА შეცდომა 오류 错误 BŁĄD ERRO HATA エラー 錯誤");
        severity(Severity.FATAL, "FATAL FATALE FATALT ВАЖНО ФАТАЛЬНО ფატალური 치명적오류 致命错误 KATASTROFALNY 嚴重錯誤");
        severity(Severity.PANIC, "PANIC PANIK PANICO ПАНИКА ПАНІКА პანიკა 손상 比致命错误还过分的错误 PANIKA PÂNICO");
        details("DETAIL:  |HINT:  |QUERY:  |CONTEXT:  |LOCATION:  |BACKTRACE:  |STATEMENT:  ");
        details("TIPP:  |ANFRAGE:  |ZUSAMMENHANG:  |ORT:  |ANWEISUNG:  ");
        details("DETALLE:  |CONSULTA:  |CONTEXTO:  |UBICACIÓN:  |SENTENCIA:  ");
        details("DÉTAIL:  |ASTUCE : |REQUÊTE : |CONTEXTE : |EMPLACEMENT : |PILE D'APPEL : |INSTRUCTION : ");
        details("DETTAGLI:  |SUGGERIMENTO:  |CONTESTO:  |POSIZIONE:  |ISTRUZIONE:  ");
        details("詳細:  |ヒント:  |問い合わせ:  |文脈:  |場所:  |バックトレース:  |文:  ");
        details("დეტალები:  |მინიშნება:  |მოთხოვნა:  |კონტექსტი:  |მდებარეობა:  |სტეკი:  |ოპერატორი:  ");
        details("상세정보:  |힌트:  |쿼리:|내용:  |위치: |역추적:  |명령 구문:  ");
        details("ПОДРОБНОСТИ:  |ПОДСКАЗКА:  |ЗАПРОС:  |КОНТЕКСТ:  |ПОЛОЖЕНИЕ: |СТЕК:  |ОПЕРАТОР:  ");
        details("DETALJ:  |TIPS:  |FRÅGA:  |KONTEXT:  |PLATS:  |SATS:  ");
        details("ВІДОМОСТІ:  |УКАЗІВКА:  |ЗАПИТ:  |РОЗТАШУВАННЯ:  |ВІДСТЕЖУВАТИ:  |ІНСТРУКЦІЯ:  ");
        details("详细信息:  |提示:  |查询:  |上下文:  |位置:  |语句:  ");
        details("SZCZEGÓŁY:  |PODPOWIEDŹ:  |ZAPYTANIE:  |KONTEKST:  |POZYCJA:  |WYRAŻENIE:  ");
        details("DETALHE:  |DICA:  |LOCAL:  |COMANDO:  ");
        details("DETIL:  |PETUNJUK :  |QUERY :  |KONTEKS:  |LOKASI:  |PERNYATAAN:  ");
        details("詳細：|提示：|查詢：");
        details("AYRINTI:  |İPUCU:  |SORGU:  |BAĞLAM:  |YER:  |İFADE:  ");
    }

    private static final Label[][] BY_FIRST_BYTE = byFirstByte();

    private final byte[] bytes;
    private final @Nullable Severity severity;

    private Label(byte[] bytes, @Nullable Severity severity) {
        this.bytes = bytes;
        this.severity = severity;
    }

    /** The known label that begins there, or null. */
    static @Nullable Label at(byte[] bytes, int from, int to) {
        if (from >= to) {
            return null;
        }
        for (Label candidate : BY_FIRST_BYTE[bytes[from] & 0xFF]) {
            if (Bytes.startsWith(bytes, from, to, candidate.bytes)) {
                return candidate;
            }
        }
        return null;
    }

    /** The severity with exactly this word, as csvlog and jsonlog write it, in any known language; null if there is none. */
    static @Nullable Severity severityOf(byte[] bytes, int from, int to) {
        Label[] candidates = from < to ? BY_FIRST_BYTE[bytes[from] & 0xFF] : new Label[0];
        for (Label candidate : candidates) {
            int length = candidate.bytes.length - AFTER_SEVERITY.length();
            if (candidate.severity != null && Arrays.equals(bytes, from, to, candidate.bytes, 0, length)) {
                return candidate.severity;
            }
        }
        return null;
    }

    int length() {
        return bytes.length;
    }

    /** Null if this is no severity but adds to the message before. */
    @Nullable Severity severity() {
        return severity;
    }

    private static void severity(Severity severity, String words) {
        for (String word : words.split(" ", -1)) {
            add(word + AFTER_SEVERITY, severity);
        }
    }

    private static void details(String labels) {
        for (String label : labels.split("\\|", -1)) {
            add(label, null);
        }
    }

    private static void add(String label, @Nullable Severity severity) {
        if (StandardCharsets.US_ASCII.newEncoder().canEncode(label)) {
            ALL.add(new Label(label.getBytes(StandardCharsets.US_ASCII), severity));
            return;
        }
        for (String encoding : ENCODINGS.split("\\s", -1)) {
            encoded(label, encoding).filter(Label::isNew).ifPresent(bytes -> ALL.add(new Label(bytes, severity)));
        }
    }

    private static Optional<byte[]> encoded(String label, String encoding) {
        if (!Charset.isSupported(encoding)) {
            return Optional.empty();
        }
        Charset charset = Charset.forName(encoding);
        return charset.canEncode() && charset.newEncoder().canEncode(label)
                ? Optional.of(label.getBytes(charset))
                : Optional.empty();
    }

    /** Many encodings write a word with the same bytes. */
    private static boolean isNew(byte[] bytes) {
        return ALL.stream().noneMatch(known -> Arrays.equals(known.bytes, bytes));
    }

    private static Label[][] byFirstByte() {
        Label[][] table = new Label[256][];
        for (int first = 0; first < table.length; first++) {
            int wanted = first;
            table[first] = ALL.stream()
                    .filter(label -> (label.bytes[0] & 0xFF) == wanted)
                    .toArray(Label[]::new);
        }
        return table;
    }
}
