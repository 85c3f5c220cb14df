//! The account across reviews as one self-contained page with a picture, for a steering group.

use super::html::{page, preface};
use super::rollup::{has_actions, has_needs, number, of_school, preface as said_first, recurring, supports};
use super::words::join;
use crate::review::actions::Progress;
use crate::review::rollup::{Account, Number, Row, Said, SetOut};
use crate::text::{clean_line, fit};
use maud::{Markup, html};

/// What stands above it.
const TITLE: &str = "What our reviews say together";

/// Sizes of the picture, in the units of its view box.
const WIDE: usize = 720;
const LABEL: usize = 240;
const MIDDLE: usize = 480;
const ROW: usize = 26;
const HEAD: usize = 34;
/// The longest bar.
const BAR: usize = 200;

/// The page.
pub fn report(account: &Account) -> String {
    let body = html! {
        h1 { (TITLE) }
        (preface(&said_first(account)))
        h2 { "Needs and offers by theme" }
        (picture(account))
        (recur(account))
        @if account.rows.iter().any(has_needs) {
            h2 { "Needs, by where support could come from" }
            ul { @for row in account.rows.iter().filter(|row| has_needs(row)) { li { (needs_in_words(row)) } } }
        }
        @if account.rows.iter().any(has_actions) {
            h2 { "What schools set out to do, and how far it is" }
            (progress(account))
        }
        @if account.rows.iter().any(|row| !row.offered.is_empty() || !row.needed.is_empty() || !row.acted.is_empty()) {
            h2 { "Side by side" }
            @for row in &account.rows { (side_by_side(row)) }
        }
        @if !account.sources.is_empty() {
            h2 { "Where the evidence comes from" }
            ul { @for (source, n) in &account.sources { li { (source.label()) ": " (in_schools(*n)) } } }
        }
    };
    page(TITLE, &body)
}

fn in_schools(n: Number) -> String {
    match n {
        Number::Told(1) => "1 school".to_owned(),
        other => format!("{} schools", number(other)),
    }
}

/// Needs to the left, offers and strengths to the right of a middle line; the same in words below.
fn picture(account: &Account) -> Markup {
    let most = account.rows.iter().flat_map(|r| [r.needs, r.offers, r.strengths]).map(drawn).max().unwrap_or(1).max(1);
    let high = HEAD + ROW * account.rows.len() + 8;
    html! {
        figure {
            svg width=(WIDE) viewBox=(format!("0 0 {WIDE} {high}")) role="img" aria-labelledby="rollup-title rollup-words" {
                title id="rollup-title" { "In how many schools each theme is a need, a strength or an offer" }
                text x=(MIDDLE - 8) y="18" font-size="13" text-anchor="end" { "needs" }
                text x=(MIDDLE + 8) y="18" font-size="13" { "strengths; offers darker" }
                line x1=(MIDDLE) y1="24" x2=(MIDDLE) y2=(high) stroke="#777" {}
                @for (i, row) in account.rows.iter().enumerate() {
                    @let y = HEAD + ROW * i;
                    text x="0" y=(y + 15) font-size="13" { (fit(&clean_line(&row.theme), 32)) }
                    @let need = drawn(row.needs) * BAR / most;
                    rect x=(MIDDLE - need) y=(y + 3) width=(need) height="14" fill="#b5651d" {}
                    rect x=(MIDDLE) y=(y + 3) width=(drawn(row.strengths) * BAR / most) height="14" fill="#8fbfba" {}
                    rect x=(MIDDLE) y=(y + 7) width=(drawn(row.offers) * BAR / most) height="6" fill="#1f5f5b" {}
                }
                line x1=(LABEL) y1=(high - 1) x2=(WIDE) y2=(high - 1) stroke="#ccc" {}
            }
            figcaption id="rollup-words" { ul { @for row in &account.rows { li { (in_words(row)) } } } }
        }
    }
}

/// The colours of the stages of an action, from planned to dropped.
const STAGES: [&str; 4] = ["#d9c48f", "#8fbfba", "#1f5f5b", "#999"];

/// How many schools are at each stage of their actions, theme by theme; the same in words below.
fn progress(account: &Account) -> Markup {
    let rows: Vec<&Row> = account.rows.iter().filter(|row| has_actions(row)).collect();
    let long = |row: &&Row| row.progress.iter().map(|n| drawn(*n)).sum::<usize>();
    let most = rows.iter().map(long).max().unwrap_or(1).max(1);
    let high = HEAD + ROW * rows.len() + 8;
    html! {
        figure {
            svg width=(WIDE) viewBox=(format!("0 0 {WIDE} {high}")) role="img" aria-labelledby="plan-title plan-words" {
                title id="plan-title" { "In how many schools the actions on each theme are planned, begun, done or dropped" }
                @for (i, stage) in Progress::ALL.iter().enumerate() {
                    rect x=(LABEL + 100 * i) y="8" width="12" height="12" fill=(STAGES[i]) {}
                    text x=(LABEL + 100 * i + 18) y="18" font-size="13" { (stage.label()) }
                }
                @for (i, row) in rows.iter().enumerate() {
                    @let y = HEAD + ROW * i;
                    text x="0" y=(y + 15) font-size="13" { (fit(&clean_line(&row.theme), 32)) }
                    (stacked(row, y, most))
                }
            }
            figcaption id="plan-words" { ul { @for row in &rows { li { (stages_in_words(row)) } } } }
        }
    }
}

/// The stages of one theme behind each other, `most` schools as long as there is room.
fn stacked(row: &Row, y: usize, most: usize) -> Markup {
    let room = WIDE - LABEL;
    let mut x = LABEL;
    let mut bars = Vec::new();
    for (n, colour) in row.progress.iter().zip(STAGES) {
        let width = drawn(*n) * room / most;
        bars.push((x, width, colour));
        x += width;
    }
    html! {
        @for (x, width, colour) in bars { rect x=(x) y=(y + 3) width=(width) height="14" fill=(colour) {} }
    }
}

fn stages_in_words(row: &Row) -> String {
    let stages = Progress::ALL.iter().zip(row.progress);
    let told: Vec<String> = stages.map(|(stage, n)| format!("{} {}", stage.label(), number(n))).collect();
    format!("{}: {}", clean_line(&row.theme), told.join(", "))
}

fn needs_in_words(row: &Row) -> String {
    let told: Vec<String> = supports(row).iter().map(|(label, n)| format!("{label} {}", number(*n))).collect();
    format!("{}: {}", clean_line(&row.theme), told.join(", "))
}

/// How long a bar is, in schools. A number that is not told has no bar, so that its length tells nothing.
fn drawn(n: Number) -> usize {
    match n {
        Number::Told(n) => n,
        Number::Few | Number::Untold => 0,
    }
}

fn in_words(row: &Row) -> String {
    let meets = if row.matched { "; an offer meets a need" } else { "" };
    let (needs, strengths, offers) = (number(row.needs), number(row.strengths), number(row.offers));
    format!("{}: need {needs}, strength {strengths}, offer {offers}{meets}", clean_line(&row.theme))
}

fn recur(account: &Account) -> Markup {
    let strong = recurring(account, |row| row.strengths);
    let needed = recurring(account, |row| row.needs);
    html! {
        @if !strong.is_empty() { p { strong { "Strengths that recur: " } (join(&strong)) "." } }
        @if !needed.is_empty() { p { strong { "Needs that recur: " } (join(&needed)) "." } }
    }
}

fn side_by_side(row: &Row) -> Markup {
    let list = |said: &[Said]| {
        html! { ul { @for s in said { li { (of_school(s)) } } } }
    };
    let act = |a: &SetOut| format!("{}: {} ({})", clean_line(&a.school), clean_line(&a.text), a.progress.label());
    html! {
        @if !row.offered.is_empty() || !row.needed.is_empty() || !row.acted.is_empty() {
            h3 { (clean_line(&row.theme)) }
            @if !row.offered.is_empty() { h4 { "Offered" } (list(&row.offered)) }
            @if !row.needed.is_empty() { h4 { "Needed" } (list(&row.needed)) }
            @if !row.acted.is_empty() { h4 { "Set out to do" } ul { @for a in &row.acted { li { (act(a)) } } } }
        }
    }
}
