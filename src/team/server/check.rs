//! Looking a shared server over: what is right, what is still to come, what must be mended and how.

use super::authorized::{AuthorizedKeys, Entry};
use super::{Server, Way, accounts};
use crate::files::{self, shown};
use crate::notebook::Notebook;
use crate::review::people::{Act, Person, may};
use crate::review::visit::Review;
use crate::text::{clean_line, listed};
use crate::trouble::{Result, count};
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// How a thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As it should be.
    Right,
    /// Nothing is wrong; somebody has still to do something, or should know it.
    Still,
    /// Wrong, and to be mended.
    Mend,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How it stands.
    pub state: State,
    /// What was found.
    pub what: String,
    /// What to do, where there is something.
    pub advice: String,
}

impl Finding {
    fn right(what: impl Into<String>) -> Self {
        Self { state: State::Right, what: what.into(), advice: String::new() }
    }

    fn still(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { state: State::Still, what: what.into(), advice: advice.into() }
    }

    fn mend(what: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { state: State::Mend, what: what.into(), advice: advice.into() }
    }
}

/// Looks everything over.
///
/// # Errors
/// When the folder cannot be read at all.
pub fn check(server: &Server, keys: Option<&Path>) -> Result<Vec<Finding>> {
    let mut found = vec![file_system(server.dir())];
    found.extend(folder(server)?);
    let entries = match server.way() {
        Way::Group => Vec::new(),
        Way::Account => {
            let (entries, more) = let_in(server, keys)?;
            found.extend(more);
            entries
        }
    };
    let mut named = Vec::new();
    let books = server.notebooks()?;
    if books.is_empty() {
        let make = format!("visitbook new plan.toml -o {}/maths.visitbook", shown(server.dir()));
        found.push(Finding::still("There is no notebook here yet.", format!("Make one: {make}")));
    }
    for (name, path) in &books {
        match Notebook::open(path).and_then(|n| Ok((n.review()?, n))) {
            Ok((review, notebook)) => {
                found.extend(people(server, name, &review, &notebook, &entries)?);
                named.extend(review.people.into_iter().filter(|p| !p.retired).map(|p| p.key));
            }
            Err(trouble) => found.push(Finding::mend(format!("{name}: {}", trouble.what()), trouble.advice())),
        }
    }
    for entry in entries.iter().filter(|e| !named.contains(&e.name)) {
        let remove = format!("If nobody is called so: visitbook server remove {} {}", shown(server.dir()), entry.name);
        found
            .push(Finding::still(format!("A key is let in as {}, whom no notebook's team names.", entry.name), remove));
    }
    Ok(found)
}

/// SQLite's side files need shared memory and locks that a network does not give.
fn file_system(dir: &Path) -> Finding {
    match network_kind(dir) {
        Some(kind) => Finding::mend(
            format!(
                "{} lies on a file system that is not this computer's own ({kind}): notebooks there break.",
                shown(dir)
            ),
            "Move the folder to a local disk of the server.",
        ),
        None => Finding::right("The folder lies on a local disk."),
    }
}

/// The name of a file system that is known to be of another computer, or of a program.
#[cfg(target_os = "linux")]
fn network_kind(dir: &Path) -> Option<&'static str> {
    // The numbers are those of linux/magic.h and of the file systems' own sources.
    let kinds = [
        (0x6969_u64, "NFS"),
        (0x517b, "SMB"),
        (0xff53_4d42, "CIFS"),
        (0xfe53_4d42, "SMB"),
        (0x6573_5546, "FUSE"),
        (0x0102_1997, "9P"),
        (0x00c3_6400, "Ceph"),
        (0x5346_414f, "AFS"),
        (0x0bd0_0bd0, "Lustre"),
        (0x7461_636f, "OCFS2"),
        (0x0116_1970, "GFS2"),
    ];
    let there = rustix::fs::statfs(dir).ok()?.f_type;
    // The field is signed on some machines; the number is the same 32 bits.
    let there = u64::try_from(there & 0xffff_ffff).ok()?;
    kinds.iter().find(|(number, _)| *number == there).map(|(_, name)| *name)
}

/// Elsewhere the system does not tell by number; the README says what is needed.
#[cfg(not(target_os = "linux"))]
fn network_kind(_dir: &Path) -> Option<&'static str> {
    None
}

/// The folder's own rights, and those of everything in it.
fn folder(server: &Server) -> Result<Vec<Finding>> {
    let look = |path: &Path| fs::symlink_metadata(path).map_err(|e| files::trouble("look at", path, &e));
    let dir = server.dir();
    let there = look(dir)?;
    let (folder_mode, file_mode) = match server.way() {
        Way::Group => (0o2770, 0o660),
        Way::Account => (0o700, 0o600),
    };
    let mut wrong = Vec::new();
    let mut expect = |path: &Path, mode: u32| -> Result<()> {
        let meta = look(path)?;
        if meta.is_symlink() {
            wrong.push(Finding::mend(
                format!("{} is a link: it is not opened.", shown(path)),
                "Remove it; a notebook lies in the folder itself.",
            ));
        } else if meta.mode() & 0o7777 != mode {
            wrong.push(Finding::mend(
                format!("The rights of {} are {:o}, not {mode:o}.", shown(path), meta.mode() & 0o7777),
                format!("chmod {mode:o} '{}'", shown(path)),
            ));
        } else if server.way() == Way::Group && meta.gid() != there.gid() {
            wrong.push(Finding::mend(
                format!("{} is another group's.", shown(path)),
                format!("chgrp {} '{}'", there.gid(), shown(path)),
            ));
        } else if server.way() == Way::Account && meta.uid() != there.uid() {
            wrong.push(Finding::mend(
                format!("{} is another account's.", shown(path)),
                format!("chown {} '{}'", there.uid(), shown(path)),
            ));
        }
        Ok(())
    };
    expect(dir, folder_mode)?;
    for path in files::list(dir)?.iter().filter(|p| beside_notebooks(p)) {
        expect(path, file_mode)?;
    }
    if server.way() == Way::Account {
        expect(&server.people(), 0o700)?;
        for path in files::list(&server.people())? {
            expect(&path, 0o700)?;
        }
    } else {
        wrong.extend(closed_above(dir));
    }
    if wrong.is_empty() {
        wrong.push(Finding::right("The rights of the folder and of everything in it are as they should be."));
    }
    Ok(wrong)
}

/// Notebooks, their side files and copies; not our mark, and no folder.
fn beside_notebooks(path: &PathBuf) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let is_file = fs::symlink_metadata(path).is_ok_and(|m| !m.is_dir());
    name.contains(".visitbook") && name != files::SERVER_MARK && is_file
}

/// A folder further up that the group cannot pass.
fn closed_above(dir: &Path) -> Option<Finding> {
    let closed = dir.ancestors().skip(1).find(|above| fs::metadata(above).is_ok_and(|m| m.mode() & 0o011 == 0))?;
    Some(Finding::mend(
        format!("The group cannot get to the folder: {} is closed to it.", shown(closed)),
        "Put the folder where everybody may pass, such as below /srv; its own rights keep others out.",
    ))
}

/// Who is let in by key, and by what else.
fn let_in(server: &Server, keys: Option<&Path>) -> Result<(Vec<Entry>, Vec<Finding>)> {
    let owner = fs::metadata(server.dir()).map_err(|e| files::trouble("look at", server.dir(), &e))?.uid();
    let path = keys.map_or_else(|| super::authorized::of_account(owner), |p| Ok(p.to_owned()))?;
    let keys = AuthorizedKeys::load(Some(&path))?;
    let entries: Vec<Entry> = keys.entries().filter(|e| e.dir == server.dir()).collect();
    let mut found = Vec::new();
    if entries.is_empty() {
        let add = format!("visitbook server add {} NAME KEY.pub", shown(server.dir()));
        found.push(Finding::still("Nobody's key is let in yet.", add));
    } else {
        let say = |e: &Entry| format!("{}{}", e.name, if e.lead { " (as the lead)" } else { "" });
        let names: Vec<String> = entries.iter().map(say).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        found.push(Finding::right(format!(
            "{} in {}: {}.",
            count(entries.len(), "key", "keys"),
            shown(&path),
            listed(&names)
        )));
    }
    if let Some(command) = files::readable_by_others(&path) {
        found.push(Finding::mend(format!("Others can read or write {}.", shown(&path)), command));
    }
    if keys.others() > 0 {
        found.push(Finding::mend(
            format!("{} in {} that visitbook did not write.", count(keys.others(), "line", "lines"), shown(&path)),
            "Whoever holds such a key may have the whole account, every notebook in it. Give administrators an account of their own.",
        ));
    }
    for program in entries.iter().map(|e| &e.program).filter(|p| !p.is_file()) {
        found.push(Finding::mend(
            format!("A key starts {}, which is not there.", shown(program)),
            "Install visitbook there again, or remove and add the key.",
        ));
    }
    found.extend(accepts_too_much(Path::new("/etc/ssh")));
    Ok((entries, found))
}

/// Variables from afar reach the account's shell before visitbook is started.
fn accepts_too_much(folder: &Path) -> Option<Finding> {
    let mut configs = files::list(&folder.join("sshd_config.d")).unwrap_or_default();
    configs.push(folder.join("sshd_config"));
    let too_much = |line: &str| {
        let mut words = line.split_ascii_whitespace();
        let accepts = words.next().is_some_and(|w| w.eq_ignore_ascii_case("AcceptEnv"));
        let harmless = |w: &str| ["LANG", "LC_", "TERM", "COLORTERM", "NO_COLOR"].iter().any(|ok| w.starts_with(ok));
        accepts && !words.all(harmless)
    };
    let text = |path: &PathBuf| files::read_text(path, 1 << 20).unwrap_or_default();
    let found = configs.iter().find(|path| text(path).lines().any(too_much))?;
    Some(Finding::mend(
        format!("{} lets people send variables into the account (AcceptEnv).", shown(found)),
        "Leave it at: AcceptEnv LANG LC_*. Some variables tell a shell to run things before visitbook is started.",
    ))
}

/// Who can do what in a notebook, and who has still to make a key or accept the protocol.
fn people(
    server: &Server,
    name: &str,
    review: &Review,
    notebook: &Notebook,
    entries: &[Entry],
) -> Result<Vec<Finding>> {
    let mut found = vec![Finding::right(format!(
        "{name}: {}, {}, led by {}.",
        clean_line(&review.visit.school),
        clean_line(&review.visit.focus),
        review.lead().map_or_else(|| "nobody".to_owned(), |p| clean_line(&p.name)),
    ))];
    let keys = notebook.keys()?;
    for person in review.people.iter().filter(|p| may(p.role, Act::Capture) && !p.retired) {
        let can: Vec<&str> = Act::ALL.into_iter().filter(|a| may(person.role, *a)).map(Act::words).collect();
        let who =
            format!("{name}: {} ({}), {}", clean_line(&person.name), clean_line(&person.key), person.role.label());
        found.push(Finding::right(format!("{who}: {}.", listed(&can))));
        found.extend(comes_in(server, &who, person, entries));
        let mut missing = Vec::new();
        if !keys.iter().any(|k| k.person == person.id && k.own) {
            missing.push("has made no key yet");
        }
        if notebook.accepted(person.id)?.is_none() {
            missing.push("has not accepted the protocol yet");
        }
        if !missing.is_empty() {
            let what = format!("{who}: {}.", listed(&missing));
            found.push(Finding::still(what, "The screen asks for both when they first open the notebook."));
        }
    }
    Ok(found)
}

/// Whether there is a way in for a person.
fn comes_in(server: &Server, who: &str, person: &Person, entries: &[Entry]) -> Vec<Finding> {
    match server.way() {
        Way::Account => by_key(server, who, person, entries).into_iter().collect(),
        Way::Group => by_account(server, who, person),
    }
}

fn by_key(server: &Server, who: &str, person: &Person, entries: &[Entry]) -> Option<Finding> {
    let mine: Vec<&Entry> = entries.iter().filter(|e| e.name == person.key).collect();
    let lead = may(person.role, Act::Release);
    let add = |role: &str| format!("visitbook server add {} {} KEY.pub{role}", shown(server.dir()), person.key);
    if mine.is_empty() {
        let role = if lead { " --role lead" } else { "" };
        return Some(Finding::still(format!("{who}: no key of theirs is let in."), add(role)));
    }
    if lead && !mine.iter().any(|e| e.lead) {
        return Some(Finding::still(
            format!("{who}: let in, but not as the lead: they cannot export or change the team here."),
            format!("visitbook server remove {} {}, then {}", shown(server.dir()), person.key, add(" --role lead")),
        ));
    }
    None
}

fn by_account(server: &Server, who: &str, person: &Person) -> Vec<Finding> {
    if person.accounts.is_empty() {
        return vec![Finding::still(
            format!("{who}: the plan gives no account, so they cannot open it here."),
            "Put it beside their name in the plan before the notebook is made: accounts = [\"sam\"]",
        )];
    }
    let Ok(there) = fs::metadata(server.dir()) else { return Vec::new() };
    let (accounts, groups) = (accounts::accounts(), accounts::groups());
    let group = groups.iter().find(|g| g.gid == there.gid());
    let group_name = group.map_or_else(|| there.gid().to_string(), |g| g.name.clone());
    let mut found = Vec::new();
    for name in &person.accounts {
        let shown_name = clean_line(name);
        let account = accounts.iter().find(|a| a.name == *name);
        let member = account.is_some_and(|a| a.gid == there.gid()) || group.is_some_and(|g| g.members.contains(name));
        if account.is_none() {
            found.push(Finding::still(
                format!("{who}: there is no account {shown_name} in this computer's own list."),
                format!("useradd -m -G {group_name} {shown_name}"),
            ));
        } else if !member {
            found.push(Finding::mend(
                format!("{who}: the account {shown_name} is not in the group {group_name}."),
                format!("usermod -aG {group_name} {shown_name}"),
            ));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "files as others may have made them")]

    use super::*;
    use crate::clock::{Clock, Moment};
    use crate::home::Home;
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    const SAM: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN sam";

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    fn make(server: &Server, file: &str) {
        // Only `tasks` makes notebooks; the layers above are there for tests too.
        let plan = include_str!("../../../sample-data/fernhollow.toml");
        let review = crate::plan::read(plan, "fernhollow.toml").unwrap().review;
        let home = tempfile::tempdir().unwrap();
        let clock = Clock::fixed(Moment(1_781_083_800_000));
        crate::tasks::making::make(&Home::at(home.path().to_owned()), &review, &server.dir().join(file), clock)
            .unwrap();
    }

    fn of(found: &[Finding], state: State) -> Vec<&str> {
        found.iter().filter(|f| f.state == state).map(|f| f.what.as_str()).collect()
    }

    #[test]
    fn a_well_kept_account_has_nothing_to_mend_and_says_what_is_still_to_come() {
        let dir = tempfile::tempdir().unwrap();
        let server = Server::init_account(&dir.path().join("visits")).unwrap();
        let (key, keys) = (dir.path().join("sam.pub"), dir.path().join("authorized_keys"));
        make(&server, "maths.visitbook");
        fs::write(&key, SAM).unwrap();
        server.add("lead", &key, false, Some(&keys)).unwrap();
        let mut found = check(&server, Some(&keys)).unwrap();
        // What this computer's own sshd accepts is another test's matter.
        found.retain(|f| !f.what.contains("AcceptEnv"));
        assert_eq!(of(&found, State::Mend), Vec::<&str>::new());
        let still = of(&found, State::Still).join("\n");
        assert!(still.contains("not as the lead"), "{still}");
        assert!(still.contains("(hollins), reviewer: no key of theirs is let in"), "{still}");
        assert!(still.contains("has made no key yet and has not accepted"), "{still}");
        let right = of(&found, State::Right).join("\n");
        assert!(right.contains("decides what leaves the team"), "{right}");
    }

    #[test]
    fn what_must_be_mended_is_found_with_the_command_that_mends_it() {
        let dir = tempfile::tempdir().unwrap();
        let server = Server::init_account(&dir.path().join("visits")).unwrap();
        make(&server, "maths.visitbook");
        let keys = dir.path().join("authorized_keys");
        fs::write(&keys, SAM).unwrap();
        drop(server.home("sam").unwrap());
        mode(&keys, 0o644);
        mode(server.dir(), 0o755);
        mode(&server.dir().join("maths.visitbook"), 0o640);
        mode(&server.dir().join("people/sam"), 0o750);
        std::os::unix::fs::symlink("/etc/passwd", server.dir().join("x.visitbook")).unwrap();
        fs::write(server.dir().join("broken.visitbook"), b"no notebook").unwrap();
        mode(&server.dir().join("broken.visitbook"), 0o600);
        let found = check(&server, Some(&keys)).unwrap();
        let wrong: Vec<String> =
            found.iter().filter(|f| f.state == State::Mend).map(|f| format!("{} {}", f.what, f.advice)).collect();
        for part in
            ["are 755, not 700", "chmod 600 '", "are 750", "is a link", "did not write", "broken: ", "Others can read"]
        {
            assert!(wrong.iter().any(|w| w.contains(part)), "{part}: {wrong:#?}");
        }
    }

    #[test]
    fn variables_that_reach_the_shell_are_found() {
        let dir = tempfile::tempdir().unwrap();
        let config = dir.path().join("sshd_config");
        for (text, fine) in [
            ("AcceptEnv LANG LC_*\n", true),
            ("# AcceptEnv *\n", true),
            ("  acceptenv *\n", false),
            ("AcceptEnv LANG BASH_ENV\n", false),
        ] {
            fs::write(&config, text).unwrap();
            assert_eq!(accepts_too_much(dir.path()).is_none(), fine, "{text}");
        }
    }
}
