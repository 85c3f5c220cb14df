//! `visitbook accept`: the protocol for the day, read and accepted before the first note.

use super::out::Out;
use super::place::Place;
use crate::review::visit::{Contact, Visit};
use crate::trouble::{Result, Trouble};
use clap::Args;
use std::path::PathBuf;

/// Shows the protocol for the day; with --yes, accepts it.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  visitbook accept maths.visitbook\n  visitbook accept maths.visitbook --yes")]
pub struct Accept {
    /// The notebook
    notebook: PathBuf,
    /// You have read it and accept it; the time is recorded
    #[arg(long)]
    yes: bool,
}

/// Shows the protocol and, if asked to, accepts it.
///
/// # Errors
/// When I do not take part in the visit, or the notebook cannot be written to.
pub fn run(accept: &Accept, place: &Place, out: &mut Out) -> Result<()> {
    let mut desk = place.desk(&accept.notebook)?;
    let me = desk.myself()?;
    if !me.role.captures() {
        return Err(Trouble::new(
            format!("{} ({}) writes no notes in this review, so there is nothing to accept.", me.name, me.role.label()),
            "Say who you are with --as.",
        ));
    }
    let zone = desk.review().visit.zone;
    out.data(&protocol(&desk.review().visit))?;
    if desk.entry()?.needs_protocol {
        if !accept.yes {
            let shown = crate::files::shown(&accept.notebook);
            out.say(&format!("\nNot accepted yet. When you have read it: visitbook accept {shown} --yes"));
            return Ok(());
        }
        desk.accept_protocol()?;
    }
    desk.announce_key()?;
    if let Some(at) = desk.accepted_at()? {
        let who = desk.myself()?.name.clone();
        out.say(&format!("\nAccepted by {who} on {}.", at.local(zone).format("%A %-d %B %Y at %H:%M")));
    }
    if desk.entry()?.needs_key {
        out.say("You have no key yet, so you cannot seal a note. Make one: visitbook identity new");
    }
    Ok(())
}

/// The protocol in words, with whom to turn to.
fn protocol(visit: &Visit) -> String {
    let mut text = format!("Protocol for the day · {} · {}\n", visit.school, visit.focus);
    let parts = [
        ("Conduct", &visit.protocol.conduct),
        ("Safeguarding", &visit.protocol.safeguarding),
        ("Confidentiality", &visit.protocol.confidentiality),
    ];
    for (heading, lines) in parts {
        text.push_str(&format!("\n{heading}\n"));
        for line in lines {
            text.push_str(&format!("- {line}\n"));
        }
        if heading == "Safeguarding" {
            let routes = &visit.safeguarding;
            let contact = |what: &str, c: &Contact| format!("  {what:<28} {}, {}\n", c.name, c.phone);
            text.push_str(&contact("About a child, now:", &routes.dsl));
            text.push_str(&contact("or:", &routes.deputy));
            text.push_str(&contact("About an adult working here:", &routes.head));
            text.push_str(&contact("About the head:", &routes.chair));
            text.push_str(&contact("or:", &routes.lado));
        }
    }
    text
}
