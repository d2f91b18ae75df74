//! The chance that a picture is drawn with: SHA-256 of its length-prefixed key and a block's number,
//! so the same picture on every machine.

use sha2::{Digest, Sha256};

/// Bytes that follow from a key.
pub struct Chance {
    key: [u8; 32],
    block: [u8; 32],
    blocks: u64,
    used: usize,
}

impl Chance {
    /// What follows from that key.
    pub fn of(key: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in key {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self {
            key: hash.finalize().into(),
            block: [0; 32],
            blocks: 0,
            used: 32,
        }
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        if self.used == self.block.len() {
            let hash = Sha256::new_with_prefix(self.key);
            self.block = hash
                .chain_update(self.blocks.to_be_bytes())
                .finalize()
                .into();
            self.blocks += 1;
            self.used = 0;
        }
        let byte = self.block[self.used];
        self.used += 1;
        byte
    }

    /// A number from the first to the last, both included, close to evenly.
    pub fn between(&mut self, first: i32, last: i32) -> i32 {
        let drawn = (0..4).fold(0_i64, |drawn, _| drawn << 8 | i64::from(self.byte()));
        let choices = i64::from(last) - i64::from(first) + 1;
        let above = i32::try_from((drawn * choices) >> 32).unwrap_or_default();
        first + above
    }
}
