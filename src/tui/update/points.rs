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
    let of_question = app.pane == Pane::Questions || app.in_meeting();
    let question = app.chosen_question().map(|q| q.id).filter(|_| of_question);
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
    let sealed: Vec<_> =
        app.feedback.evidence.iter().filter(|n| point.evidence.contains(&n.id) && n.evidence().is_none()).collect();
    if !app.may(Act::Release) {
        app.say("Only the lead decides what leaves the team.");
    } else if point.sealed().is_some() {
        app.say("This point is sealed: open it first.");
    } else if sealed.is_empty() {
        app.say("This point rests on open evidence alone: there is nothing to confirm.");
    } else if !app.awaits_confirmation(point) {
        let back = Choice::ConfirmPoint(point.id, false, String::new());
        let rows = vec![("No, it may leave".to_owned(), Choice::Nothing), ("Yes, hold it back again".to_owned(), back)];
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
        app.overlay = Some(Overlay::Choose {
            title: "Confirm this point for release?".to_owned(),
            text,
            rows,
            cursor: 0,
            offset: 0,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Moment;
    use crate::review::feedback::Said;
    use crate::tui::msg::{Event, Msg};
    use crate::tui::panes::testing;
    use crate::tui::update::update;

    fn feedback() -> App {
        testing::app(Pane::Feedback)
    }

    fn press(app: &mut App, action: Action) -> Vec<Effect> {
        update(app, Msg::Action(action))
    }

    fn title(app: &App) -> &str {
        match &app.overlay {
            Some(Overlay::Ask { title, .. } | Overlay::Choose { title, .. }) => title,
            _ => "",
        }
    }

    fn typed(app: &App) -> &str {
        match &app.overlay {
            Some(Overlay::Ask { line, .. }) => line.text(),
            _ => "",
        }
    }

    fn said(app: &App) -> &str {
        app.notice.as_ref().map_or("", |n| n.text.as_str())
    }

    #[test]
    fn a_fourth_key_message_shows_the_three_and_offers_to_take_the_place_of_one() {
        let mut app = feedback();
        assert!(matches!(
            press(&mut app, Action::KeyMessage)[..],
            [Effect::ChangePoint(_, PointDeed::Mark(PointMark::KeyMessage { on: true, instead_of: None }))]
        ));
        app.points.iter_mut().skip(1).take(3).for_each(|p| p.marks.key_message = true);
        let second = app.points[1].id;
        assert!(press(&mut app, Action::KeyMessage).is_empty());
        assert_eq!(title(&app), "There are three key messages already");
        press(&mut app, Action::Down);
        assert!(matches!(
            press(&mut app, Action::Choose)[..],
            [Effect::ChangePoint(_, PointDeed::Mark(PointMark::KeyMessage { on: true, instead_of: Some(of) }))]
                if of == second
        ));
        // The first row leaves all as it is; and words of points do not outlast a lock.
        press(&mut app, Action::KeyMessage);
        assert!(press(&mut app, Action::Choose).is_empty() && app.overlay.is_none());
        press(&mut app, Action::KeyMessage);
        press(&mut app, Action::Lock);
        assert!(app.overlay.is_none());
    }

    #[test]
    fn a_point_from_evidence_that_points_one_way_needs_no_question_about_its_kind() {
        let mut app = testing::app(Pane::Questions);
        app.in_evidence = true;
        let strength = app.question.notes.iter().position(|n| {
            n.evidence()
                .is_some_and(|e| e.marks.valence == crate::review::evidence::Valence::Strength && !e.marks.impact)
        });
        app.question.at.cursor = strength.unwrap();
        let note = app.question.notes[app.question.at.cursor].id;
        app.question.at.selected.insert(note);
        press(&mut app, Action::PointFromSelection);
        assert_eq!((super::tests::title(&app), typed(&app)), ("The words of the strength · 2 Reasoning", ""));
        press(&mut app, Action::Complete);
        assert_eq!(title(&app), "The words of the impact seen · 2 Reasoning");
        update(&mut app, Msg::Paste("Adults wait".into()));
        let effects = press(&mut app, Action::Save);
        assert!(
            matches!(&effects[..], [Effect::MakePoint(new)] if new.kind == PointKind::Impact && new.evidence == [note])
        );
        assert!(app.question.at.selected.is_empty(), "the next selection begins anew");
        // It could not be written: nothing typed is lost.
        let [Effect::MakePoint(new)] = <[Effect; 1]>::try_from(effects).unwrap() else { panic!() };
        update(&mut app, Msg::Event(Event::PointNotMade(new, Trouble::new("The disk is full.", "Make room."))));
        assert_eq!((title(&app), typed(&app)), ("The words of the impact seen · 2 Reasoning", "Adults wait"));
        assert!(said(&app).contains("disk is full"));
    }

    #[test]
    fn a_point_on_sealed_evidence_starts_empty() {
        let mut app = testing::app(Pane::Sealed);
        let note = app.sealed.notes[0].id;
        app.unlocked.insert(note, testing::unlocked(note.0[0], "told in confidence", ""));
        assert_eq!(kind_of(&app, &[note]), None, "nothing of a seal is read");
        ask_words(&mut app, PointKind::Development, vec![note]);
        assert_eq!(typed(&app), "");
    }

    #[test]
    fn splitting_offers_the_second_sentence_and_keeps_the_field_until_there_are_two_parts() {
        let mut app = feedback();
        press(&mut app, Action::Down);
        press(&mut app, Action::SplitPoint);
        assert!(typed(&app).contains("done. // We saw it"), "{}", typed(&app));
        let effects = press(&mut app, Action::Save);
        assert!(matches!(&effects[..], [Effect::ChangePoint(_, PointDeed::Split(parts, _))] if parts.len() == 2));
        press(&mut app, Action::Down);
        press(&mut app, Action::SplitPoint);
        assert!(press(&mut app, Action::Save).is_empty());
        assert_eq!(title(&app), SPLIT);
        assert!(said(&app).contains("where the next point begins"));
    }

    #[test]
    fn what_is_undone_can_be_done_again_until_something_else_is_done() {
        let mut app = feedback();
        let change = |n: u8| vec![crate::ids::ChangeId([n; 32])];
        let done = |changes| Msg::Event(Event::Done { said: String::new(), changes, old_text_remains: false });
        let turned = |changes, again| Msg::Event(Event::Turned { changes, again, old_text_remains: false });
        assert!(press(&mut app, Action::Redo).is_empty());
        update(&mut app, done(change(1)));
        assert!(matches!(&press(&mut app, Action::Undo)[..], [Effect::Undo(of)] if *of == change(1)));
        update(&mut app, turned(change(2), false));
        assert_eq!(said(&app), "Undone.");
        assert!(matches!(&press(&mut app, Action::Redo)[..], [Effect::Redo(of)] if *of == change(2)));
        update(&mut app, turned(change(3), true));
        assert!(matches!(&press(&mut app, Action::Undo)[..], [Effect::Undo(of)] if *of == change(3)));
        update(&mut app, turned(change(4), false));
        update(&mut app, done(change(5)));
        assert!(press(&mut app, Action::Redo).is_empty(), "after something new there is nothing to do again");
    }

    #[test]
    fn only_a_point_on_a_seal_is_confirmed_by_the_lead_with_its_words_in_sight() {
        let mut app = feedback();
        assert!(press(&mut app, Action::ConfirmPoint).is_empty());
        assert!(said(&app).contains("open evidence alone"));
        app.feedback.cursor = app.points.iter().position(|p| app.awaits_confirmation(p)).unwrap();
        let point = app.points[app.feedback.cursor].clone();
        press(&mut app, Action::ConfirmPoint);
        let Some(Overlay::Choose { text, .. }) = &app.overlay else { panic!() };
        assert!(text.contains(&point.text) && text.contains("’s, for "), "{text}");
        press(&mut app, Action::Down);
        let effects = press(&mut app, Action::Choose);
        assert!(matches!(&effects[..], [Effect::ChangePoint(id, PointDeed::Confirm { on: true, shown })]
                if *id == point.id && *shown == point.text));
        // A reviewer is told at once, and tasks would refuse it in any case.
        app.me = testing::person(&app.review, "hollins");
        assert!(press(&mut app, Action::ConfirmPoint).is_empty() && app.overlay.is_none());
        assert!(said(&app).contains("Only the lead"));
    }

    #[test]
    fn a_point_said_on_the_first_day_stands_at_the_last_meeting_and_is_carried_over_and_back() {
        let mut app = feedback();
        let (first, last) = (testing::activity(&app.review, "summary-1"), testing::activity(&app.review, "summary-2"));
        app.points[1].marks.said = vec![Said { meeting: first, at: Moment(1) }];
        app.feedback.meeting = Some(last);
        assert_eq!(app.shown_points().len(), 1);
        let picture = testing::picture(&app, (80, 24));
        assert!(picture.contains("said on Wed, not again here") && picture.contains("–  "), "{picture}");
        assert!(picture.contains("0 min"), "not new, so it takes no time:\n{picture}");
        let carried = press(&mut app, Action::CarryOver);
        assert!(matches!(carried[..], [Effect::ChangePoint(_, PointDeed::Meeting(Some(to)))] if to == last));
        app.points[1].meeting = Some(last);
        assert!(testing::picture(&app, (120, 30)).contains("said on Wed"));
        let back = press(&mut app, Action::CarryOver);
        assert!(matches!(back[..], [Effect::ChangePoint(_, PointDeed::Meeting(Some(to)))] if to == first));
    }
}
