//! Names that must not appear: said once after Enter, never while typing, and replaced by the role
//! when someone asks for it. The replacement is an ordinary edit, which undo takes back.

use crate::review::evidence::Content;
use crate::review::names::DoNotName;
use crate::secret::Secret;
use crate::tasks::feedback::PointDeed;
use crate::tasks::versions::Seen;
use crate::tui::action::Action;
use crate::tui::app::{App, Asked, FeedbackView, Named, Overlay, Pane};
use crate::tui::msg::Effect;

/// The first name in what is just now on its way to the disk.
pub fn in_what_is_saved(app: &App) -> Option<String> {
    let text = match &app.overlay {
        Some(Overlay::Editor { editor, .. }) => Secret::new(editor.text()),
        _ => Secret::new(app.day.line.text().to_owned()),
    };
    app.names.find(text.expose()).first().map(|found| found.name.name.clone())
}

/// Says a quiet word, and that a name stands in what was saved.
pub fn say(app: &mut App, said: &str, named: Option<String>) {
    let Some(name) = named else { return app.say(said) };
    let key = app.key_of(Action::ReplaceName);
    let way = if key.is_empty() { String::new() } else { format!(" {key} writes the role instead.") };
    app.say(format!("{said} It names {name}, who must not be named.{way}"));
}

/// Writes the role in the place of every name in the chosen note or point; asks for a role that the plan does not give.
pub fn replace(app: &mut App) -> Vec<Effect> {
    let Some(of) = chosen(app) else {
        app.say("Nothing is chosen: the arrow keys choose.");
        return Vec::new();
    };
    with_roles(app, of, &|name| Some(name.role.clone()))
}

/// The same with the role that was asked for; none gives it up.
pub fn with_role(app: &mut App, of: Named, name: &str, role: Option<&str>) -> Vec<Effect> {
    let Some(role) = role else { return Vec::new() };
    with_roles(app, of, &|n| Some(if n.name == name { role.to_owned() } else { n.role.clone() }))
}

/// What the action is about: the chosen point or note; on Day also the note just written.
fn chosen(app: &App) -> Option<Named> {
    if app.shows(FeedbackView::Points) {
        return app.shown_points().get(app.feedback.cursor).map(|p| Named::Point(p.id));
    }
    let last = app.day.last_note.filter(|_| app.pane == Pane::Day);
    app.chosen_note().map(|n| n.id).or(last).map(Named::Note)
}

fn with_roles(app: &mut App, of: Named, role: &dyn Fn(&DoNotName) -> Option<String>) -> Vec<Effect> {
    let words = match words(app, of) {
        Ok(words) => words,
        Err(why) => {
            app.say(why);
            return Vec::new();
        }
    };
    let texts = [words.text.expose(), words.reflection.expose()];
    let nameless = |n: &&DoNotName| role(n).is_none_or(|r| r.is_empty());
    let mut found = texts.iter().flat_map(|t| app.names.find(t)).map(|f| f.name).peekable();
    if found.peek().is_none() {
        app.say("No name stands in it that must not appear.");
        return Vec::new();
    }
    if let Some(name) = found.find(nameless).map(|n| n.name.clone()) {
        let title = format!("Who is {name}, by role? (the Year 4 teacher)");
        super::day::ask(app, Asked::Role { of, name }, &title, "");
        return Vec::new();
    }
    drop(found);
    let [text, reflection] = texts.map(|t| app.names.replaced(t, role));
    vec![match (of, words.sealed) {
        (Named::Point(point), _) => Effect::ChangePoint(point, PointDeed::Reword(text)),
        (Named::Note(note), false) => Effect::Edit { note, text, reflection, seal: None, seen: Seen::Now },
        (Named::Note(note), true) => {
            Effect::EditSealed { note, text: Secret::new(text), reflection: Secret::new(reflection), seen: Seen::Now }
        }
    }]
}

struct Words {
    text: Secret,
    reflection: Secret,
    sealed: bool,
}

/// The words of a note or a point, or why they cannot be changed now.
fn words(app: &App, of: Named) -> Result<Words, &'static str> {
    let open = |text: &str, reflection: &str| Words {
        text: Secret::new(text.to_owned()),
        reflection: Secret::new(reflection.to_owned()),
        sealed: false,
    };
    let note = match of {
        Named::Point(id) => {
            let point = app.points.iter().find(|p| p.id == id).ok_or("That point is no longer there.")?;
            return Ok(open(&point.text, ""));
        }
        Named::Note(note) => note,
    };
    let lists = [&app.day.notes, &app.tag.notes, &app.question.notes, &app.sealed.notes];
    let found = lists.into_iter().flatten().find(|n| n.id == note).ok_or("That note is not on this screen.")?;
    match &found.content {
        Content::Open(evidence) => Ok(open(&evidence.text, &evidence.reflection)),
        Content::Sealed(_) => {
            let unlocked = app.unlocked.get(&note).ok_or("It is sealed: unlock it first.")?;
            let (text, reflection) = (unlocked.text.duplicate(), unlocked.reflection.duplicate());
            Ok(Words { text, reflection, sealed: true })
        }
        Content::Erased => Err("Its words were removed for good."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::NoteId;
    use crate::tui::msg::{Event, Msg};
    use crate::tui::panes::testing::{app, unlocked};
    use crate::tui::update::update;

    /// The Y5 pupil's note of the sample, and one that is sealed.
    const OPEN: NoteId = NoteId([7; 16]);
    const SEALED: NoteId = NoteId([12; 16]);

    fn named(pane: Pane, text: &str) -> App {
        let mut app = app(pane);
        for note in app.tag.notes.iter_mut().chain(&mut app.day.notes).filter(|n| n.id == OPEN) {
            if let Content::Open(evidence) = &mut note.content {
                text.clone_into(&mut evidence.text);
                "ask Mr Brambledown".clone_into(&mut evidence.reflection);
            }
        }
        app.tag.at.cursor = app.tag.notes.iter().position(|n| n.id == OPEN).unwrap_or(0);
        app
    }

    fn ask(app: &mut App, action: Action) -> Vec<Effect> {
        update(app, Msg::Action(action))
    }

    fn saved(note: NoteId) -> Msg {
        Msg::Event(Event::Saved(crate::tasks::capture::Saved {
            note,
            changes: Vec::new(),
            sealed: false,
            old_text_remains: false,
        }))
    }

    #[test]
    fn a_name_is_said_after_enter_and_never_while_typing() {
        let mut app = named(Pane::Day, "");
        app.day.chosen = None;
        update(&mut app, Msg::Paste("Mrs Quillfeather's pupils explain #1".to_owned()));
        assert_eq!(app.notice, None);
        let effects = ask(&mut app, Action::Save);
        assert!(matches!(effects.as_slice(), [Effect::Capture { .. }]) && app.notice.is_none());
        update(&mut app, saved(OPEN));
        let said = app.notice.as_ref().unwrap();
        assert!(said.text.starts_with("Saved. It names Mrs Quillfeather, who must not be named."), "{}", said.text);
        assert!(!said.trouble && said.text.contains("writes the role instead"));
        update(&mut app, Msg::Paste("pupils explain".to_owned()));
        ask(&mut app, Action::Save);
        update(&mut app, saved(OPEN));
        assert_eq!(app.notice.as_ref().unwrap().text, "Saved.");
    }

    #[test]
    fn the_role_of_the_plan_takes_the_place_of_the_name_by_an_ordinary_edit() {
        for pane in [Pane::Tag, Pane::Day] {
            let mut app = named(pane, "Mrs Quillfeather’s pupils wait");
            app.day.last_note = Some(OPEN);
            let effects = ask(&mut app, Action::ReplaceName);
            let [Effect::Edit { note, text, reflection, seal: None, .. }] = effects.as_slice() else {
                panic!("{effects:?}")
            };
            assert_eq!(
                (*note, text.as_str(), reflection.as_str()),
                (OPEN, "The Year 4 teacher’s pupils wait", "ask the Year 2 TA")
            );
        }
    }

    #[test]
    fn a_role_that_the_plan_does_not_give_is_asked_for() {
        let mut app = named(Pane::Tag, "Miss Tindlewick reads");
        assert!(ask(&mut app, Action::ReplaceName).is_empty());
        let Some(Overlay::Ask { asked: Asked::Role { name, .. }, .. }) = &app.overlay else { panic!() };
        assert_eq!(name, "Miss Tindlewick");
        update(&mut app, Msg::Paste("a TA".to_owned()));
        let effects = ask(&mut app, Action::Save);
        let [Effect::Edit { text, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(text, "A TA reads");
        // Nothing typed: nothing is changed.
        ask(&mut app, Action::ReplaceName);
        assert!(ask(&mut app, Action::Save).is_empty());
    }

    #[test]
    fn a_sealed_note_stays_sealed_and_needs_to_be_unlocked() {
        let mut app = app(Pane::Sealed);
        app.sealed.at.cursor = app.sealed.notes.iter().position(|n| n.id == SEALED).unwrap();
        assert!(ask(&mut app, Action::ReplaceName).is_empty());
        app.unlocked.insert(SEALED, unlocked(12, "quillfeathers planning; Mrs Quillfeather says so", ""));
        let effects = ask(&mut app, Action::ReplaceName);
        let [Effect::EditSealed { note: SEALED, text, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(text.expose(), "quillfeathers planning; the Year 4 teacher says so");
    }

    #[test]
    fn a_point_is_reworded() {
        let mut app = app(Pane::Feedback);
        app.feedback.cursor = 1;
        let id = app.shown_points()[1].id;
        assert!(ask(&mut app, Action::ReplaceName).is_empty(), "there is no name in it");
        app.points.iter_mut().filter(|p| p.id == id).for_each(|p| p.text = "Thank you, Mr Brambledown".to_owned());
        let effects = ask(&mut app, Action::ReplaceName);
        let [Effect::ChangePoint(point, PointDeed::Reword(text))] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!((*point, text.as_str()), (id, "Thank you, the Year 2 TA"));
    }

    #[test]
    fn tag_gathers_what_names_someone() {
        let mut app = named(Pane::Tag, "Mrs Quillfeather");
        assert!(!app.wanted().named);
        ask(&mut app, Action::NamesOnly);
        let wanted = app.wanted();
        assert!(wanted.named && !wanted.list.unwrap().untagged);
        app.pane = Pane::Questions;
        assert!(!app.wanted().named);
    }
}
