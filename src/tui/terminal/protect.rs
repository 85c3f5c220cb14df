//! Keeps the process's memory to itself: no core dump, no other process of the same account reading
//! it, and nothing left in it that was freed.
//!
//! What Rust frees is wiped by the allocator in `main.rs`. SQLite is written in C and frees through the
//! C library: the words of a note that was open, or was searched for, would lie there until something
//! else happens to be written over them.

use crate::trouble::{Result, Trouble};
use rustix::process::{DumpableBehavior, Resource, Rlimit, setrlimit};
use std::ffi::OsStr;
use std::process::Command;

/// Set once it was tried to have the C library wipe, so that it is never tried twice.
const TRIED: &str = "VISITBOOK_WIPES";
/// By which glibc is asked; another C library does not look at it.
const ASK: &str = "GLIBC_TUNABLES";
/// Freed memory is filled at once; small pieces are not set aside unfilled for reuse.
const WIPE: &str = "glibc.malloc.perturb=85:glibc.malloc.tcache_count=0";

/// Makes the process undumpable; to be called first thing in `main`.
///
/// Both steps are tried and neither failing is trouble: they are a second wall, not the first
/// (the first is that secrets live shortly and are wiped). A core pattern that pipes into a
/// program ignores the limit, which is why the process is undumpable as well.
pub fn harden() {
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
}

/// Makes the C library wipe what is freed, to be called before anything else is begun.
///
/// glibc can do so, but looks at the variable that asks for it only when a program starts. So the
/// program is started again in its own place, once: same process, same arguments, some milliseconds.
/// With another C library, or where that is impossible, the program goes on without.
pub fn wipe_what_is_freed() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        use std::os::unix::process::CommandExt as _;
        if std::env::var_os(TRIED).is_some() {
            return;
        }
        let Ok(program) = std::env::current_exe() else { return };
        let mut arguments = std::env::args_os();
        let name = arguments.next().unwrap_or_else(|| program.clone().into_os_string());
        let asked = match std::env::var(ASK) {
            Ok(before) if !before.is_empty() => format!("{before}:{WIPE}"),
            _ => WIPE.to_owned(),
        };
        // Comes back only if it failed.
        let _ = Command::new(program).arg0(name).args(arguments).env(TRIED, "1").env(ASK, asked).exec();
    }
}

/// The variables that [`start_clean`] leaves as they are.
const KEPT: [&str; 3] = ["TERM", "LANG", "SSH_ORIGINAL_COMMAND"];

/// Starts the program again in its own place with nothing in its environment but `TERM`, `LANG` and
/// `SSH_ORIGINAL_COMMAND`, and with memory wiped as [`wipe_what_is_freed`] does. For sessions on a server,
/// whose environment comes from afar. Comes back once nothing else is in it: what a client sends never
/// comes alone, since `sshd` sets `HOME` and others, so a mark sent from afar does not pass for ours.
///
/// # Errors
/// When the program cannot be started again; then it must not go on.
pub fn start_clean() -> Result<()> {
    use std::os::unix::process::CommandExt as _;
    let ours = |name: &OsStr| KEPT.iter().chain(&[TRIED, ASK]).any(|n| name == *n);
    if std::env::var_os(TRIED).is_some() && std::env::vars_os().all(|(name, _)| ours(&name)) {
        return Ok(());
    }
    let kept = KEPT.iter().filter_map(|name| Some((*name, std::env::var_os(name)?)));
    let failed = |e: std::io::Error| {
        Trouble::new("The session could not be started.", "Try again; if it stays so, tell whoever keeps the server.")
            .because(e)
    };
    let program = std::env::current_exe().map_err(failed)?;
    Err(failed(
        Command::new(program)
            .args(std::env::args_os().skip(1))
            .env_clear()
            .envs(kept)
            .env(TRIED, "1")
            .env(ASK, WIPE)
            .exec(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_core_is_left_after_hardening() {
        harden();
        assert_eq!(rustix::process::getrlimit(Resource::Core).current, Some(0));
        #[cfg(target_os = "linux")]
        assert_eq!(rustix::process::dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
    }
}
