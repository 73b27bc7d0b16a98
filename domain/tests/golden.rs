//! The golden files, frozen: what is hashed or sent today must be so in every later release.

#[path = "golden/checks.rs"]
mod checks;

/// Do not modify the golden files or their checks if this fails: stored hashes would no longer match what they bind, and
/// phones with older builds still send these bytes.
#[test]
fn every_golden_file_is_as_it_was_frozen() {
    for golden in checks::ALL {
        assert_eq!(golden.run(), Ok(()), "{}", golden.name);
    }
}
