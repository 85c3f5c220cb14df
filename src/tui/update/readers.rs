//! Who shall be able to read: persons chosen one by one, new members reached, new keys compared.

use crate::ids::{NoteId, PersonId};
use crate::review::evidence::Readers;
use crate::review::seals::{self, SealTo};
use crate::tasks::team::{KeyHolder, KeyState};
use crate::text::{clean_line, listed};
use crate::tui::app::{AfterUnlock, App, Choice, Overlay, SealOf, Seals};
use crate::tui::msg::Effect;
use std::collections::BTreeSet;

/// Offers the persons to whom the line can be sealed.
pub fn for_line(app: &mut App) {
    if !app.has_key {
        app.tell(&crate::tasks::sealed::no_key());
        return;
    }
    let before = app.seal_by_key().filter(|to| to.readers == Readers::Chosen);
    open(app, SealOf::Line, before);
}

/// The same for a saved note.
pub fn for_note(app: &mut App, note: NoteId) {
    let before = app.seen_note(note).and_then(|n| n.sealed()).map(SealTo::as_before);
    open(app, SealOf::Note(note), before);
}

fn open(app: &mut App, of: SealOf, before: Option<SealTo>) {
    let people = app.review.people.iter().filter(|p| p.role.captures() && !p.retired && p.id != app.me);
    let rows: Vec<PersonId> = people.map(|p| p.id).collect();
    let chosen = before.map(|to| to.meant(&app.review.people).filter(|p| rows.contains(p)).collect());
    app.lay_over(Overlay::Readers { of, rows, chosen: chosen.unwrap_or_default(), cursor: 0 });
}

/// Chooses the person under the cursor, or no longer.
pub fn toggle(app: &mut App) {
    let Some(Overlay::Readers { rows, chosen, cursor, .. }) = &mut app.overlay else { return };
    let Some(person) = rows.get(*cursor) else { return };
    if !chosen.remove(person) {
        chosen.insert(*person);
    }
    *cursor = (*cursor + 1).min(rows.len().saturating_sub(1));
}

/// Takes the persons who were chosen; nobody means only me.
pub fn take(app: &mut App, of: SealOf, chosen: BTreeSet<PersonId>) -> Vec<Effect> {
    let to = if chosen.is_empty() { Readers::Me.into() } else { SealTo::people(chosen) };
    match of {
        SealOf::Note(note) => vec![Effect::Seal(note, to)],
        SealOf::Line => {
            app.set_seal(Some(to));
            Vec::new()
        }
    }
}

/// Seals again what does not reach all of its group.
pub fn reseal(app: &mut App) -> Vec<Effect> {
    let (short, _) = seals::short_of(&app.sealed.notes, &app.review.people, |p| app.can_read(p));
    if short.is_empty() {
        app.say("Every sealed note reaches all who are meant to read it.");
        return Vec::new();
    }
    if app.seals != Seals::Open {
        super::ask_passphrase(app, AfterUnlock::Nothing);
        return Vec::new();
    }
    vec![Effect::ResealGroups]
}

/// Everybody's keys were read: a new one is told, and not used.
pub fn keys_told(app: &mut App, keys: Vec<KeyHolder>) {
    let waiting = |keys: &[KeyHolder]| -> BTreeSet<String> {
        keys.iter().flat_map(KeyHolder::new_keys).map(|k| k.recipient.clone()).collect()
    };
    let known = waiting(&app.keys);
    app.keys = keys;
    if waiting(&app.keys).difference(&known).next().is_none() {
        return;
    }
    if let Some(words) = new_keys_in_words(app) {
        app.say(format!("{words} On the Sealed screen you compare it."));
    }
}

/// Who announces a key that is not used yet; none if nobody does.
pub fn new_keys_in_words(app: &App) -> Option<String> {
    let new = app.keys.iter().filter(|h| h.new_keys().next().is_some());
    let names: Vec<&str> =
        new.map(|h| if h.person == app.me { "Another computer of yours" } else { app.review.name(h.person) }).collect();
    let verb = if names.len() == 1 { "announces" } else { "announce" };
    (!names.is_empty())
        .then(|| format!("{} {verb} a new key; until you have compared it, the known one is used.", listed(&names)))
}

/// Lists everybody's keys by their six words; a new one can be said yes to.
pub fn compare_keys(app: &mut App) {
    let mut rows = Vec::new();
    for holder in &app.keys {
        let name = clean_line(app.review.name(holder.person));
        for key in &holder.keys {
            let choice = match key.state {
                KeyState::New => Choice::CompareKeys(holder.person, vec![key.recipient.clone()]),
                KeyState::Mine | KeyState::Used | KeyState::Gone => Choice::Nothing,
            };
            let state = match key.state {
                KeyState::New => "NEW, not used",
                KeyState::Mine => "mine",
                KeyState::Used => "used",
                KeyState::Gone => "used, no longer announced",
            };
            rows.push((format!("{}  {name}: {state}", key.words), choice));
        }
    }
    // What waits for an answer comes first.
    rows.sort_by_key(|(_, choice)| *choice == Choice::Nothing);
    if rows.is_empty() {
        app.say("Nobody has a key here yet.");
    } else {
        super::lists::choose_from(app, "Whose key? Each reads the words of their own screen aloud", rows);
    }
}

/// Asks whether the words are the same, before a key is used.
pub fn ask_same(app: &mut App, person: PersonId, keys: Vec<String>) {
    let name = clean_line(app.review.name(person));
    let words = app.keys.iter().flat_map(|h| &h.keys).find(|k| keys.contains(&k.recipient)).map(|k| k.words.clone());
    let Some(words) = words else { return };
    super::lists::choose_from(
        app,
        &format!("Did {name} read out just these six words?"),
        vec![
            ("No, or not asked yet: use the key known so far".to_owned(), Choice::Nothing),
            (format!("Yes: {words}"), Choice::AcceptKeys(person, keys)),
        ],
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::capture::Reading;
    use crate::tasks::team::TeamKey;
    use crate::tui::action::Action;
    use crate::tui::app::Pane;
    use crate::tui::msg::{Event, Msg};
    use crate::tui::panes::testing::{app, holders, person, unlocked};
    use crate::tui::update::update;

    fn ask(app: &mut App, action: Action) -> Vec<Effect> {
        update(app, Msg::Action(action))
    }

    /// Chooses the persons with these keys in the open chooser.
    fn choose(app: &mut App, keys: &[&str]) {
        for key in keys {
            let wanted = person(&app.review, key);
            let Some(Overlay::Readers { rows, cursor, .. }) = &mut app.overlay else { panic!() };
            *cursor = rows.iter().position(|p| *p == wanted).unwrap();
            ask(app, Action::Select);
        }
    }

    fn sealed_to(app: &App) -> Option<SealTo> {
        match app.reading() {
            Reading::Note(capture) => capture.seal_to(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_line_is_sealed_to_the_persons_chosen_and_a_mark_only_narrows_it() {
        let mut app = app(Pane::Day);
        app.day.chosen = None;
        update(&mut app, Msg::Paste("said between us".to_owned()));
        ask(&mut app, Action::ChooseReaders);
        choose(&mut app, &["hollins", "host-maths"]);
        assert!(ask(&mut app, Action::Choose).is_empty() && app.overlay.is_none());
        let (hollins, host) = (person(&app.review, "hollins"), person(&app.review, "host-maths"));
        assert_eq!(sealed_to(&app), Some(SealTo::people([hollins, host])));
        update(&mut app, Msg::Paste(" !team".to_owned()));
        assert_eq!(sealed_to(&app), Some(SealTo::people([hollins])), "the host's partner is not of the team");
        let effects = ask(&mut app, Action::Save);
        let [Effect::Capture { capture, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(capture.seal_to(), Some(SealTo::people([hollins])));
        // The next line begins anew.
        update(&mut app, Msg::Event(Event::NotSaved(crate::trouble::Trouble::new("x", ""))));
        crate::tui::update::day::clear_line(&mut app);
        assert_eq!(app.seal_by_key(), None);
    }

    #[test]
    fn stepping_back_from_the_chooser_changes_nothing_and_nobody_means_only_me() {
        let mut app = app(Pane::Day);
        app.set_seal(Some(Readers::Lead.into()));
        ask(&mut app, Action::ChooseReaders);
        choose(&mut app, &["hollins"]);
        ask(&mut app, Action::Leave);
        assert_eq!(app.seal_by_key(), Some(Readers::Lead.into()));
        ask(&mut app, Action::ChooseReaders);
        ask(&mut app, Action::Choose);
        assert_eq!(app.seal_by_key(), Some(Readers::Me.into()));
    }

    #[test]
    fn the_chooser_lies_over_the_long_editor_and_leaves_it_alone() {
        let mut app = app(Pane::Day);
        update(&mut app, Msg::Paste("one\ntwo".to_owned()));
        ask(&mut app, Action::ChooseReaders);
        choose(&mut app, &["hollins"]);
        ask(&mut app, Action::Choose);
        let Some(Overlay::Editor { editor, .. }) = &app.overlay else { panic!() };
        assert_eq!(editor.text(), "one\ntwo");
        let effects = ask(&mut app, Action::SaveNote);
        let [Effect::Capture { capture, .. }] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!(capture.seal, Some(Readers::Chosen));
    }

    #[test]
    fn nobody_is_offered_who_has_left_or_writes_no_notes() {
        let mut app = app(Pane::Day);
        let left = person(&app.review, "hollins");
        app.review.people.iter_mut().filter(|p| p.id == left).for_each(|p| p.retired = true);
        ask(&mut app, Action::ChooseReaders);
        let Some(Overlay::Readers { rows, .. }) = &app.overlay else { panic!() };
        assert!(!rows.contains(&left) && !rows.contains(&app.me));
        assert!(rows.iter().all(|p| app.review.person(*p).unwrap().role.captures()));
    }

    #[test]
    fn without_a_key_nobody_is_chosen() {
        let mut app = app(Pane::Day);
        app.has_key = false;
        ask(&mut app, Action::ChooseReaders);
        assert!(app.overlay.is_none() && app.notice.as_ref().unwrap().trouble);
    }

    #[test]
    fn a_saved_note_is_sealed_to_chosen_people_later() {
        let mut app = app(Pane::Sealed);
        let note = app.sealed.notes[0].id;
        app.unlocked.insert(note, unlocked(note.0[0], "words", ""));
        ask(&mut app, Action::SealNote);
        let Some(Overlay::Choose { rows, cursor, .. }) = &mut app.overlay else { panic!() };
        *cursor = rows.iter().position(|(_, c)| matches!(c, Choice::SealPeople(_))).unwrap();
        ask(&mut app, Action::Choose);
        choose(&mut app, &["elmstead"]);
        let effects = ask(&mut app, Action::Choose);
        let [Effect::Seal(sealed, to)] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!((*sealed, to), (note, &SealTo::people([person(&app.review, "elmstead")])));
    }

    #[test]
    fn what_does_not_reach_all_of_its_group_is_sealed_again_once_unlocked() {
        let mut app = app(Pane::Sealed);
        app.keys = holders(&app.review, &["lead"], &[]);
        assert!(ask(&mut app, Action::ResealGroup).is_empty() && app.overlay.is_none(), "nobody else has a key");
        app.keys = holders(&app.review, &["lead", "hollins", "elmstead"], &[]);
        for note in &mut app.sealed.notes {
            if let crate::review::evidence::Content::Sealed(outside) = &mut note.content {
                outside.persons.retain(|p| *p != person(&app.review, "elmstead"));
            }
        }
        assert!(ask(&mut app, Action::ResealGroup).is_empty());
        assert!(matches!(app.overlay, Some(Overlay::Unlock { .. })));
        app.overlay = None;
        app.seals = Seals::Open;
        assert!(matches!(ask(&mut app, Action::ResealGroup).as_slice(), [Effect::ResealGroups]));
    }

    #[test]
    fn a_new_key_is_told_once_and_taken_only_after_a_yes() {
        let mut app = app(Pane::Sealed);
        let hollins = person(&app.review, "hollins");
        let keys = || holders(&crate::tui::panes::testing::review(), &["lead", "hollins"], &["hollins"]);
        update(&mut app, Msg::Event(Event::Team(keys())));
        assert!(app.notice.take().unwrap().text.starts_with("Hollins announces a new key; until you have compared it"));
        update(&mut app, Msg::Event(Event::Team(keys())));
        assert_eq!(app.notice, None);
        ask(&mut app, Action::CompareKeys);
        let Some(Overlay::Choose { rows, .. }) = &app.overlay else { panic!() };
        assert!(rows[0].0.contains("Hollins: NEW"), "{rows:?}");
        ask(&mut app, Action::Choose);
        // No comes first: Enter alone accepts nothing.
        let Some(Overlay::Choose { rows, .. }) = &app.overlay else { panic!() };
        let new: Vec<TeamKey> = app.keys.iter().flat_map(KeyHolder::new_keys).cloned().collect();
        assert!(rows[1].0.contains(&new[0].words));
        ask(&mut app, Action::Down);
        let effects = ask(&mut app, Action::Choose);
        let [Effect::AcceptKeys(person, accepted)] = effects.as_slice() else { panic!("{effects:?}") };
        assert_eq!((*person, accepted.as_slice()), (hollins, &[new[0].recipient.clone()][..]));
        ask(&mut app, Action::CompareKeys);
        ask(&mut app, Action::Choose);
        assert!(ask(&mut app, Action::Choose).is_empty());
    }
}
