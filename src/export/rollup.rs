//! The account across reviews, as a table, CSV or JSON; `rollup_html` draws it with pictures.

use super::coverage::to_json;
use super::data::rows_to_csv;
use super::table;
use super::words::{add, hang, join};
use crate::review::actions::Progress;
use crate::review::feedback::Support;
use crate::review::rollup::{Account, FEW, Number, Row, Said, SetOut};
use crate::text::clean_line;
use crate::trouble::{Result, count};
use serde::Serialize;

/// In so many schools a strength or a need recurs.
const RECURS: usize = 3;

/// A number of schools as people read it.
pub(super) fn number(n: Number) -> String {
    match n {
        Number::Told(n) => n.to_string(),
        Number::Few => format!("<{FEW}"),
        Number::Untold => "not told".to_owned(),
    }
}

/// What went in, and what the numbers mean.
pub(super) fn preface(account: &Account) -> Vec<String> {
    let reviews = count(account.reviews, "review", "reviews");
    let numbers = "Numbers are numbers of schools.".to_owned();
    if account.schools.is_empty() {
        let few = format!(
            "Schools are not named; fewer than {FEW} are told as <{FEW}, none among them. Where support could come from \
             is told only where no part of it is so small."
        );
        return vec![format!("From {reviews}."), numbers, few];
    }
    let schools: Vec<String> = account.schools.iter().map(|s| clean_line(s)).collect();
    vec![format!("From {reviews} at {}.", join(&schools)), numbers]
}

/// `Reading and phonics (5 schools)` of every theme in which it recurs, the commonest first.
pub(super) fn recurring(account: &Account, of: impl Fn(&Row) -> Number) -> Vec<String> {
    let mut rows: Vec<(&Row, usize)> = account
        .rows
        .iter()
        .filter_map(|row| match of(row) {
            Number::Told(n) if n >= RECURS => Some((row, n)),
            _ => None,
        })
        .collect();
    rows.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    rows.into_iter().map(|(row, n)| format!("{} ({n} schools)", clean_line(&row.theme))).collect()
}

/// The parts of the needs by where support could come from, each with what it is called.
pub(super) fn supports(row: &Row) -> [(&'static str, Number); 3] {
    let of = row.support;
    [("inside the group", of.inside), ("outside the group", of.outside), ("none said", of.unsaid)]
}

/// Whether there is any need of a theme to be told apart, and it may be.
pub(super) fn has_needs(row: &Row) -> bool {
    supports(row).iter().any(|(_, n)| *n > Number::Told(0))
}

/// Whether any action of a theme is told.
pub(super) fn has_actions(row: &Row) -> bool {
    row.progress.iter().any(|n| *n > Number::Told(0))
}

/// The account in lines of at most `width` terminal cells.
pub fn text(account: &Account, width: usize) -> String {
    let mut out = String::new();
    for line in preface(account) {
        add(&mut out, format_args!("{}\n", hang("", &line, width)));
    }
    out.push('\n');
    let rows: Vec<Vec<String>> = account
        .rows
        .iter()
        .map(|row| {
            let meets = if row.matched { "an offer meets a need" } else { "" };
            vec![number(row.strengths), number(row.offers), number(row.needs), row.theme.clone(), meets.to_owned()]
        })
        .collect();
    out.push_str(&table::table(&["strength", "offer", "need", "Theme", ""], &rows, width));
    for (title, recur) in [
        ("Strengths that recur: ", recurring(account, |row| row.strengths)),
        ("Needs that recur: ", recurring(account, |row| row.needs)),
    ] {
        if !recur.is_empty() {
            add(&mut out, format_args!("\n{}\n", hang(title, &join(&recur), width)));
        }
    }
    let numbered = |numbers: Vec<Number>, row: &Row| -> Vec<String> {
        numbers.into_iter().map(number).chain([row.theme.clone()]).collect()
    };
    let needs = account.rows.iter().filter(|row| has_needs(row));
    let needs: Vec<Vec<String>> = needs.map(|row| numbered(supports(row).map(|(_, n)| n).to_vec(), row)).collect();
    if !needs.is_empty() {
        out.push_str("\nNeeds, by where support could come from\n");
        out.push_str(&table::table(&["inside", "outside", "none said", "Theme"], &needs, width));
    }
    let acted = account.rows.iter().filter(|row| has_actions(row));
    let acted: Vec<Vec<String>> = acted.map(|row| numbered(row.progress.to_vec(), row)).collect();
    if !acted.is_empty() {
        let [planned, begun, done, dropped] = Progress::ALL.map(Progress::label);
        out.push_str("\nWhat schools set out to do, and how far it is\n");
        out.push_str(&table::table(&[planned, begun, done, dropped, "Theme"], &acted, width));
    }
    if !account.sources.is_empty() {
        let sources: Vec<String> =
            account.sources.iter().map(|(source, n)| format!("{} {}", source.label(), number(*n))).collect();
        add(&mut out, format_args!("\n{}\n", hang("Evidence comes from: ", &sources.join(", "), width)));
    }
    for row in &account.rows {
        in_words(&mut out, row, width);
    }
    out
}

/// What schools offer, need and set out to do about a theme, in their words.
fn in_words(out: &mut String, row: &Row, width: usize) {
    if row.offered.is_empty() && row.needed.is_empty() && row.acted.is_empty() {
        return;
    }
    add(out, format_args!("\n{}\n", clean_line(&row.theme)));
    for (label, said) in [("  offers  ", &row.offered), ("  needs   ", &row.needed)] {
        for said in said {
            add(out, format_args!("{}\n", hang(label, &of_school(said), width)));
        }
    }
    for SetOut { school, text, progress } in &row.acted {
        let words = format!("{}: {} ({})", clean_line(school), clean_line(text), progress.label());
        add(out, format_args!("{}\n", hang("  does    ", &words, width)));
    }
}

/// `Alder: One more adult (support from inside the group)`.
pub(super) fn of_school(said: &Said) -> String {
    let support = said.support.map(|s| format!(" ({})", s.label())).unwrap_or_default();
    format!("{}: {}{support}", clean_line(&said.school), clean_line(&said.text))
}

/// One row for each theme and each thing told of it, safe for a spreadsheet.
///
/// # Errors
/// Only if the machine is out of memory.
pub fn csv(account: &Account) -> Result<Vec<u8>> {
    let mut rows = Vec::new();
    for row in &account.rows {
        let mut put = |what: &str, support: &str, schools: Number, school: &str, words: &str| {
            let cells =
                [&clean_line(&row.theme), what, support, &number(schools), &clean_line(school), &clean_line(words)];
            rows.push(cells.map(str::to_owned).to_vec());
        };
        for (what, schools, said) in [
            ("strength", row.strengths, &row.strong),
            ("offer", row.offers, &row.offered),
            ("need", row.needs, &row.needed),
        ] {
            if said.is_empty() {
                put(what, "", schools, "", "");
            }
            for said in said {
                put(what, said.support.map_or("", Support::label), schools, &said.school, &said.text);
            }
        }
        for (support, schools) in supports(row).into_iter().filter(|_| has_needs(row)) {
            put("need by support", support, schools, "", "");
        }
        for (stage, schools) in Progress::ALL.into_iter().zip(row.progress).filter(|_| has_actions(row)) {
            let of_stage: Vec<&SetOut> = row.acted.iter().filter(|a| a.progress == stage).collect();
            let what = format!("action {}", stage.label());
            if of_stage.is_empty() {
                put(&what, "", schools, "", "");
            }
            of_stage.iter().for_each(|a| put(&what, "", schools, &a.school, &a.text));
        }
    }
    rows_to_csv(&["theme", "what", "support", "schools", "school", "words"], rows.into_iter())
}

/// The account as JSON. A number that is not told is null.
///
/// # Errors
/// Only if the machine is out of memory.
pub fn json(account: &Account) -> Result<String> {
    #[derive(Serialize)]
    struct Whole {
        visitbook_rollup: u8,
        reviews: usize,
        schools: Vec<String>,
        themes: Vec<Theme>,
        sources: Vec<Of>,
    }
    #[derive(Serialize)]
    struct Theme {
        #[serde(rename = "theme")]
        name: String,
        strengths: Option<usize>,
        offers: Option<usize>,
        needs: Option<usize>,
        needs_by_support: BySupport,
        actions: ByProgress,
        an_offer_meets_a_need: bool,
        strong: Vec<Words>,
        offered: Vec<Words>,
        needed: Vec<Words>,
        acted: Vec<Acted>,
    }
    #[derive(Serialize)]
    struct BySupport {
        inside: Option<usize>,
        outside: Option<usize>,
        none_said: Option<usize>,
    }
    #[derive(Serialize)]
    struct ByProgress {
        planned: Option<usize>,
        begun: Option<usize>,
        done: Option<usize>,
        dropped: Option<usize>,
    }
    #[derive(Serialize)]
    struct Words {
        school: String,
        text: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        support: Option<Support>,
    }
    #[derive(Serialize)]
    struct Acted {
        school: String,
        text: String,
        progress: Progress,
    }
    #[derive(Serialize)]
    struct Of {
        source: crate::review::evidence::Source,
        schools: Option<usize>,
    }
    let told = |n: Number| match n {
        Number::Told(n) => Some(n),
        Number::Few | Number::Untold => None,
    };
    let words = |said: &[Said]| {
        let words = |s: &Said| Words { school: clean_line(&s.school), text: clean_line(&s.text), support: s.support };
        said.iter().map(words).collect()
    };
    let acted = |a: &SetOut| Acted { school: clean_line(&a.school), text: clean_line(&a.text), progress: a.progress };
    let progress = |[planned, begun, done, dropped]: [Option<usize>; 4]| ByProgress { planned, begun, done, dropped };
    let theme = |row: &Row| Theme {
        name: clean_line(&row.theme),
        strengths: told(row.strengths),
        offers: told(row.offers),
        needs: told(row.needs),
        needs_by_support: BySupport {
            inside: told(row.support.inside),
            outside: told(row.support.outside),
            none_said: told(row.support.unsaid),
        },
        actions: progress(row.progress.map(told)),
        an_offer_meets_a_need: row.matched,
        strong: words(&row.strong),
        offered: words(&row.offered),
        needed: words(&row.needed),
        acted: row.acted.iter().map(acted).collect(),
    };
    to_json(&Whole {
        visitbook_rollup: 1,
        reviews: account.reviews,
        schools: account.schools.iter().map(|s| clean_line(s)).collect(),
        themes: account.rows.iter().map(theme).collect(),
        sources: account.sources.iter().map(|(source, n)| Of { source: *source, schools: told(*n) }).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::rollup_html;
    use super::*;
    use crate::review::release::sample;
    use crate::review::rollup::{Rollup, Schools, THEMES, ThemeFile, Themes};

    /// The account of three schools that say `words` of everything.
    fn account(words: &str, schools: Schools) -> Account {
        let mut rollup = Rollup::by(Themes::of(toml::from_str(THEMES).unwrap(), ThemeFile::default()));
        for n in 0..3 {
            let mut release = sample::release_saying(words);
            release.visit.school = format!("{words}{n}");
            let read = rollup.read(&release);
            rollup.add(read);
        }
        rollup.account(schools)
    }

    #[test]
    fn progress_and_support_stand_in_every_form() {
        let account = account("Reading is heard", Schools::Named);
        let text = text(&account, 100);
        for words in ["planned  begun  done  dropped  Theme", "3        3      0     0        Reading and phonics"] {
            assert!(text.contains(words), "{words}\n{text}");
        }
        assert!(text.contains("inside  outside  none said  Theme\n3       0        0          Reading"), "{text}");
        assert!(text.contains("(support from inside the group)") && text.contains("heard (begun)"), "{text}");
        let csv = String::from_utf8(csv(&account).unwrap()).unwrap();
        assert!(csv.contains("\"action begun\",\"\",\"3\",\"Reading is heard0\",\"Reading is heard\""), "{csv}");
        assert!(csv.contains("\"need by support\",\"inside the group\",\"3\""), "{csv}");
        let json: serde_json::Value = serde_json::from_str(&json(&account).unwrap()).unwrap();
        assert_eq!(
            (json["themes"][0]["actions"]["begun"].as_u64(), json["themes"][0]["acted"][0]["progress"].as_str()),
            (Some(3), Some("begun"))
        );
        assert_eq!(json["themes"][0]["needs_by_support"]["inside"].as_u64(), Some(3));
        let page = rollup_html::report(&account);
        assert!(page.contains("Reading and phonics: planned 3, begun 3, done 0, dropped 0"), "{page}");
        assert!(page.contains("aria-labelledby=\"plan-title plan-words\""));
    }

    #[test]
    fn unnamed_no_form_holds_a_word_of_a_school() {
        let account = account("Reading Zzyx", Schools::Unnamed);
        let csv = String::from_utf8(csv(&account).unwrap()).unwrap();
        for form in [text(&account, 100), csv, json(&account).unwrap(), rollup_html::report(&account)] {
            assert!(form.contains("Reading and phonics") && !form.contains("Zzyx"), "{form}");
        }
    }

    #[test]
    fn hostile_words_stay_words_in_every_form() {
        let tags = |page: &str| page.matches('<').count();
        for hostile in sample::hostile() {
            let calm = account("phonics", Schools::Named);
            let account = account(&format!("phonics {hostile}"), Schools::Named);
            if account.rows.len() == calm.rows.len() {
                assert_eq!(tags(&rollup_html::report(&account)), tags(&rollup_html::report(&calm)), "{hostile:?}");
            }
            let csv = String::from_utf8(csv(&account).unwrap()).unwrap();
            assert!(!csv.contains("\"=") && !csv.contains("\"@"), "{hostile:?}: {csv}");
            let text = text(&account, 80);
            let acts =
                |c: char| (c.is_control() && !matches!(c, '\n' | '\r')) || ('\u{202a}'..='\u{202e}').contains(&c);
            for form in [text, csv, json(&account).unwrap(), rollup_html::report(&account)] {
                assert!(!form.chars().any(acts), "{hostile:?}");
            }
        }
    }
}
