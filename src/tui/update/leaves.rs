//! What leaves: the lead looks at it, settles what stays, and writes the report and the pack.

use super::day::ask;
use super::lists::{choose_from, moved};
use crate::review::people::Act;
use crate::review::release::{Audience, Names, Options, ReportVersion, Stage};
use crate::tasks::release::{ReportFormat, pack_name};
use crate::tasks::reports::Held;
use crate::text::clean_line;
use crate::tui::action::Action;
use crate::tui::app::{AfterRow, App, Asked, Choice, Overlay, Pack, Pane, Part};
use crate::tui::msg::{Effect, ReportNow};
use std::path::{Path, PathBuf};

pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        _ if !app.may(Act::Release) => app.say(only_the_lead(app)),
        Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last => {
            let last = app.after_rows().len().saturating_sub(1);
            app.after.cursor = moved(app.after.cursor, last, app.page(), action);
            let page = app.page();
            app.after.offset = app.after.offset.clamp(app.after.cursor.saturating_sub(page - 1), app.after.cursor);
        }
        Action::Choose | Action::Select => open(app),
        Action::Withhold => return withhold(app),
        Action::ConfirmRelease => confirm(app),
        Action::ReleaseAudience => {
            let rows = Audience::ALL.map(|a| (a.label().to_owned(), Choice::Audience(a)));
            choose_from(app, "For whom are releases made, from now on?", rows.to_vec());
        }
        Action::ReleaseNames => {
            let other = match app.release_options().names {
                Names::Kept => Names::Roles,
                Names::Roles => Names::Kept,
            };
            app.after.names = Some(other);
            app.compose();
        }
        Action::ReleaseReflections => {
            app.after.reflections ^= true;
            app.compose();
        }
        Action::ReleaseAnswers if !app.review.visit.audience().hears_the_host() => {
            let audience = app.review.visit.audience().label();
            app.say(format!("What the host said is not told to {audience}."));
        }
        Action::ReleaseAnswers => {
            app.after.answers ^= true;
            app.compose();
        }
        Action::ReportStage => {
            let rows = Stage::ALL.map(|stage| (stage.label().to_owned(), Choice::Stage(stage)));
            choose_from(app, "How far has the report come?", rows.to_vec());
        }
        Action::ReportChanges => ask_changes(app),
        Action::WriteReport | Action::ExportPack if app.in_session => {
            app.say(
                "This is a session on a server, which keeps no reports and packs. Write them on your own computer.",
            );
        }
        Action::WriteReport => ask_format(app),
        Action::ExportPack => ask(app, Asked::PackFile, "Write the pack to which file?", "for-the-head.zip.age"),
        _ => {}
    }
    Vec::new()
}

/// What everybody else is told.
pub fn only_the_lead(app: &App) -> String {
    let lead = app.review.lead().map_or("the lead", |p| p.name.as_str());
    format!("Only the lead decides what leaves the team: ask {}.", clean_line(lead))
}

/// Lists what belongs to a part, or not any more; leads from what stays to where it can be changed.
fn open(app: &mut App) {
    let part = match app.after_rows().get(app.after.cursor) {
        Some(AfterRow::Notes) => Part::Notes,
        Some(AfterRow::Held(n)) => Part::Held(*n),
        Some(AfterRow::Point(_) | AfterRow::HeldPoint(_)) => return to_feedback(app),
        _ => return,
    };
    if !app.after.open.remove(&part) {
        app.after.open.insert(part);
    }
}

/// Goes to the chosen point on Feedback.
fn to_feedback(app: &mut App) {
    let Some((Held::Point(id), _)) = app.chosen_for_release() else { return };
    let Some(point) = app.points.iter().find(|p| p.id == id) else { return };
    app.feedback.meeting = crate::review::release::meeting_of(point, &app.review).map(|m| m.id);
    app.feedback.cursor = app.shown_points().iter().position(|p| p.id == id).unwrap_or(0);
    app.feedback.offset = app.feedback.cursor;
    app.pane = Pane::Feedback;
}

fn withhold(app: &mut App) -> Vec<Effect> {
    let Some((what, leaves)) = app.chosen_for_release() else {
        app.say("Choose a note or a point: the lists open with what is chosen.");
        return Vec::new();
    };
    let held = match what {
        Held::Note(id) => app.after.notes.iter().any(|n| n.id == id && n.beside.withheld),
        Held::Point(id) => app.points.iter().any(|p| p.id == id && p.marks.withheld),
    };
    if !held && !leaves {
        app.say("This stays already, for another reason.");
        return Vec::new();
    }
    vec![Effect::HoldBack(what, !held)]
}

/// Lets what is held back in doubt leave this time, or holds it back again.
fn confirm(app: &mut App) {
    let Some((what, leaves)) = app.chosen_for_release() else {
        app.say("Choose a note or a point that is held back: the lists open with what is chosen.");
        return;
    };
    let now = match what {
        Held::Note(id) => !app.after.confirmed.remove(&id) && !leaves && app.after.confirmed.insert(id),
        Held::Point(id) => !app.after.confirmed_points.remove(&id) && !leaves && app.after.confirmed_points.insert(id),
    };
    app.compose();
    let composed = app.after.composed.as_ref();
    let goes = composed.is_some_and(|c| match what {
        Held::Note(id) => c.notes.contains(&id),
        Held::Point(id) => c.points.contains(&id),
    });
    match (now, goes) {
        (true, true) => app.say("It leaves this time: you have read it."),
        (true, false) => {
            app.after.confirmed.retain(|id| Held::Note(*id) != what);
            app.after.confirmed_points.retain(|id| Held::Point(*id) != what);
            app.compose();
            app.say("That cannot be confirmed: what it says beside it tells what can be done.");
        }
        (false, _) => {}
    }
}

fn ask_format(app: &mut App) {
    let mut rows = vec![
        ("for Word, to edit while it is being agreed".to_owned(), Choice::ReportFormat(ReportFormat::Word)),
        ("for a browser, to read and print".to_owned(), Choice::ReportFormat(ReportFormat::Html)),
        ("as text (Markdown), to copy from".to_owned(), Choice::ReportFormat(ReportFormat::Markdown)),
    ];
    #[cfg(feature = "pdf")]
    rows.insert(1, ("as PDF, to file".to_owned(), Choice::ReportFormat(ReportFormat::Pdf)));
    rows.truncate(4);
    choose_from(app, "Write the report", rows);
}

/// Asks for a file, and offers a name.
pub fn ask_report_file(app: &mut App, format: ReportFormat) -> Vec<Effect> {
    let stage = match app.after.stage {
        Stage::Draft => "draft",
        Stage::Shared => "shared",
        Stage::Agreed => "agreed",
    };
    let name = format!("report-{stage}.{}", format.ending());
    ask(app, Asked::ReportFile(format), "Write the report to which file?", &name);
    Vec::new()
}

/// Writes the report.
pub fn write(app: &App, format: ReportFormat, file: &str) -> Vec<Effect> {
    let options = Options { plain: true, ..app.release_options() };
    if file.is_empty() { Vec::new() } else { vec![Effect::WriteReport(PathBuf::from(file), format, options)] }
}

/// Makes the pack, and shows how far it has come.
pub fn pack(app: &mut App, file: &str) -> Vec<Effect> {
    if file.is_empty() {
        return Vec::new();
    }
    app.overlay = Some(Overlay::Pack(Pack::Working("")));
    vec![Effect::Pack(pack_name(Path::new(file)), app.release_options())]
}

/// Takes a stage; that it was shared or agreed is remembered.
pub fn staged(app: &mut App, stage: Stage) -> Vec<Effect> {
    app.after.stage = stage;
    app.compose();
    if stage == Stage::Draft {
        app.say("The next report that is written says that it is a draft.");
        return Vec::new();
    }
    vec![Effect::MarkReport(Options { plain: true, ..app.release_options() })]
}

fn ask_changes(app: &mut App) {
    let reports = &app.after.reports;
    let Some(last) = reports.len().checked_sub(1) else {
        app.say("No report was written yet.");
        return;
    };
    let name = |n: usize| reports.get(n).map_or_else(String::new, |version| named(app, n, version));
    let mut rows = Vec::new();
    for n in (0..=last).rev() {
        rows.push((format!("from {} to now", name(n)), Choice::ReportChanges(n, None)));
        if n > 0 {
            rows.push((format!("from {} to {}", name(n - 1), n + 1), Choice::ReportChanges(n - 1, Some(n))));
        }
    }
    choose_from(app, "What changed?", rows);
}

/// `2, Fri 12 June 16:40, shared with the host`.
pub fn named(app: &App, n: usize, version: &ReportVersion) -> String {
    let at = version.at.local(app.zone()).format("%a %-d %B %H:%M");
    format!("{}, {at}, {}", n + 1, version.stage.label())
}

/// Asks for what changed.
pub fn changes(app: &App, before: usize, after: Option<usize>) -> Vec<Effect> {
    let Some(version) = app.after.reports.get(before) else { return Vec::new() };
    let (with, to) = match after.and_then(|n| Some((n, app.after.reports.get(n)?))) {
        Some((n, other)) => (ReportNow::Version(Box::new(other.clone())), format!("{}", n + 1)),
        None => (ReportNow::Now(Options { plain: true, ..app.release_options() }), "now".to_owned()),
    };
    let title = format!("From version {} to {to}", before + 1);
    vec![Effect::ReportChanges(title, Box::new(version.clone()), with)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;
    use crate::tui::msg::{Event, Msg};
    use crate::tui::panes::testing::{app, person};
    use crate::tui::update::update;

    fn act(app: &mut App, action: Action) -> Vec<Effect> {
        update(app, Msg::Action(action))
    }

    fn row(app: &App, wanted: impl Fn(&AfterRow) -> bool) -> usize {
        app.after_rows().iter().position(wanted).unwrap()
    }

    #[test]
    fn only_the_lead_sees_and_settles_what_leaves() {
        let mut app = app(Pane::After);
        assert!(app.after.composed.is_some() && app.wanted().release);
        app.me = person(&app.review, "hollins");
        app.compose();
        assert!(app.after.composed.is_none() && !app.wanted().release);
        act(&mut app, Action::AfterLeaves);
        assert!(app.after.composed.is_none() && !app.wanted().release);
        for action in [Action::Withhold, Action::WriteReport, Action::ExportPack, Action::ReleaseAudience] {
            assert!(act(&mut app, action).is_empty() && app.overlay.is_none(), "{}", action.name());
            assert!(app.notice.as_ref().unwrap().text.starts_with("Only the lead decides"));
        }
    }

    #[test]
    fn a_point_is_held_back_where_it_stands_and_a_held_one_let_go() {
        let mut app = app(Pane::After);
        let first = app.after.composed.as_ref().unwrap().points[0];
        let effects = act(&mut app, Action::Withhold);
        assert!(matches!(effects.as_slice(), [Effect::HoldBack(Held::Point(id), true)] if *id == first), "{effects:?}");
        app.points.iter_mut().filter(|p| p.id == first).for_each(|p| p.marks.withheld = true);
        app.compose();
        assert!(!app.after.composed.as_ref().unwrap().points.contains(&first));
        let held = app.after.composed.as_ref().unwrap().held_back.iter().position(|h| h.points == [first]).unwrap();
        app.after.cursor = row(&app, |r| *r == AfterRow::Held(held));
        act(&mut app, Action::Choose);
        app.after.cursor = row(&app, |r| *r == AfterRow::HeldPoint(first));
        let effects = act(&mut app, Action::Withhold);
        assert!(matches!(effects.as_slice(), [Effect::HoldBack(Held::Point(id), false)] if *id == first));
    }

    #[test]
    fn what_is_in_doubt_leaves_once_confirmed_and_what_is_sealed_never() {
        let mut app = app(Pane::After);
        // The first point rests on a sealed note alone.
        let sealed = app.after.notes.iter().find(|n| n.sealed().is_some()).unwrap().id;
        app.points[0].evidence = vec![sealed];
        let id = app.points[0].id;
        app.compose();
        app.after.open = (0..9).map(Part::Held).collect();
        let leaves = |app: &App| app.after.composed.as_ref().unwrap().points.contains(&id);
        assert!(!leaves(&app));
        app.after.cursor = row(&app, |r| *r == AfterRow::HeldPoint(id));
        act(&mut app, Action::ConfirmRelease);
        assert!(leaves(&app));
        act(&mut app, Action::ReleaseNames);
        app.after.cursor = row(&app, |r| *r == AfterRow::HeldNote(sealed));
        act(&mut app, Action::ConfirmRelease);
        assert!(app.after.confirmed.is_empty() && app.notice.as_ref().unwrap().text.starts_with("That cannot"));
    }

    #[test]
    fn answers_are_offered_to_those_who_may_hear_them() {
        let mut app = app(Pane::After);
        act(&mut app, Action::ReleaseAnswers);
        assert!(app.after.answers);
        app.review.visit.choices.audience = Some(Audience::AllSchools);
        app.after.forget_choices();
        act(&mut app, Action::ReleaseAnswers);
        assert!(!app.after.answers);
    }

    #[test]
    fn a_pack_is_named_made_given_up_and_its_words_are_not_lost_to_one_key() {
        let mut app = app(Pane::After);
        act(&mut app, Action::ExportPack);
        let effects = act(&mut app, Action::Save);
        assert!(matches!(effects.as_slice(), [Effect::Pack(path, _)] if path.ends_with("for-the-head.zip.age")));
        assert!(app.is_working());
        update(&mut app, Msg::Event(Event::Packing("Encrypting the pack")));
        assert!(matches!(act(&mut app, Action::Leave).as_slice(), [Effect::AbandonPack]));
        assert!(app.overlay.is_none());
        let effects = update(&mut app, Msg::Event(Event::Packed("Written.".to_owned(), Secret::new("six".to_owned()))));
        assert!(matches!(effects.as_slice(), [Effect::MarkReport(_)]));
        act(&mut app, Action::Leave);
        assert!(matches!(app.overlay, Some(Overlay::Pack(Pack::Done(..)))));
        act(&mut app, Action::Choose);
        assert!(app.overlay.is_none());
    }

    #[test]
    fn a_report_says_its_stage_and_a_session_writes_none() {
        let mut app = app(Pane::After);
        let effects = staged(&mut app, Stage::Agreed);
        assert!(matches!(effects.as_slice(), [Effect::MarkReport(o)] if o.stage == Stage::Agreed && o.plain));
        let effects = write(&app, ReportFormat::Word, "report.docx");
        assert!(matches!(effects.as_slice(), [Effect::WriteReport(_, _, o)] if o.stage == Stage::Agreed && o.plain));
        app.in_session = true;
        for action in [Action::WriteReport, Action::ExportPack] {
            assert!(act(&mut app, action).is_empty() && app.overlay.is_none());
        }
    }

    #[test]
    fn locking_composes_anew_without_what_was_unlocked_and_takes_the_words_of_a_pack() {
        use crate::review::evidence::{Content, Readers};
        let mut app = app(Pane::After);
        let note = app.after.notes.iter_mut().find(|n| n.sealed().is_some()).unwrap();
        if let Content::Sealed(outside) = &mut note.content {
            outside.readers = Readers::Head;
        }
        let (id, mut inside) = (note.id, crate::tui::panes::testing::unlocked(0, "for the head", ""));
        inside.note = id;
        app.unlocked.insert(id, inside);
        app.seals = crate::tui::app::Seals::Open;
        app.compose();
        assert!(app.after.composed.as_ref().unwrap().notes.contains(&id));
        app.overlay = Some(Overlay::Pack(Pack::Done(String::new(), Secret::new("six".to_owned()))));
        crate::tui::update::lock(&mut app);
        assert!(!app.after.composed.as_ref().unwrap().notes.contains(&id));
        assert!(app.overlay.is_none());
    }
}
