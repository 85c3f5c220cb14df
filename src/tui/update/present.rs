//! Rehearsing and presenting: one point after the other, safe to share with those who listen.
//!
//! A key makes what is shown anew from what was read since; nothing else does. What goes wrong is told
//! there in a neutral line, and in full when one leaves. Whatever would lie over the points, but for
//! help and the line for the host's words, waits until then.

use super::answers;
use super::lists::choose_from;
use crate::ids::{ActivityId, PointId};
use crate::review::feedback::Stand;
use crate::review::talk::{LAST, Stopwatch};
use crate::review::timetable::Activity;
use crate::trouble::count;
use crate::tui::action::Action;
use crate::tui::app::{App, Asked, Choice, FeedbackView, Notice, Overlay, Pane, Place, Presenting};
use crate::tui::msg::Effect;

/// What is said on a screen that others see when something went wrong.
const NEUTRAL: &str = "Something could not be saved. Go on; it is told when you leave.";

/// Begins, before the first point: rehearsing while the meeting is far, else presenting.
pub fn begin(app: &mut App) {
    let Some(meeting) = app.feedback_meeting().map(|m| m.id) else {
        app.say("The plan has no summary meeting to present at.");
        return;
    };
    let talk = app.talk(meeting);
    if talk.slides.is_empty() {
        let left = talk.left_out.told().join(" ");
        app.say(format!("There is no point to present at this meeting. {left}"));
        return;
    }
    let settled = app.shows(FeedbackView::Points);
    app.pane = Pane::Feedback;
    app.presenting = Some(Box::new(Presenting {
        meeting,
        rehearse: app.is_far(meeting),
        place: Place::Before,
        talk,
        watch: Stopwatch::default(),
        shown_at: app.now,
        evidence: false,
        told: String::new(),
        said: std::collections::BTreeMap::new(),
        answered: std::collections::BTreeMap::new(),
        trouble: None,
        settled,
    }));
}

/// An action while one rehearses or presents.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    renew(app);
    let now = app.now;
    let Some(talk) = &mut app.presenting else { return Vec::new() };
    talk.told = String::new();
    talk.shown_at = now;
    match action {
        Action::Leave if talk.evidence => talk.evidence = false,
        Action::Leave => end(app),
        Action::NextPoint => step(app, true),
        Action::PreviousPoint => step(app, false),
        Action::SkipToLast => skip(app),
        Action::PauseTalk => pause(app),
        Action::ShowEvidence => talk.evidence = !talk.evidence && talk.slide().is_some(),
        Action::Rehearse => toggle_rehearse(app),
        Action::ToggleSaid => return toggle_said(app),
        Action::HostAgrees => return host(app, Stand::Agrees),
        Action::HostAdds => return host(app, Stand::Adds),
        Action::HostDiffers => return host(app, Stand::Differs),
        _ => {}
    }
    Vec::new()
}

/// What is shown, made anew from what was read. One stays on the point that one is on.
fn renew(app: &mut App) {
    let Some((meeting, on)) = app.presenting.as_ref().map(|p| (p.meeting, p.slide().map(|s| s.point))) else { return };
    // What came back from an earlier session may have led elsewhere; the evidence is read for Feedback.
    app.pane = Pane::Feedback;
    let fresh = app.talk(meeting);
    let now = app.now;
    let Some(talk) = &mut app.presenting else { return };
    talk.talk = fresh;
    if let Place::Point(at) = talk.place {
        let there = |id: PointId| talk.talk.slides.iter().position(|s| s.point == id);
        match on.and_then(there).or_else(|| Some(at.min(talk.talk.slides.len().checked_sub(1)?))) {
            Some(at) => go(talk, at, now),
            // The last point was taken away or sealed.
            None => {
                talk.place = Place::After;
                talk.watch.turn_to(None, now);
            }
        }
    }
}

fn go(talk: &mut Presenting, at: usize, now: crate::clock::Moment) {
    talk.place = Place::Point(at);
    talk.watch.turn_to(talk.talk.slides.get(at).map(|s| s.point), now);
}

fn step(app: &mut App, forward: bool) {
    let now = app.now;
    let Some(talk) = &mut app.presenting else { return };
    let last = talk.talk.slides.len().saturating_sub(1);
    let to = match (talk.place, forward) {
        (Place::Before, true) => Place::Point(0),
        (Place::Point(at), true) if at < last => Place::Point(at + 1),
        (Place::Point(_) | Place::After, true) => Place::After,
        (Place::After, false) if !talk.talk.slides.is_empty() => Place::Point(last),
        (Place::Point(at), false) if at > 0 => Place::Point(at - 1),
        (_, false) => Place::Before,
    };
    let from = talk.place;
    talk.evidence = false;
    match to {
        Place::Point(at) => {
            go(talk, at, now);
            // In a rehearsal the clock starts by itself; where others listen, with the first key that
            // asks for it, or when one goes on. Going on also ends a pause.
            if from != Place::Before || talk.rehearse {
                talk.watch.start(now);
            }
        }
        Place::Before | Place::After => {
            talk.place = to;
            talk.watch.turn_to(None, now);
        }
    }
}

fn skip(app: &mut App) {
    let now = app.now;
    let Some(talk) = &mut app.presenting else { return };
    let Place::Point(at) = talk.place else { return };
    match talk.talk.last_ones(at) {
        Some(first) => {
            talk.evidence = false;
            go(talk, first, now);
            talk.watch.start(now);
        }
        None => talk.told = format!("No more than {LAST} points are left."),
    }
}

fn pause(app: &mut App) {
    let now = app.now;
    let Some(talk) = &mut app.presenting else { return };
    if talk.slide().is_none() {
        return;
    }
    if talk.watch.runs() {
        talk.watch.pause(now);
    } else {
        talk.watch.start(now);
    }
}

/// Rehearsing becomes presenting, or the other way round; the clock and the ticks begin anew.
fn toggle_rehearse(app: &mut App) {
    let now = app.now;
    let Some(talk) = &mut app.presenting else { return };
    talk.rehearse = !talk.rehearse;
    talk.watch = Stopwatch::default();
    talk.said.clear();
    talk.answered.clear();
    talk.evidence = false;
    match talk.place {
        Place::Before | Place::Point(_) => {
            let at = if let Place::Point(at) = talk.place { Some(at) } else { None };
            if let Some(at) = at {
                go(talk, at, now);
                if talk.rehearse {
                    talk.watch.start(now);
                }
            }
        }
        Place::After => talk.place = Place::Before,
    }
    if talk.place == Place::Before {
        // It stands there.
        return;
    }
    let told = if talk.rehearse {
        "Rehearsing: nothing is recorded."
    } else {
        "Presenting: what is said, and what the host says, is recorded."
    };
    told.clone_into(&mut talk.told);
}

fn toggle_said(app: &mut App) -> Vec<Effect> {
    let Some(talk) = &mut app.presenting else { return Vec::new() };
    let Some((point, said)) = talk.slide().map(|s| (s.point, !talk.is_said(s))) else { return Vec::new() };
    talk.said.insert(point, said);
    if talk.rehearse { Vec::new() } else { vec![Effect::Said(point, talk.meeting, said)] }
}

/// The host speaks: the clock stands still, and a line is there for the words.
fn host(app: &mut App, stand: Stand) -> Vec<Effect> {
    let now = app.now;
    let Some(talk) = &mut app.presenting else { return Vec::new() };
    let Some(point) = talk.slide().map(|s| s.point) else { return Vec::new() };
    if talk.rehearse {
        "Rehearsing: nothing is recorded.".clone_into(&mut talk.told);
        return Vec::new();
    }
    if talk.watch.runs() {
        talk.watch.pause(now);
    }
    talk.evidence = false;
    let meeting = talk.meeting;
    answers::ask(app, crate::review::feedback::AnswerTo { point, meeting, stand });
    Vec::new()
}

/// What was read is there: the first time it is taken over, so that the evidence is at hand.
pub fn loaded(app: &mut App) {
    if app.presenting.as_ref().is_some_and(|talk| !talk.settled) {
        renew(app);
        if let Some(talk) = &mut app.presenting {
            talk.settled = true;
        }
    }
}

/// Something went wrong: told in a neutral line, and kept to be told in full.
pub fn trouble(app: &mut App) {
    let notice = app.notice.clone();
    if let Some(talk) = &mut app.presenting {
        talk.trouble = notice.or(talk.trouble.take());
        NEUTRAL.clone_into(&mut talk.told);
        // What was marked may not have been written: what was read counts again.
        talk.said.clear();
        talk.answered.clear();
    }
}

/// Time passes.
pub fn tick(app: &mut App) {
    let now = app.now;
    if let Some(talk) = &mut app.presenting
        && talk.due_in(now) == Some(0)
    {
        talk.shown_at = now;
    }
}

/// Whatever opened over the points and does not belong there waits under them.
pub fn keep_apart(app: &mut App) {
    let belongs = |o: &Overlay| matches!(o, Overlay::Help { .. } | Overlay::Ask { asked: Asked::Answer(_), .. });
    if let Some(overlay) = app.overlay.take() {
        if belongs(&overlay) { app.overlay = Some(overlay) } else { app.under.push(overlay) }
    }
}

/// What is not for others to see has to wait until one has stepped back.
pub fn step_back_first(app: &mut App) {
    if let Some(talk) = &mut app.presenting {
        "Step back first: others may see this screen.".clone_into(&mut talk.told);
    }
}

/// Back to Feedback, with a word on how it went.
fn end(app: &mut App) {
    let Some(talk) = app.presenting.take() else { return };
    let half = app.half_answers.len();
    if let Some(trouble) = talk.trouble {
        app.notice = Some(Notice { trouble: true, ..trouble });
    } else if half > 0 {
        let of = count(half, "answer of the host is", "answers of the host are");
        app.say(format!("{of} half typed and kept; the point's own answer brings it back."));
    } else if !talk.rehearse && talk.watch.was_started() {
        let said = talk.count_said();
        app.say(format!("Said {said} of {}.", count(talk.talk.slides.len(), "point", "points")));
    }
}

/// Ten minutes before a meeting, once: the speaking card is offered, unless a line is being typed.
pub fn offer_card(app: &mut App) {
    let busy = app.presenting.is_some() || app.overlay.is_some() || !app.day.line.is_empty();
    // That the team sits down is no reason to hold it back: the two are said together.
    let before = app.notice.as_ref().map(|notice| notice.text.clone()).unwrap_or_default();
    let busy = busy || !before.is_empty() && before != super::readiness::TEAM_TIME;
    if busy || !app.in_team() {
        return;
    }
    let Some((meeting, minutes)) = app.meeting_soon().filter(|(id, _)| !app.card_offered.contains(id)) else { return };
    let key = app.key_of(Action::SpeakingCard);
    if key.is_empty() || app.talk(meeting).slides.is_empty() {
        return;
    }
    app.card_offered.push(meeting);
    let title = app.review.activity(meeting).map_or_else(String::new, |m| m.title.clone());
    let said = format!("{before} {title} in {minutes} min: {key} makes a speaking card.");
    app.say(said.trim());
}

/// Asks how the speaking card is wanted, and says beforehand what it is. A server keeps no file of it.
pub fn ask_card(app: &mut App) {
    if !app.in_team() {
        app.say(super::NOT_YOURS);
    } else if let Some(id) = app.feedback_meeting().map(|meeting| meeting.id) {
        let mut rows = vec![("to the clipboard of this terminal".to_owned(), Choice::CopyCard(id))];
        if !app.in_session {
            rows.insert(0, ("into a file, to print".to_owned(), Choice::CardFile(id)));
        }
        choose_from(app, "Speaking card, plain and unreleased, without sealed points", rows);
    } else {
        app.say("The plan has no summary meeting.");
    }
}

/// Asks where to write the speaking card.
pub fn ask_card_file(app: &mut App, meeting: ActivityId) {
    let file = app.review.activity(meeting).map_or_else(String::new, card_file);
    super::day::ask(app, Asked::Card(meeting), "Speaking card, plain: into which file?", &file);
}

/// Hands the card to the clipboard. A terminal does not say whether it took it.
pub fn copied(app: &mut App, card: String) -> Vec<Effect> {
    app.say("Handed to the clipboard, plain; a terminal may refuse it without a word.");
    vec![Effect::Copy(card)]
}

fn card_file(meeting: &Activity) -> String {
    let time = meeting.start.map_or_else(String::new, |start| start.format("-%H%M").to_string());
    format!("speaking-card-{}{time}.html", meeting.day)
}
