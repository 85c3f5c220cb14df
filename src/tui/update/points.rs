//! What can be done to a single point beyond its words and its place: how it is made, marked, split,
//! carried over and confirmed.

use super::day::ask;
use super::lists::choose_from;
use crate::ids::{NoteId, PointId, QuestionId};
use crate::review::agenda::{Turn, summaries};
use crate::review::feedback::{Point, PointKind, Support};
use crate::review::people::Act;
use crate::review::points::{self, in_short, no_further_key_message, usual_order};
use crate::review::splitting;
use crate::tasks::feedback::{NewPoint, PointDeed, PointMark};
use crate::tasks::versions::Seen;
use crate::text::listed;
use crate::trouble::{Trouble, count};
use crate::tui::action::Action;
use crate::tui::app::{App, Asked, Choice, Overlay, Pane};
use crate::tui::msg::Effect;

pub fn act(app: &mut App, point: &Point, action: Action) -> Vec<Effect> {
    let mark = |mark| vec![Effect::ChangePoint(point.id, PointDeed::Mark(mark))];
    match action {
        Action::KeyMessage => return key_message(app, point),
        Action::HeadAlone => return mark(PointMark::HeadAlone(!point.marks.head_alone)),
        Action::SupportFrom => {
            // What is next in the round: not said, inside, outside.
            return mark(PointMark::Support(match point.marks.support {
                None => Some(Support::Inside),
                Some(Support::Inside) => Some(Support::Outside),
                Some(Support::Outside) => None,
            }));
        }
        Action::WhoSays => who_says(app, point),
        Action::SplitPoint if point.is_locked() => return super::feedback::unlock(app),
        Action::SplitPoint => {
            let text = splitting::offered(&point.text);
            ask(app, Asked::Split(point.id, seen(point)), SPLIT, &text);
        }
        Action::CarryOver => return carry_over(app, point),
        Action::ConfirmPoint => confirm(app, point),
        _ => {}
    }
    Vec::new()
}

const SPLIT: &str = "The next point begins behind //";

/// What a person sees of a point whose words they change.
fn seen(point: &Point) -> Seen {
    match point.sealed() {
        Some(outside) => Seen::Changes(vec![outside.change]),
        None => Seen::Words { text: point.text.clone(), reflection: String::new() },
    }
}

/// The kind that the evidence suggests, as far as it can be read.
pub fn kind_of(app: &App, notes: &[NoteId]) -> Option<PointKind> {
    let list = app.list()?;
    let chosen: Vec<_> = list.notes.iter().filter(|n| notes.contains(&n.id)).collect();
    let marks: Option<Vec<_>> = chosen.into_iter().map(|n| Some(app.words_of(n)?.marks)).collect();
    points::kind_of(marks?)
}

/// Asks for the words of a new point. They are never offered from the evidence: what is said to a host is
/// a sentence of one's own.
pub fn ask_words(app: &mut App, kind: PointKind, notes: Vec<NoteId>) {
    let question = app.chosen_question().map(|q| q.id).filter(|_| app.pane == Pane::Questions);
    let question = question.or_else(|| {
        // The question that all the evidence shares, if there is just one.
        let list = app.list()?;
        let mut of_notes = list.notes.iter().filter(|n| notes.contains(&n.id)).filter_map(|n| app.words_of(n));
        let first = of_notes.next()?.marks.questions.clone();
        (first.len() == 1 && of_notes.all(|e| e.marks.questions == first)).then(|| first.first().copied())?
    });
    let title = title(app, kind, question);
    ask(app, Asked::NewPoint(kind, question, notes), &title, "");
}

fn title(app: &App, kind: PointKind, question: Option<QuestionId>) -> String {
    let on = question.and_then(|id| app.review.question(id));
    let on = on.map_or_else(String::new, |q| format!(" · {} {}", q.number, q.title));
    format!("The words of the {}{on}", kind.label())
}

/// Another kind for the point whose words are being typed.
pub fn next_kind(app: &mut App) {
    let Some(Overlay::Ask { asked: Asked::NewPoint(kind, question, _), .. }) = &mut app.overlay else { return };
    let at = PointKind::ALL.iter().position(|k| k == kind).unwrap_or(0);
    *kind = PointKind::ALL[(at + 1) % PointKind::ALL.len()];
    let (kind, question) = (*kind, *question);
    let new = title(app, kind, question);
    if let Some(Overlay::Ask { title, .. }) = &mut app.overlay {
        *title = new;
    }
}

/// The evidence of a point that is being made has served: the next selection begins anew.
pub fn taken(app: &mut App, evidence: &[NoteId]) {
    for list in [&mut app.tag, &mut app.question] {
        list.at.selected.retain(|id| !evidence.contains(id));
    }
}

/// A point could not be made: its words are there again.
pub fn not_made(app: &mut App, new: NewPoint, trouble: &Trouble) {
    if app.overlay.is_none() {
        let title = title(app, new.kind, new.question);
        ask(app, Asked::NewPoint(new.kind, new.question, new.evidence), &title, &new.text);
    }
    app.tell(trouble);
}

/// The opening, to be looked at before it is saved.
pub fn opening(app: &mut App, words: &str) {
    if app.overlay.is_none() && app.pane == Pane::Feedback {
        let title = title(app, PointKind::Thanks, None);
        ask(app, Asked::NewPoint(PointKind::Thanks, None, Vec::new()), &title, words);
    }
}

/// All points of the meeting in the usual order.
pub fn arrange(app: &mut App) -> Vec<Effect> {
    let said: Vec<Point> = app.agenda().iter().filter(|i| i.turn == Turn::Said).map(|i| i.point.clone()).collect();
    if said.len() < 2 {
        app.say("There is nothing to put in an order yet.");
        return Vec::new();
    }
    vec![Effect::ArrangePoints(usual_order(&said, &app.review))]
}

fn key_message(app: &mut App, point: &Point) -> Vec<Effect> {
    let on = !point.marks.key_message;
    let there = no_further_key_message(&app.points, point.id).filter(|_| on);
    let Some(there) = there else {
        return vec![Effect::ChangePoint(point.id, PointDeed::Mark(PointMark::KeyMessage { on, instead_of: None }))];
    };
    let instead = |of: &Point| Choice::MarkPoint(point.id, PointMark::KeyMessage { on, instead_of: Some(of.id) });
    let mut rows = vec![("No, leave them as they are".to_owned(), Choice::Nothing)];
    rows.extend(there.iter().map(|of| (format!("instead of {}", in_short(of)), instead(of))));
    choose_from(app, "There are three key messages already", rows);
    Vec::new()
}

fn who_says(app: &mut App, point: &Point) {
    let lead = app.review.lead().map_or("the lead", |p| p.name.as_str());
    let mut rows = vec![(format!("{lead}, as lead"), Choice::MarkPoint(point.id, PointMark::Speaker(None)))];
    let team = app.review.people.iter().filter(|p| p.role.is_team() && !p.role.releases() && !p.retired);
    rows.extend(team.map(|p| (p.name.clone(), Choice::MarkPoint(point.id, PointMark::Speaker(Some(p.id))))));
    choose_from(app, "Who says it?", rows);
}

/// Splits a point where the divider stands; without one the field stays.
pub fn split(app: &mut App, point: PointId, seen: Seen, text: &str) -> Vec<Effect> {
    match splitting::parts(text) {
        Some(parts) => vec![Effect::ChangePoint(point, PointDeed::Split(parts, seen))],
        None => {
            ask(app, Asked::Split(point, seen), SPLIT, text);
            app.say("Put // between blanks where the next point begins.");
            Vec::new()
        }
    }
}

/// To the last meeting; from there back to where it was said.
fn carry_over(app: &mut App, point: &Point) -> Vec<Effect> {
    let last = summaries(&app.review).last().map(|m| m.id);
    let belongs = crate::review::release::meeting_of(point, &app.review).map(|m| m.id);
    let here = app.agenda().into_iter().find(|i| i.point.id == point.id).and_then(|i| i.said_before);
    let to = match here {
        _ if belongs != last => last,
        Some((meeting, _)) => Some(meeting),
        None => {
            app.say("It is said at the last meeting already.");
            return Vec::new();
        }
    };
    vec![Effect::ChangePoint(point.id, PointDeed::Meeting(to))]
}

/// The card by which the lead lets words go that rest on what is sealed.
fn confirm(app: &mut App, point: &Point) {
    let sealed: Vec<_> = app
        .feedback
        .evidence
        .iter()
        .filter(|n| point.evidence.contains(&n.id) && n.evidence().is_none())
        .collect();
    if !app.may(Act::Release) {
        app.say("Only the lead decides what leaves the team.");
    } else if point.sealed().is_some() {
        app.say("This point is sealed: open it first.");
    } else if sealed.is_empty() {
        app.say("This point rests on open evidence alone: there is nothing to confirm.");
    } else if !app.awaits_confirmation(point) {
        let back = Choice::ConfirmPoint(point.id, false, String::new());
        let rows = vec![
            ("No, it may leave".to_owned(), Choice::Nothing),
            ("Yes, hold it back again".to_owned(), back),
        ];
        choose_from(app, "It is confirmed for release. Take that back?", rows);
    } else {
        let whose: Vec<String> = sealed
            .iter()
            .map(|note| {
                let author = app.review.name(note.author);
                match note.sealed() {
                    Some(outside) => format!("{author}’s, for {}", outside.readers.label()),
                    None => format!("{author}’s, erased"),
                }
            })
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect();
        let whose = listed(&whose.iter().map(String::as_str).collect::<Vec<_>>());
        let notes = count(sealed.len(), "note that is not open", "notes that are not open");
        let text = format!(
            "“{}”\n\nIt rests on {notes}: {whose}. Do these words tell what was promised to stay with those who read it?",
            point.text
        );
        let rows = vec![
            ("No, hold it back".to_owned(), Choice::Nothing),
            (
                "Yes, I have read it: these words may leave".to_owned(),
                Choice::ConfirmPoint(point.id, true, point.text.clone()),
            ),
        ];
        app.overlay =
            Some(Overlay::Choose { title: "Confirm this point for release?".to_owned(), text, rows, cursor: 0, offset: 0 });
    }
}
