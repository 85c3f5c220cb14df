//! The account across reviews, as a table, CSV or JSON; `rollup_html` draws it with pictures.

use super::coverage::to_json;
use super::data::rows_to_csv;
use super::table;
use super::words::{add, hang, join};
use crate::review::rollup::{Account, FEW, Number, Row, Said};
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
    }
}

/// What went in, and what the numbers mean.
pub(super) fn preface(account: &Account) -> Vec<String> {
    let reviews = count(account.reviews, "review", "reviews");
    let numbers = "Numbers are numbers of schools.".to_owned();
    if account.schools.is_empty() {
        let few = format!("Schools are not named; fewer than {FEW} are told as <{FEW}, none among them.");
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
    if !account.sources.is_empty() {
        let sources: Vec<String> =
            account.sources.iter().map(|(source, n)| format!("{} {}", source.label(), number(*n))).collect();
        add(&mut out, format_args!("\n{}\n", hang("Evidence comes from: ", &sources.join(", "), width)));
    }
    for row in account.rows.iter().filter(|row| !row.offered.is_empty() || !row.needed.is_empty()) {
        add(&mut out, format_args!("\n{}\n", clean_line(&row.theme)));
        for (label, said) in [("  offers  ", &row.offered), ("  needs   ", &row.needed)] {
            for Said { school, text } in said {
                let words = format!("{}: {}", clean_line(school), clean_line(text));
                add(&mut out, format_args!("{}\n", hang(label, &words, width)));
            }
        }
    }
    out
}

/// One row for each theme and each thing told of it, safe for a spreadsheet.
///
/// # Errors
/// Only if the machine is out of memory.
pub fn csv(account: &Account) -> Result<Vec<u8>> {
    let mut rows = Vec::new();
    for row in &account.rows {
        for (what, schools, said) in [
            ("strength", row.strengths, &row.strong),
            ("offer", row.offers, &row.offered),
            ("need", row.needs, &row.needed),
        ] {
            let theme = || vec![clean_line(&row.theme), what.to_owned(), number(schools)];
            if said.is_empty() {
                rows.push([theme(), vec![String::new(), String::new()]].concat());
            }
            for Said { school, text } in said {
                rows.push([theme(), vec![clean_line(school), clean_line(text)]].concat());
            }
        }
    }
    rows_to_csv(&["theme", "what", "schools", "school", "words"], rows.into_iter())
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
        an_offer_meets_a_need: bool,
        strong: Vec<Words>,
        offered: Vec<Words>,
        needed: Vec<Words>,
    }
    #[derive(Serialize)]
    struct Words {
        school: String,
        text: String,
    }
    #[derive(Serialize)]
    struct Of {
        source: crate::review::evidence::Source,
        schools: Option<usize>,
    }
    let told = |n: Number| match n {
        Number::Told(n) => Some(n),
        Number::Few => None,
    };
    let words = |said: &[Said]| {
        said.iter().map(|s| Words { school: clean_line(&s.school), text: clean_line(&s.text) }).collect()
    };
    let theme = |row: &Row| Theme {
        name: clean_line(&row.theme),
        strengths: told(row.strengths),
        offers: told(row.offers),
        needs: told(row.needs),
        an_offer_meets_a_need: row.matched,
        strong: words(&row.strong),
        offered: words(&row.offered),
        needed: words(&row.needed),
    };
    to_json(&Whole {
        visitbook_rollup: 1,
        reviews: account.reviews,
        schools: account.schools.iter().map(|s| clean_line(s)).collect(),
        themes: account.rows.iter().map(theme).collect(),
        sources: account.sources.iter().map(|(source, n)| Of { source: *source, schools: told(*n) }).collect(),
    })
}
