//! The sheet of an improvement workshop: the feedback on one side, the plan to be made of it on the other.
//!
//! Whoever leads the workshop was not on the review and has only what was released, so the sheet is made
//! from a release and leaves out what is for the head alone: others are in the room.

use super::outline::actions::form;
use super::outline::{Block, Item, Outline, Section, preface};
use super::words::{self, title};
use super::{docx, html, markdown};
use crate::review::feedback::PointKind;
use crate::review::release::{Release, ReleasedAction, ReleasedPoint};
use crate::trouble::Result;

/// Rows to write in under each area, and under the last table.
const ROWS: usize = 2;

/// As Markdown.
pub fn markdown(release: &Release) -> String {
    markdown::document(&outline(release))
}

/// As one self-contained page, to read and to print.
pub fn html(release: &Release) -> String {
    html::document(&outline(release))
}

/// As a Word document, to fill in on the screen.
///
/// # Errors
/// Only when it cannot be put together in memory.
pub fn docx(release: &Release) -> Result<Vec<u8>> {
    docx::document(&outline(release))
}

/// As a PDF, to fill in on paper.
///
/// # Errors
/// Only when it cannot be put together in memory.
#[cfg(feature = "pdf")]
pub fn pdf(release: &Release) -> Result<Vec<u8>> {
    super::pdf::document(&outline(release))
}

/// An area for development, and the suggestions that were said after it.
struct Area<'a> {
    /// Which of the release's points it is.
    place: usize,
    point: &'a ReleasedPoint,
    suggestions: Vec<&'a ReleasedPoint>,
}

fn outline(release: &Release) -> Outline<'_> {
    let (areas, loose) = areas(release);
    let mut preface = preface(release);
    preface.push("For the workshop after the review. What the school does about it, the school decides.".to_owned());
    let mut sections = Vec::new();
    if !areas.is_empty() {
        let heading = words::developments(release.visit.wording).to_owned();
        sections.push(Section { level: 2, heading, blocks: Vec::new() });
    }
    sections.extend(areas.iter().enumerate().map(|(n, area)| section(n, area, release)));
    let of_areas = |a: &ReleasedAction| a.point.is_some_and(|place| areas.iter().any(|area| area.place == place));
    let others: Vec<&ReleasedAction> = release.open_actions().filter(|a| !of_areas(a)).collect();
    let heading = if areas.is_empty() { "Actions" } else { "Further actions" }.to_owned();
    sections.push(Section { level: 2, heading, blocks: vec![Block::Table(form(&others, ROWS))] });
    let points = |kinds: &[PointKind]| -> Vec<Item> {
        release.open_points().filter(|p| kinds.contains(&p.kind)).map(item).collect()
    };
    for (heading, items) in [
        ("Further suggestions", loose.into_iter().map(item).collect()),
        ("Strengths to build on", points(&[PointKind::Strength, PointKind::Impact])),
        ("What the school could share", points(&[PointKind::Offer])),
        ("Wonderings for leaders", points(&[PointKind::Wondering])),
    ] {
        if !items.is_empty() {
            sections.push(Section { level: 2, heading: heading.to_owned(), blocks: vec![Block::Points(items)] });
        }
    }
    Outline { title: format!("Workshop sheet: {}", title(release)), preface, sections }
}

/// The areas for development in speaking order, question by question as in the report, and the suggestions that
/// were said after none of them.
fn areas(release: &Release) -> (Vec<Area<'_>>, Vec<&ReleasedPoint>) {
    let (mut areas, mut loose): (Vec<Area>, Vec<&ReleasedPoint>) = (Vec::new(), Vec::new());
    for question in release.questions.iter().map(|q| Some(q.number.as_str())).chain([None]) {
        let mut after_area = false;
        let here =
            release.points.iter().enumerate().filter(|(_, p)| p.question.as_deref() == question && !p.head_alone);
        for (place, point) in here {
            match (point.kind, areas.last_mut().filter(|_| after_area)) {
                (PointKind::Development, _) => {
                    areas.push(Area { place, point, suggestions: Vec::new() });
                    after_area = true;
                }
                (PointKind::Suggestion, Some(area)) => area.suggestions.push(point),
                (PointKind::Suggestion, None) => loose.push(point),
                _ => after_area = false,
            }
        }
    }
    (areas, loose)
}

fn section<'a>(n: usize, area: &Area<'a>, release: &'a Release) -> Section<'a> {
    let asked = release.questions.iter().find(|q| Some(&q.number) == area.point.question.as_ref());
    let about = asked.map(|q| format!(" ({})", q.heading())).unwrap_or_default();
    let suggestions = area.suggestions.iter().map(|p| Item { lead: "Suggestion:", ..item(p) });
    let unsaid = area.point.support.is_none() && area.suggestions.iter().all(|p| p.support.is_none());
    let ask = Item {
        lead: "Support:",
        text: "not said yet. From inside the group, from outside it, or none needed?",
        behind: None,
        under: Vec::new(),
    };
    let under = suggestions.chain(unsaid.then_some(ask)).collect();
    let actions: Vec<&ReleasedAction> = release.open_actions().filter(|a| a.point == Some(area.place)).collect();
    let blocks = vec![Block::Points(vec![Item { under, ..item(area.point) }]), Block::Table(form(&actions, ROWS))];
    Section { level: 3, heading: format!("Area {}{about}", n + 1), blocks }
}

fn item(point: &ReleasedPoint) -> Item<'_> {
    let behind = point.support.map(|s| format!("({})", s.label()));
    Item { lead: "", text: &point.text, behind, under: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::release::sample;

    #[test]
    fn each_area_stands_with_its_suggestions_support_and_table() {
        insta::assert_snapshot!(markdown(&sample::release()));
    }

    #[test]
    fn what_is_for_the_head_alone_is_never_on_it() {
        let release = sample::release();
        assert!(release.head_points().next().is_some() && release.head_actions().next().is_some());
        let word = crate::export::docx::tests::parts(&docx(&release).unwrap());
        let word: String = word.into_iter().map(|(_, text)| text).collect();
        for sheet in [markdown(&release), html(&release), word] {
            for words in [sample::FOR_THE_HEAD, sample::FOR_THE_HEAD_TO_HEAR, sample::HEADS_ACTION] {
                assert!(!sheet.contains(words), "{words}");
            }
            assert!(sheet.contains("The head of the host school decides who else sees it."));
        }
    }

    #[test]
    fn hostile_words_change_nothing_but_the_words() {
        let shape = |words: &str| {
            let release = sample::release_saying(words);
            let page = html(&release);
            let tags: Vec<String> =
                page.split('<').skip(1).map(|t| t.chars().take_while(char::is_ascii_alphanumeric).collect()).collect();
            (markdown::tests::shape(&markdown(&release)), tags)
        };
        let calm = shape("calm words");
        for hostile in sample::hostile() {
            assert_eq!(shape(&hostile), calm, "{hostile:?}");
            let word = crate::export::docx::tests::parts(&docx(&sample::release_saying(&hostile)).unwrap());
            assert!(word.iter().any(|(name, _)| name == "word/document.xml"));
        }
    }

    #[test]
    fn without_areas_there_is_still_a_table_to_fill_in() {
        let mut release = sample::release();
        release.points.clear();
        release.actions.clear();
        let sheet = markdown(&release);
        assert!(sheet.contains("## Actions\n\n| Action | Owner |"), "{sheet}");
        assert_eq!(sheet.matches("|  |  |  |  |  |  |").count(), ROWS, "{sheet}");
    }
}
