//! Joining notebooks: laptops by file and by line, and a server that they share.
//!
//! Joining is the union of two journals; the fold makes the same of it in any order. So all there is
//! to do here is to send what the other lacks, and to believe nothing that arrives:
//!
//! * [`stream`]: how changes travel, in a file and on a line
//! * [`remote`]: the seam: whatever can be asked what it has, given changes, and asked for some
//! * [`gate`]: who is believed: whose writer a change comes from, and what stops everything
//! * [`take`]: taking over what passed the gate, in batches
//! * [`exchange`]: the asking side: giving what is lacking there, taking what is lacking here
//! * [`mod@serve`]: the answering side of a line
//! * [`server`]: a shared server's folder, its keys, and what may be asked of it
//! * [`bundle`]: the remote that is a file; [`ssh`]: the remote at a server
//! * [`presence`]: who is at this notebook now, and in which activity
//! * [`remembered`]: with whom this notebook was joined, and when

pub mod bundle;
pub mod exchange;
pub mod gate;
pub mod presence;
pub mod remembered;
pub mod remote;
pub mod serve;
pub mod server;
pub mod ssh;
pub mod stream;
pub mod take;

pub use gate::{Gate, Peer};
pub use remote::{Greeting, Remote};
pub use serve::serve;

#[cfg(test)]
mod tests;
