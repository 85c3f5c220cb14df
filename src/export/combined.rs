//! The combined account of a group's visits as Markdown, a page, a Word document or a PDF.

use super::outline::actions::Table;
use super::outline::{Block, Item, Outline, Section};
use super::words::{join, short_day};
use super::{docx, html, markdown};
use crate::review::group::Linked;
use crate::review::rollup::{Combined, FEW, OTHER, Said, Shared};
use crate::text::clean_line;
use crate::trouble::{Result, count};

/// As Markdown.
pub fn markdown(account: &Combined) -> String {
    markdown::document(&outline(account))
}

/// As one self-contained page.
pub fn html(account: &Combined) -> String {
    html::document(&outline(account))
}

/// As a Word document.
///
/// # Errors
/// Only when it cannot be put together in memory.
pub fn docx(account: &Combined) -> Result<Vec<u8>> {
    docx::document(&outline(account))
}

/// As a PDF.
///
/// # Errors
/// Only when it cannot be put together in memory.
#[cfg(feature = "pdf")]
pub fn pdf(account: &Combined) -> Result<Vec<u8>> {
    super::pdf::document(&outline(account))
}

/// Whether its schools are named.
fn is_named(account: &Combined) -> bool {
    !account.visits.is_empty()
}

fn outline(account: &Combined) -> Outline<'_> {
    let visits = count(account.count, "visit", "visits");
    let title = match account.name.as_str() {
        "" => format!("What {visits} taught"),
        name => format!("What our visits taught: {name}"),
    };
    let mut sections: Vec<Section> = visited(account).into_iter().collect();
    for (heading, shared) in [
        ("What we take home to our own schools", &account.learned),
        ("Strengths", &account.strengths),
        ("What schools offer to share", &account.offers),
        ("Areas for development", &account.developments),
        ("Questions that are still open", &account.open),
        ("What schools have set out to do and not done yet", &account.to_do),
    ] {
        sections.extend(section(heading, shared));
    }
    if sections.is_empty() {
        let nothing = "There is nothing yet that so many schools share.".to_owned();
        sections.push(Section { level: 2, heading: "What is shared".to_owned(), blocks: vec![Block::Text(nothing)] });
    }
    Outline { title, preface: preface(account), sections }
}

fn preface(account: &Combined) -> Vec<String> {
    let mut lines = Vec::new();
    if !account.theme.is_empty() {
        lines.push(format!("Theme: {}.", clean_line(&account.theme)));
    }
    if is_named(account) {
        lines.push(
            "Made from what the leads of these visits released, for the schools of the group and their network."
                .to_owned(),
        );
        lines.push(
            "The head of each school decides who else sees what is said of it: ask before it goes further.".to_owned(),
        );
    } else {
        lines.push(format!("Made from what the leads of {} released.", count(account.count, "visit", "visits")));
        lines.push(format!(
            "Schools, days and words are left out, the group's name and theme among them. It says in themes what at least {FEW} schools share, and nothing else: \
             what one or two schools say could point at them."
        ));
    }
    if !account.missing.is_empty() {
        let schools: Vec<String> = account.missing.iter().map(|s| clean_line(s)).collect();
        lines.push(format!("Not in it yet: {}.", join(&schools)));
    }
    lines
}

/// Which schools were visited, when and by whom.
fn visited(account: &Combined) -> Option<Section<'_>> {
    let row = |visit: &Linked| {
        let days: Vec<String> = visit.days.iter().map(|d| format!("{} {}", short_day(*d), d.format("%Y"))).collect();
        let reviewers: Vec<String> = visit.reviewers.iter().map(|r| clean_line(r)).collect();
        vec![clean_line(&visit.host), join(&days), join(&reviewers)]
    };
    let table = Table {
        head: ["School", "Visited on", "By"].map(str::to_owned).to_vec(),
        widths: vec![2, 2, 3],
        rows: account.visits.iter().map(row).collect(),
    };
    let heading = "The visits".to_owned();
    is_named(account).then(|| Section { level: 2, heading, blocks: vec![Block::Table(table)] })
}

/// What is said under one heading, theme by theme; in words where schools are named.
fn section<'a>(heading: &str, shared: &'a [Shared]) -> Vec<Section<'a>> {
    if shared.is_empty() {
        return Vec::new();
    }
    let in_words = shared.iter().any(|s| !s.said.is_empty());
    let line = |s: &Shared| format!("{}: {}", clean_line(&s.theme), count(s.schools, "school", "schools"));
    let blocks = if in_words { Vec::new() } else { vec![Block::List(shared.iter().map(line).collect())] };
    let mut sections = vec![Section { level: 2, heading: heading.to_owned(), blocks }];
    for theme in shared.iter().filter(|_| in_words) {
        let item = |s: &'a Said| {
            let support = s.support.map(|s| format!("; {}", s.label())).unwrap_or_default();
            let behind = Some(format!("({}{support})", clean_line(&s.school)));
            Item { lead: "", text: &s.text, behind, under: Vec::new() }
        };
        // That it is shared is what the network asks for; what fits no theme has only that in common.
        let shared = theme.schools > 1 && theme.theme != OTHER;
        let heading = if shared { line(theme) } else { clean_line(&theme.theme) };
        let points = theme.said.iter().map(item).collect();
        sections.push(Section { level: 3, heading, blocks: vec![Block::Points(points)] });
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::group::Group;
    use crate::review::release::{Release, sample};
    use crate::review::rollup::{Rollup, Schools, THEMES, ThemeFile, Themes};
    use chrono::NaiveDate;

    /// The account of three visits of which each has this release.
    fn account(release: &Release, schools: Schools, name: &str) -> Combined {
        let hosts = ["Alder", "Birch", "Cedar"].map(|school| format!("{school} {name}"));
        let visit = |host: &String| Linked {
            host: host.clone(),
            reviewers: hosts.iter().filter(|h| *h != host).cloned().collect(),
            days: NaiveDate::from_ymd_opt(2027, 1, 12).into_iter().collect(),
            notebook: String::new(),
        };
        let group = Group {
            name: format!("Triad {name}"),
            theme: "Personal development".to_owned(),
            schools: hosts.to_vec(),
            visits: hosts.iter().map(visit).collect(),
            ..Group::default()
        };
        let mut rollup = Rollup::by(Themes::of(toml::from_str(THEMES).unwrap(), ThemeFile::default()));
        for host in &hosts {
            let review = rollup.read(release).at(host);
            rollup.add(review);
        }
        rollup.combined(&group, schools)
    }

    #[test]
    fn it_reads_well_with_names_and_without() {
        let release = sample::release_for_others();
        insta::assert_snapshot!("combined_named", markdown(&account(&release, Schools::Named, "School")));
        insta::assert_snapshot!("combined_unnamed", markdown(&account(&release, Schools::Unnamed, "School")));
    }

    #[test]
    fn without_names_no_form_holds_a_school_a_day_or_a_word() {
        let account = account(&sample::release_saying("phonics Zzyx"), Schools::Unnamed, "Zzyx");
        let word = crate::export::docx::tests::parts(&docx(&account).unwrap());
        let word: String = word.into_iter().map(|(_, text)| text).collect();
        for form in [markdown(&account), html(&account), word] {
            assert!(form.contains("Reading and phonics: 3 schools"), "{form}");
            assert!(!form.contains("Zzyx") && !form.contains("2027"), "{form}");
        }
    }

    #[test]
    fn hostile_words_change_nothing_but_the_words() {
        for hostile in sample::hostile() {
            let shape = |words: &str| {
                let mut account = account(&sample::release(), Schools::Named, words);
                let shared =
                    [&mut account.learned, &mut account.strengths, &mut account.developments, &mut account.to_do];
                let all = shared.into_iter().flatten();
                all.flat_map(|s| &mut s.said).for_each(|s| (s.school, s.text) = (words.to_owned(), words.to_owned()));
                let page = html(&account);
                let tags: Vec<String> = page
                    .split('<')
                    .skip(1)
                    .map(|t| t.chars().take_while(char::is_ascii_alphanumeric).collect())
                    .collect();
                assert!(docx(&account).is_ok());
                (markdown::tests::shape(&markdown(&account)), tags)
            };
            assert_eq!(shape(&hostile), shape("calm words"), "{hostile:?}");
        }
    }
}
