//! Keeps the process's memory to itself: no core dump, no other process of the same account reading
//! it, and nothing left in it that was freed.
//!
//! What Rust frees is wiped by the allocator in `main.rs`. SQLite is written in C and frees through the
//! C library: the words of a note that was open, or was searched for, would lie there until something
//! else happens to be written over them.

use rustix::process::{DumpableBehavior, Resource, Rlimit, setrlimit};

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
        /// Set once it was tried, so that it is never tried twice.
        const TRIED: &str = "VISITBOOK_WIPES";
        const ASK: &str = "GLIBC_TUNABLES";
        // Freed memory is filled at once; small pieces are not set aside unfilled for reuse.
        const WIPE: &str = "glibc.malloc.perturb=85:glibc.malloc.tcache_count=0";
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
        let _ = std::process::Command::new(program).arg0(name).args(arguments).env(TRIED, "1").env(ASK, asked).exec();
    }
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
