//! First entry, once per person and notebook: make my key, read and accept the protocol.

use super::Desk;
use crate::clock::Moment;
use crate::notebook::NewChange;
use crate::notebook::value::{KeyAnnounced, ProtocolAccepted};
use crate::review::visit::{Protocol, Safeguarding};
use crate::secret::Secret;
use crate::trouble::Result;
use crate::vault::identity;
use sha2::{Digest, Sha256};

/// What is still to be done before capture opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// I have no key yet: nothing can be sealed by me, and half-typed lines are not kept.
    pub needs_key: bool,
    /// I have not accepted this wording of the protocol yet.
    pub needs_protocol: bool,
}

impl Desk {
    /// What is still to be done before capture opens.
    pub fn entry(&self) -> Result<Entry> {
        let visit = &self.review.visit;
        let digest = protocol_digest(&visit.protocol, &visit.safeguarding);
        let accepted = self.notebook.accepted(self.me)?;
        Ok(Entry { needs_key: self.my_key()?.is_none(), needs_protocol: accepted.is_none_or(|(_, d)| d != digest) })
    }

    /// When I accepted the protocol.
    pub fn accepted_at(&self) -> Result<Option<Moment>> {
        Ok(self.notebook.accepted(self.me)?.map(|(at, _)| at))
    }

    /// Makes my key and announces its public side in this notebook.
    ///
    /// Takes a moment on purpose: a passphrase that is quick to try is quick to guess.
    ///
    /// # Errors
    /// When I have a key already, or the passphrase is too short.
    pub fn make_key(&mut self, passphrase: &Secret) -> Result<()> {
        identity::create(&self.home, passphrase, self.clock.now())?;
        self.announce_key()
    }

    /// Announces my public keys in this notebook, those that are not announced yet.
    pub fn announce_key(&mut self) -> Result<()> {
        let Some(key) = self.my_key()? else { return Ok(()) };
        let known = self.notebook.keys()?;
        let new: Vec<NewChange> = key
            .recipients
            .iter()
            .filter(|r| !known.iter().any(|k| k.person == self.me && k.recipient == **r))
            .map(|r| NewChange::new(self.me, KeyAnnounced { recipient: r.clone(), label: String::new() }))
            .collect();
        if !new.is_empty() {
            self.write(&new)?;
        }
        Ok(())
    }

    /// Records that I have read and accepted the protocol, with the time and its wording's digest.
    pub fn accept_protocol(&mut self) -> Result<()> {
        let visit = &self.review.visit;
        let digest = protocol_digest(&visit.protocol, &visit.safeguarding);
        self.write(&[NewChange::new(self.me, ProtocolAccepted { digest })]).map(drop)
    }
}

/// SHA-256 over the wording that was shown: a changed protocol has to be accepted again.
fn protocol_digest(protocol: &Protocol, safeguarding: &Safeguarding) -> Vec<u8> {
    // Encoding to a Vec cannot fail (its error type has no values).
    let bytes = minicbor::to_vec((protocol, safeguarding)).unwrap_or_default();
    Sha256::digest(bytes).to_vec()
}
