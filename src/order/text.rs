//! Texts of a filing: names, numbers, codes. Nearly all of them are short, so they stand in place, and
//! looking at an order does not walk through memory for each.

/// A text of a filing, in place up to 24 bytes.
pub type Text = compact_str::CompactString;
