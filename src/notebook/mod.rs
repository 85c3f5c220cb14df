//! The notebook: the one door to SQLite.
//!
//! One file holds one review. Its truth is the journal of signed changes ([`journal`]); the tables
//! that screens read are folded from it ([`fold`]) in the same transaction, and can be rebuilt from
//! it at any time ([`doctor`]). The notebook never sees unlocked text: a sealed note is a blob to it.
//!
//! Every write is one IMMEDIATE transaction with `synchronous=FULL`: when [`Notebook::write`]
//! returns, the change is on the disk.

pub mod backup;
pub mod change;
#[cfg(test)]
pub mod counting;
pub mod doctor;
pub mod erase;
pub mod fold;
pub mod joining;
pub mod journal;
mod place;
pub mod query;
pub mod released;
pub mod schema;
pub mod value;

pub use change::{Body, Change, Header};
pub use journal::{NewChange, Pen, Written};
pub use query::{Filter, HistoryEntry, Order};

use crate::files;
use crate::ids::NotebookId;
use crate::trouble::{Result, Trouble};
use place::FileId;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// An open notebook.
pub struct Notebook {
    connection: Connection,
    path: PathBuf,
    id: NotebookId,
    /// The file it was opened on; none for one in memory.
    file: Option<FileId>,
}

/// How long a write waits for colleagues' writes before it says so.
const PATIENCE: Duration = Duration::from_secs(15);

impl Notebook {
    /// Makes a new notebook file; it must not be there yet.
    ///
    /// # Errors
    /// When the name is taken, or the folder cannot be written to.
    pub fn create(path: &Path, id: NotebookId) -> Result<Self> {
        // SQLite would create it by the umask; reserved first, it and its side files (which take its mode
        // and its group) are private, or the group's where the folder was prepared for that.
        files::reserve(path, files::notebook_mode(path))?;
        let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.pragma_update(None, "journal_mode", "WAL").map_err(sql_trouble)?;
        schema::migrate(&mut connection)?;
        Ok(Self { connection, path: path.to_owned(), id, file: FileId::at(path) })
    }

    /// A notebook in memory alone, which is gone when it is dropped.
    fn in_memory(id: NotebookId) -> Result<Self> {
        let mut connection = Connection::open_in_memory().map_err(sql_trouble)?;
        connection.execute_batch(CAREFUL).map_err(sql_trouble)?;
        schema::migrate(&mut connection)?;
        Ok(Self { connection, path: PathBuf::new(), id, file: None })
    }

    /// Opens a notebook for reading and writing.
    ///
    /// # Errors
    /// When the file is not a notebook, is damaged, or was written by a newer visitbook.
    pub fn open(path: &Path) -> Result<Self> {
        let mut connection = connect_existing(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        if schema::version(&connection)? < schema::newest() {
            schema::migrate(&mut connection)?;
        }
        connection.pragma_update(None, "journal_mode", "WAL").map_err(sql_trouble)?;
        let id = read_id(&connection)?;
        Ok(Self { connection, path: path.to_owned(), id, file: FileId::at(path) })
    }

    /// A second connection that only reads, for a screen whose writes happen on another thread.
    pub fn reader(&self) -> Result<Self> {
        self.in_place()?;
        let connection = connect_existing(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        connection.pragma_update(None, "query_only", true).map_err(sql_trouble)?;
        Ok(Self { connection, path: self.path.clone(), id: self.id, file: self.file })
    }

    /// Opens the file anew and closes the connection there was: with it goes what SQLite remembered
    /// of words that were searched for, or that are no longer in the file.
    ///
    /// # Errors
    /// When it cannot be opened; the old connection then stays.
    pub fn reopen(&mut self) -> Result<()> {
        self.in_place()?;
        let connection = connect_existing(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let only_reads: bool =
            self.connection.pragma_query_value(None, "query_only", |r| r.get(0)).map_err(sql_trouble)?;
        connection.pragma_update(None, "query_only", only_reads).map_err(sql_trouble)?;
        self.connection = connection;
        Ok(())
    }

    /// The notebook's id: the review id of its plan.
    pub fn id(&self) -> NotebookId {
        self.id
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A number that grows with every commit made by any *other* connection.
    pub fn others_version(&self) -> Result<i64> {
        self.connection.pragma_query_value(None, "data_version", |r| r.get(0)).map_err(sql_trouble)
    }
}

fn connect_existing(path: &Path, flags: OpenFlags) -> Result<Connection> {
    if !path.is_file() {
        return Err(Trouble::new(
            format!("There is no notebook {}.", files::shown(path)),
            "Check the name and the folder, or make one with “visitbook new PLAN.toml”.",
        ));
    }
    let connection = connect(path, flags)?;
    let mark: i32 =
        connection.pragma_query_value(None, "application_id", |r| r.get(0)).map_err(|e| not_ours(path, &e))?;
    if mark == schema::RELEASED_ID {
        return Err(Trouble::new(
            format!("{} is a released notebook: what the reviewers gave the host after the visit.", files::shown(path)),
            "It is only kept, not written in or joined with another. To read it: visitbook open on the pack it came in.",
        ));
    }
    if mark != schema::APPLICATION_ID {
        return Err(Trouble::new(
            format!("{} is not a visitbook notebook.", files::shown(path)),
            "Check the name; a notebook usually ends in .visitbook.",
        ));
    }
    Ok(connection)
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let mut connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(|e| {
        Trouble::new(
            format!("Could not open {}.", files::shown(path)),
            "Check that you may read and write it, and its folder.",
        )
        .because(e)
    })?;
    connection.busy_handler(Some(wait_for_colleagues)).map_err(sql_trouble)?;
    // More than there are statements: none of them is read and planned twice.
    connection.set_prepared_statement_cache_capacity(96);
    connection.execute_batch(CAREFUL).map_err(|e| not_ours(path, &e))?;
    Ok(connection)
}

/// What every connection is told first.
const CAREFUL: &str =
    "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;
    PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA journal_size_limit=0; PRAGMA cache_size=-2048;";

/// Waits with jitter: SQLite's own back-off starves some writers on slow disks.
fn wait_for_colleagues(tries: i32) -> bool {
    let micros = 500 + u64::from(tries.unsigned_abs().wrapping_mul(2_654_435_761) % 2_000);
    std::thread::sleep(Duration::from_micros(micros));
    // On average 1.5 ms a try.
    u64::from(tries.unsigned_abs()) * 1_500 < u64::try_from(PATIENCE.as_micros()).unwrap_or(u64::MAX)
}

fn read_id(connection: &Connection) -> Result<NotebookId> {
    let header: Option<Vec<u8>> = connection
        .query_row("SELECT header FROM change ORDER BY local LIMIT 1", [], |r| r.get(0))
        .map(Some)
        .or_else(|e| if e == rusqlite::Error::QueryReturnedNoRows { Ok(None) } else { Err(e) })
        .map_err(sql_trouble)?;
    match header {
        Some(bytes) => Ok(Header::decode(&bytes)?.notebook),
        None => Err(Trouble::new(
            "This notebook is empty: making it was interrupted.",
            "Delete the file and make it again with “visitbook new”.",
        )),
    }
}

fn not_ours(path: &Path, error: &rusqlite::Error) -> Trouble {
    use rusqlite::ErrorCode;
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => Trouble::new(
            format!("{} is not a visitbook notebook.", files::shown(path)),
            "Check the name; a notebook usually ends in .visitbook.",
        )
        .because(error),
        _ => sql_trouble_ref(error),
    }
}

/// Runs a statement that gives no rows; it is read and planned once for a connection. Gives how many
/// rows it changed.
fn run(connection: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<usize> {
    connection.prepare_cached(sql).and_then(|mut s| s.execute(params)).map_err(sql_trouble)
}

/// Trouble from SQLite, in words.
#[allow(clippy::needless_pass_by_value, reason = "it is what `map_err` is given")]
pub(crate) fn sql_trouble(error: rusqlite::Error) -> Trouble {
    sql_trouble_ref(&error)
}

fn sql_trouble_ref(error: &rusqlite::Error) -> Trouble {
    use rusqlite::ErrorCode;
    let (what, advice) = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => {
            ("The disk is full.", "Free some space and try again. What was saved before is safe.")
        }
        Some(ErrorCode::ReadOnly) => (
            "This notebook cannot be written to.",
            "It is opened for writing even to be read: check that you may write the file and its folder, or copy it \
                 into a folder of your own.",
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            ("A colleague's session has been writing for a long time.", "Nothing was lost: try again in a moment.")
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            ("This notebook is damaged.", "Keep a copy of the file, and run “visitbook doctor” on it.")
        }
        Some(ErrorCode::SystemIoFailure) => ("The disk did not answer.", "Check that it is still there and try again."),
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            ("This notebook could not be opened.", "Check that you may read and write the file and its folder.")
        }
        _ => ("The notebook could not do that.", "Try again; if it stays so, run “visitbook doctor” on it."),
    };
    Trouble::new(what, advice).because(error)
}

#[cfg(test)]
mod tests;
