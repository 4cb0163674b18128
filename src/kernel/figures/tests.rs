//! How figures are written, each language's habits whole.

use chrono::TimeZone;

use super::*;

fn amount(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn currency(code: &str) -> Currency {
    Currency::from_code(code).unwrap()
}

/// Everything a language has habits for, one line each; marks of direction as escapes.
fn all(language: Language) -> String {
    all_of(Figures::new(language))
}

fn all_of(f: Figures) -> String {
    let at = chrono_tz::Europe::Istanbul
        .with_ymd_and_hms(2026, 11, 20, 14, 5, 33)
        .unwrap();
    let twelve = f.with_habits(Habits {
        hours: Hours::H12,
        ..f.habits()
    });
    let lines = [
        ("number", f.number(1_234_567)),
        ("fraction", f.number(amount("-1234.5600"))),
        ("nothing", f.number(amount("-0.000"))),
        ("lira", f.local(amount("1234567.895"), &currency("TRY"))),
        ("dinar", f.local(amount("1234567.8955"), &currency("JOD"))),
        ("none left", f.local(amount("-0.001"), &currency("TRY"))),
        ("dollars", f.usd(amount("1234.5"))),
        ("three digits", f.usd(amount("-2.1255"))),
        (
            "lira code",
            f.local_with_code(amount("-1234.5"), &currency("TRY")),
        ),
        (
            "dinar code",
            f.local_with_code(amount("-1234.5"), &currency("JOD")),
        ),
        ("dollars code", f.usd_with_code(amount("-1234.5"))),
        ("share", f.percent(41)),
        ("loss", f.percent(amount("-1.5"))),
        ("bytes", f.size(512)),
        ("small size", f.size(1_540_000)),
        ("size", f.size(999_999_999_999)),
        ("quick", f.duration(850)),
        ("slow", f.duration(12_345)),
        ("days", f.days(1200)),
        ("day", f.day(at.date_naive())),
        ("moment", f.moment(at)),
        ("exact", f.exact(at)),
        ("afternoon", twelve.clock(at)),
        ("night", twelve.exact(at - TimeDelta::hours(14))),
        ("ago", f.ago(at, at.to_utc() + TimeDelta::days(1500))),
    ];
    let written = lines.map(|(what, written)| {
        let written = written
            .replace(LRM, "<lrm>")
            .replace(ALM, "<alm>")
            .replace(ISOLATE.0, "<lri>")
            .replace(ISOLATE.1, "<pdi>");
        format!("{what}: {written}")
    });
    written.join("\n")
}

#[test]
fn english_figures() {
    insta::assert_snapshot!(all(Language::En), @"
    number: 1,234,567
    fraction: -1,234.56
    nothing: 0
    lira: 1,234,567.90
    dinar: 1,234,567.896
    none left: 0.00
    dollars: 1,234.50
    three digits: -2.126
    lira code: -1,234.50 TRY
    dinar code: JOD 1,234.500-
    dollars code: -USD 1,234.50
    share: 41%
    loss: -1.5%
    bytes: 512 bytes
    small size: 1.5 MB
    size: 1,000 GB
    quick: 850 ms
    slow: 12.3 s
    days: 1,200 days
    day: 20 Nov 2026
    moment: 20 Nov 2026, 14:05
    exact: 20 Nov 2026, 14:05:33 +03 (+03:00)
    afternoon: 2:05 PM
    night: 20 Nov 2026, 12:05:33 AM +03 (+03:00)
    ago: 1,500 days ago
    ");
}

#[test]
fn turkish_figures() {
    insta::assert_snapshot!(all(Language::Tr), @"
    number: 1.234.567
    fraction: -1.234,56
    nothing: 0
    lira: 1.234.567,90
    dinar: 1.234.567,896
    none left: 0,00
    dollars: 1.234,50
    three digits: -2,126
    lira code: -1.234,50 TRY
    dinar code: JOD 1.234,500-
    dollars code: -USD 1.234,50
    share: %41
    loss: -%1,5
    bytes: 512 bayt
    small size: 1,5 MB
    size: 1.000 GB
    quick: 850 ms
    slow: 12,3 sn
    days: 1.200 gün
    day: 20 Kas 2026
    moment: 20 Kas 2026, 14:05
    exact: 20 Kas 2026, 14:05:33 +03 (+03:00)
    afternoon: ÖS 2:05
    night: 20 Kas 2026, ÖÖ 12:05:33 +03 (+03:00)
    ago: 1.500 gün önce
    ");
}

#[test]
fn arabic_figures() {
    insta::assert_snapshot!(all(Language::Ar), @"
    number: 1,234,567
    fraction: <lrm>-1,234.56
    nothing: 0
    lira: 1,234,567.90
    dinar: 1,234,567.896
    none left: 0.00
    dollars: 1,234.50
    three digits: <lrm>-2.126
    lira code: <lri>-1,234.50 TRY<pdi>
    dinar code: <lri>JOD 1,234.500-<pdi>
    dollars code: <lri>-USD 1,234.50<pdi>
    share: <lrm>41%
    loss: <lrm>-1.5%
    bytes: 512 بايت
    small size: 1.5 ميغابايت
    size: 1,000 غيغابايت
    quick: 850 مللي ثانية
    slow: 12.3 ثانية
    days: 1,200 يوم
    day: 20 تشرين الثاني 2026
    moment: 20 تشرين الثاني 2026، 14:05
    exact: 20 تشرين الثاني 2026، 14:05:33 <lri>+03 (+03:00)<pdi>
    afternoon: 2:05 م
    night: 20 تشرين الثاني 2026، 12:05:33 ص <lri>+03 (+03:00)<pdi>
    ago: قبل 1,500 يوم
    ");
}

#[test]
fn arabic_figures_in_arabic_indic_digits() {
    let f = Figures::new(Language::Ar).with_habits(Habits {
        digits: Digits::Arabic,
        ..Habits::default()
    });
    insta::assert_snapshot!(all_of(f), @"
    number: ١٬٢٣٤٬٥٦٧
    fraction: <alm>-١٬٢٣٤٫٥٦
    nothing: ٠
    lira: ١٬٢٣٤٬٥٦٧٫٩٠
    dinar: ١٬٢٣٤٬٥٦٧٫٨٩٦
    none left: ٠٫٠٠
    dollars: ١٬٢٣٤٫٥٠
    three digits: <alm>-٢٫١٢٦
    lira code: <lri>-١٬٢٣٤٫٥٠ TRY<pdi>
    dinar code: <lri>JOD ١٬٢٣٤٫٥٠٠-<pdi>
    dollars code: <lri>-USD ١٬٢٣٤٫٥٠<pdi>
    share: ٤١٪<alm>
    loss: <alm>-١٫٥٪<alm>
    bytes: ٥١٢ بايت
    small size: ١٫٥ ميغابايت
    size: ١٬٠٠٠ غيغابايت
    quick: ٨٥٠ مللي ثانية
    slow: ١٢٫٣ ثانية
    days: ١٬٢٠٠ يوم
    day: ٢٠ تشرين الثاني ٢٠٢٦
    moment: ٢٠ تشرين الثاني ٢٠٢٦، ١٤:٠٥
    exact: ٢٠ تشرين الثاني ٢٠٢٦، ١٤:٠٥:٣٣ <lri>+03 (+03:00)<pdi>
    afternoon: ٢:٠٥ م
    night: ٢٠ تشرين الثاني ٢٠٢٦، ١٢:٠٥:٣٣ ص <lri>+03 (+03:00)<pdi>
    ago: قبل ١٬٥٠٠ يوم
    ");
}

#[test]
fn digits_are_chosen_for_arabic_only() {
    let habits = Habits {
        digits: Digits::Arabic,
        ..Habits::default()
    };
    for language in [Language::En, Language::Tr] {
        let f = Figures::new(language);
        assert_eq!(all_of(f.with_habits(habits)), all_of(f));
    }
}

#[test]
fn sentences_write_their_numbers_alike() {
    let text = Text::new("days").arg("count", 12_345);

    assert_eq!(text.in_language(Language::En), "12,345 days");
    assert_eq!(text.in_language(Language::Tr), "12.345 gün");
    let arabic = Figures::new(Language::Ar).with_habits(Habits {
        digits: Digits::Arabic,
        ..Habits::default()
    });
    assert!(text.for_reader(arabic).starts_with("١٢٬٣٤٥ "));
    assert!(text.in_language(Language::Ar).starts_with("12,345 "));
}

#[test]
fn a_figure_in_a_sentence_waits_for_its_language() {
    let day = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    let text = Text::new("home-today")
        .arg("weekday", "")
        .arg("date", Figure::Day(day));
    let kept: Text = serde_json::from_value(serde_json::to_value(&text).unwrap()).unwrap();

    assert!(kept.in_language(Language::Tr).contains("20 Kas 2026"));
}
