//! Joining laptops: by a file that is carried, or by a line to a server.
//!
//! A bundle is encrypted to team members' accepted keys and to nobody else; what stands in it is the
//! journal, never a draft and never the record of a concern. What comes back is examined as a whole
//! and told by person and kind before anything is written, and a backup is made first.

use super::Desk;
use crate::clock::{Clock, Moment};
use crate::files;
use crate::home::Home;
use crate::ids::{NotebookId, PersonId};
use crate::notebook::Notebook;
use crate::review::people::Act;
use crate::review::visit::Review;
use crate::secret::SecretBytes;
use crate::team::bundle::{self, MAX_BUNDLE, Opened, Packing};
use crate::team::exchange::{Asking, Exchanged, exchange, here};
use crate::team::remembered;
use crate::team::remote::{Greeting, Remote as _};
use crate::team::ssh::Ssh;
use crate::team::{Peer, serve};
use crate::text::clean_line;
use crate::trouble::{Result, Trouble, count};
use crate::vault::pack::{Keys, decrypt, encrypt_to};
use crate::vault::{Pins, UnlockError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use crate::team::bundle::{Preview, Sort};
pub use crate::team::exchange::Progress;
pub use crate::team::ssh::Address;

/// The largest bundle that is read, in bytes of its file.
const MAX_FILE: u64 = MAX_BUNDLE + (MAX_BUNDLE / 2);

/// A bundle that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundled {
    /// Who can open it.
    pub reaches: Vec<PersonId>,
    /// Members of the team who cannot: they have no key here.
    pub without_key: Vec<PersonId>,
    /// How many changes are in it.
    pub changes: u64,
}

/// What joining brought, to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// What was exchanged.
    pub exchanged: Exchanged,
    /// The backup that was made before, if there was anything to keep.
    pub backup: Option<PathBuf>,
    /// The rest, in sentences: gaps, wrong clocks, differences of the plan.
    pub told: Vec<String>,
}

impl Desk {
    /// Writes everything of this notebook that may travel to `out`, encrypted to the keys of `to` (nobody
    /// named: the whole team), whole or not at all, and never over another file.
    ///
    /// # Errors
    /// When one who is named has no accepted key or is not of the team, nobody has one, or `out` is there already.
    pub fn bundle(&mut self, to: &[PersonId], out: &Path) -> Result<Bundled> {
        let (locked, bundled) = self.bundled(to)?;
        files::create_private(out, &locked)?;
        Ok(bundled)
    }

    /// The bundle as [`Self::bundle`] writes it.
    ///
    /// # Errors
    /// When I am not of the team, one who is named has no accepted key or is not of the team, or nobody has one.
    pub fn bundled(&mut self, to: &[PersonId]) -> Result<(Vec<u8>, Bundled)> {
        self.must(Act::Bundle)?;
        for named in to.iter().filter_map(|p| self.review.person(*p)) {
            if !named.role.is_team() || named.retired {
                return Err(Trouble::new(
                    format!(
                        "{} is not of the visiting team, and the notebook goes to nobody else.",
                        clean_line(&named.name)
                    ),
                    "Leave them out. What may leave the team goes by: visitbook export. Nothing was written.",
                ));
            }
        }
        let whole_team =
            || self.review.people.iter().filter(|p| p.role.is_team() && !p.retired).map(|p| p.id).collect();
        let mut meant: Vec<PersonId> = if to.is_empty() { whole_team() } else { to.to_vec() };
        if !meant.contains(&self.me) {
            meant.push(self.me);
        }
        let announced = self.notebook.keys()?;
        let mut bundled = Bundled { reaches: Vec::new(), without_key: Vec::new(), changes: 0 };
        let mut recipients = Vec::new();
        for person in meant {
            let keys = self.keys_in_use(person, &announced)?;
            if keys.is_empty() { &mut bundled.without_key } else { &mut bundled.reaches }.push(person);
            recipients.extend(keys);
        }
        if let Some(person) = to.iter().find(|p| bundled.without_key.contains(p)) {
            return Err(Trouble::new(
                format!(
                    "{} has no key in this notebook yet, so a bundle could not reach them.",
                    self.review.name(*person)
                ),
                "Ask them for it (visitbook identity show) and accept it: visitbook team NOTEBOOK accept NAME --key KEY. \
                 Or leave them out. Nothing was written.",
            ));
        }
        if bundled.reaches.iter().all(|p| *p == self.me) {
            return Err(Trouble::new(
                "Nobody else of the team has a key in this notebook yet, so a bundle would reach nobody.",
                "Ask a colleague for their public key (visitbook identity show) and accept it: \
                 visitbook team NOTEBOOK accept NAME --key KEY. Nothing was written.",
            ));
        }
        let mut packing = Packing::default();
        packing.greet(&self.greeting()?)?;
        let all = self.notebook.lacking(&BTreeMap::new())?;
        bundled.changes = packing.give(&mut all.into_iter().map(|local| self.notebook.change_at(local)))?.new;
        let mut locked = Vec::new();
        encrypt_to(&recipients, packing.inside(), &mut locked)?;
        Ok((locked, bundled))
    }

    fn greeting(&self) -> Result<Greeting> {
        let mut introduction =
            serve::introduction(Some(self.me), &Pins::load(&self.home.notebook(self.notebook.id()))?);
        let mine = self.writers();
        introduction.writers.retain(|(writer, via)| via.is_some() && !mine.contains(writer));
        introduction.writers.extend(mine.iter().map(|w| (*w, None)));
        Ok(Greeting { notebook: Some(self.notebook.id()), introduction, holdings: BTreeMap::new() })
    }

    /// The address that this notebook was last joined with.
    pub fn sync_address(&self) -> Option<Address> {
        // A session is at the server already, and starts no other program.
        if self.session().is_some() { None } else { remembered::latest(&self.home, self.notebook.id()) }
    }
}

/// Reads the file of a bundle.
///
/// # Errors
/// When it cannot be read, or is larger than any bundle.
pub fn read_bundle(path: &Path) -> Result<Vec<u8>> {
    files::read(path, MAX_FILE)
}

/// Opens a bundle, in memory.
///
/// # Errors
/// [`UnlockError::WrongPassphrase`] if the passphrase does not fit; else in words: made for other keys, damaged.
pub fn open_bundle(file: &[u8], keys: Keys<'_>) -> std::result::Result<SecretBytes, UnlockError> {
    decrypt(file, keys, MAX_BUNDLE)
}

/// Examines the inside of a bundle, all of it, against the notebook at `path` (which need not be there).
/// Nothing is written into the notebook.
///
/// # Errors
/// When something in it stops everything: the error is the report.
pub fn preview(home: &Home, path: &Path, inside: &[u8]) -> Result<Preview> {
    let notebook = here(path)?;
    bundle::preview(inside, notebook.as_ref(), home, Clock::machine().order_time())
}

/// Takes over the inside of a bundle that was previewed and said yes to. A backup is made first.
///
/// # Errors
/// As [`preview`], or when the folder cannot be written to.
pub fn merge(home: &Home, path: &Path, as_: Option<&str>, inside: &[u8]) -> Result<Joined> {
    let asking = asking(home, path, as_, Peer::File)?;
    let backup = here(path)?.map(|notebook| notebook.back_up(asking.now)).transpose()?;
    let exchanged = exchange(path, home, &mut Opened::new(inside)?, &Asking { yes: true, ..asking }, &mut |_| ())?;
    joined(path, exchanged, backup)
}

/// Joins the notebook at `path` (which need not be there) with the one at an address, in both directions.
///
/// # Errors
/// When the server cannot be reached: the error says when it last succeeded. Or when something arrives that stops
/// everything: the error is the report.
pub fn sync(
    home: &Home,
    path: &Path,
    as_: Option<&str>,
    address: &Address,
    progress: &mut dyn FnMut(Progress),
) -> Result<Joined> {
    let asking = asking(home, path, as_, Peer::Server)?;
    let done = Ssh::connect(address).and_then(|mut ssh| exchange(path, home, &mut ssh, &asking, progress));
    let exchanged = done.map_err(|trouble| with_last_success(trouble, home, path, address))?;
    remembered::remember(home, exchanged.notebook, address, asking.now)?;
    joined(path, exchanged, None)
}

/// Who asks: me, if it is clear who I am.
fn asking(home: &Home, path: &Path, as_: Option<&str>, peer: Peer) -> Result<Asking> {
    let mut asking = Asking { peer, yes: false, me: None, writers: Vec::new(), now: Clock::machine().order_time() };
    if let Some(notebook) = here(path)? {
        // Half a notebook knows nobody yet; that must not keep it from becoming whole.
        if notebook.review().is_ok() {
            match Desk::at(home, notebook, as_, Clock::machine()) {
                Ok(desk) => (asking.me, asking.writers) = (Some(desk.me()), desk.writers()),
                Err(trouble) if as_.is_some() => return Err(trouble),
                Err(_) => {}
            }
        }
    }
    Ok(asking)
}

fn joined(path: &Path, exchanged: Exchanged, backup: Option<PathBuf>) -> Result<Joined> {
    let mut notebook = Notebook::open(path)?;
    let residue = exchanged.taken.old_text_remains && !notebook.clear_residue()?;
    let review = notebook.review()?;
    let mut told: Vec<String> = Vec::new();
    told.extend(gaps(&review, &notebook.gaps()?));
    told.extend(skew(&exchanged.taken.ahead, |p| review.name(p).to_owned()));
    for (person, n) in &exchanged.taken.left_aside {
        told.push(format!(
            "{} in the name of {} left aside: what only the lead does, or a removal of words that was not theirs.",
            count_were(*n, "change", "changes"),
            clean_line(review.name(*person))
        ));
    }
    if exchanged.left_aside_there > 0 {
        told.push(format!(
            "{} left aside at the other side.",
            count_were(exchanged.left_aside_there, "change", "changes")
        ));
    }
    for differs in notebook.plan_conflicts()? {
        told.push(format!("The plan says two things about {}; the later shows.", clean_line(&differs)));
    }
    if residue {
        told.push(
            "Removed text still lies in the side file until every visitbook on this notebook was closed.".to_owned(),
        );
    }
    Ok(Joined { exchanged, backup, told })
}

/// "3 of Asha's not yet here", for each person of whom changes are known to exist and have not come.
pub fn gaps(review: &Review, gaps: &BTreeMap<PersonId, u64>) -> Vec<String> {
    gaps.iter().map(|(person, n)| format!("{n} of {}'s not yet here.", clean_line(review.name(*person)))).collect()
}

/// "Asha's clock is 61 minutes ahead", for each.
pub fn skew(ahead: &BTreeMap<PersonId, i64>, name: impl Fn(PersonId) -> String) -> Vec<String> {
    let said = |(person, minutes): (&PersonId, &i64)| {
        format!("The clock of {} is {} ahead; it was not followed.", clean_line(&name(*person)), span(*minutes))
    };
    ahead.iter().map(said).collect()
}

/// A span of minutes as people say it.
fn span(minutes: i64) -> String {
    let n = |minutes: i64| usize::try_from(minutes).unwrap_or(usize::MAX);
    match minutes {
        ..=180 => count(n(minutes), "minute", "minutes"),
        181..=2880 => count(n(minutes / 60), "hour", "hours"),
        _ => count(n(minutes / 1440), "day", "days"),
    }
}

fn count_were(n: u64, one: &str, many: &str) -> String {
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    format!("{} {}", count(n, one, many), if n == 1 { "was" } else { "were" })
}

/// Adds to the trouble of being offline when it last succeeded.
fn with_last_success(trouble: Trouble, home: &Home, path: &Path, address: &Address) -> Trouble {
    let Ok(notebook) = Notebook::open(path) else { return trouble };
    let zone = notebook.review().map_or(crate::clock::Tz::UTC, |r| r.visit.zone);
    let last = remembered::succeeded(home, notebook.id(), address);
    let last = last.map_or("It has not succeeded with this address yet.".to_owned(), |at: Moment| {
        format!("It last succeeded on {}.", at.local(zone).format("%-d %B %Y at %H:%M"))
    });
    let with = Trouble::new(trouble.what(), format!("{} {last}", trouble.advice()));
    match trouble.cause() {
        Some(cause) => with.because(cause),
        None => with,
    }
}

/// When a notebook was last joined with the server that it is joined with; none: never.
pub fn last_joined(home: &Home, notebook: NotebookId) -> Option<Moment> {
    remembered::succeeded(home, notebook, &remembered::latest(home, notebook)?)
}

/// The address that a notebook was last joined with.
pub fn known_address(home: &Home, path: &Path) -> Result<Option<Address>> {
    let id: NotebookId = Notebook::open(path)?.id();
    Ok(remembered::latest(home, id))
}

#[cfg(test)]
mod tests;
