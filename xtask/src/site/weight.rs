//! What a site weighs as it is sent, and what it may weigh.

use anyhow::{Result, ensure};

use super::assets::{Asset, Needed};

/// What is needed until the app is on the screen at a first visit may weigh so many bytes: the build fails above. That is a
/// little more than it weighs now, so that it cannot creep back.
pub const FIRST_PAINT_CEILING: usize = 140_000;

/// What a signed-in person needs for their first screen, with what saves and sends, may weigh so many bytes: a little
/// more than it weighs now. It is to come down to 250 kB, with each step that makes its code smaller.
pub const FIRST_SCREEN_CEILING: usize = 320_000;

/// The bytes of a site as they are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weight {
    /// Until the app is on the screen at a first visit.
    pub first_paint: usize,
    /// All that a signed-in person's first screen loads.
    pub first_screen: usize,
}

impl Weight {
    /// Says what each part of a site weighs; fails when it has become too heavy.
    pub fn of(files: &[Asset]) -> Result<Self> {
        let mut parts: Vec<&Asset> = files.iter().filter(|file| is_loaded(file)).collect();
        parts.sort_by_key(|part| part.needed);
        for part in &parts {
            println!("{:>9} bytes  {}", part.brotli.len(), part.path);
        }
        let until = |needed| -> usize {
            parts.iter().filter(|part| part.needed <= needed).map(|part| part.brotli.len()).sum()
        };
        let weight = Self { first_paint: until(Needed::AtOnce), first_screen: until(Needed::WithPerson) };
        println!("{:>9} bytes  until first paint, of {FIRST_PAINT_CEILING}", weight.first_paint);
        println!("{:>9} bytes  for a person's first screen, of {FIRST_SCREEN_CEILING}", weight.first_screen);
        println!("{:>9} bytes  with every screen", until(Needed::Later));
        weight.check()?;
        Ok(weight)
    }

    fn check(self) -> Result<()> {
        ensure!(self.first_paint <= FIRST_PAINT_CEILING, "what is needed until first paint is too heavy");
        ensure!(self.first_screen <= FIRST_SCREEN_CEILING, "a person's first screen is too heavy");
        Ok(())
    }
}

/// Whether a page loads it; icons and the manifest are the browser's business.
fn is_loaded(file: &Asset) -> bool {
    file.file == "index.html" || file.path.starts_with("/pkg/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(first_paint: usize, person: usize) -> Result<Weight> {
        let file = |name: &str, bytes: usize, needed| Asset {
            brotli: vec![0; bytes],
            needed,
            ..Asset::named(&format!("/pkg/{name}"), name, Vec::new())
        };
        Weight::of(&[
            file("person", person, Needed::WithPerson),
            file("app", first_paint, Needed::AtOnce),
            file("me", FIRST_SCREEN_CEILING, Needed::Later),
        ])
    }

    #[test]
    fn a_site_that_is_too_heavy_is_refused() {
        let most = weight(FIRST_PAINT_CEILING, FIRST_SCREEN_CEILING - FIRST_PAINT_CEILING).unwrap();
        assert_eq!(most, Weight { first_paint: FIRST_PAINT_CEILING, first_screen: FIRST_SCREEN_CEILING });
        assert!(weight(FIRST_PAINT_CEILING + 1, 0).is_err());
        assert!(weight(1, FIRST_SCREEN_CEILING).is_err());
    }
}
