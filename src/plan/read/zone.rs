//! The school's time zone, as people name it.

use crate::clock::Tz;
use crate::plan::findings::Findings;
use crate::plan::section::{Placed, nearest};

/// What people in Britain write instead of the zone's name.
const BRITISH: [&str; 8] = ["bst", "uk", "gb", "britain", "england", "wales", "scotland", "british time"];
/// Zones without summer time that are taken for Britain's.
const NO_SUMMER: [&str; 6] = ["GMT", "UTC", "Etc/GMT", "Etc/UTC", "UCT", "Greenwich"];

/// The zone called `name`; an unknown one is told with the nearest known one.
pub(super) fn named(name: &Placed<String>, f: &mut Findings) -> Option<Tz> {
    let Ok(zone) = name.value.parse::<Tz>() else {
        f.mistake(
            name.at,
            format!("There is no time zone “{}”.", crate::text::fit(&name.value, 60)),
            format!("Write for example zone = \"{}\"", meant(&name.value).unwrap_or("Europe/London")),
        );
        return None;
    };
    if NO_SUMMER.contains(&zone.name()) {
        f.warning(
            name.at,
            format!("{} has no summer time: from March to October it is an hour behind British clocks.", zone.name()),
            "For a school in Britain write zone = \"Europe/London\"",
        );
    }
    Some(zone)
}

fn meant(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase().replace(' ', "_");
    if BRITISH.contains(&lower.as_str()) {
        return Some("Europe/London");
    }
    let names = || chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    let city = |name: &'static str| name.rsplit('/').next().unwrap_or(name);
    names()
        .find(|known| city(known).to_lowercase() == lower)
        .or_else(|| nearest(name, names()))
        .or_else(|| nearest(&lower, names().map(city)).and_then(|c| names().find(|known| city(known) == c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_that_was_meant_is_offered() {
        for name in ["Europe/Londn", "London", "Londn", "BST", "UK", "europe/london"] {
            assert_eq!(meant(name), Some("Europe/London"), "{name}");
        }
        assert_eq!(meant("New York"), Some("America/New_York"));
        assert_eq!(meant("qqqqqq"), None);
    }
}
