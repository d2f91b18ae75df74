//! The database's own secret: made once, the same from then on.

use std::fmt::Write as _;

use super::open::Store;

/// The name of the key that tokens and signs are signed with.
const SIGNING: &str = "signing";

/// A secret's bytes.
pub type Secret = [u8; 32];

impl Store {
    /// The key that tokens and signs are signed with: the one stored, else the fresh one, which is
    /// stored before it is used.
    ///
    /// # Errors
    /// Where the database fails, or holds what is no key.
    pub async fn signing_key(&self, fresh: &Secret) -> Result<Secret, sqlx::Error> {
        const FIND: &str = "select key from keys where name = $1";
        const ADD: &str = "insert into keys (name, key) values ($1, $2)";
        // The writer's turn is held from the look to the insert: only one process has the file.
        let mut writer = self.writer.lock().await;
        let query = sqlx::query_as::<_, (String,)>(FIND).bind(SIGNING);
        if let Some((key,)) = query.fetch_optional(&mut *writer).await? {
            let bad = || sqlx::Error::Decode("the stored key is no 32 bytes of hex".into());
            return from_hex(&key).ok_or_else(bad);
        }
        let query = sqlx::query(ADD).bind(SIGNING).bind(to_hex(fresh));
        query.execute(&mut *writer).await?;
        Ok(*fresh)
    }
}

fn to_hex(key: &Secret) -> String {
    key.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn from_hex(text: &str) -> Option<Secret> {
    let mut key = Secret::default();
    let digits = text.as_bytes();
    if digits.len() != 2 * key.len() {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_key_stays() {
        let store = Store::open("sqlite::memory:").await.unwrap();
        let first = [0xab; 32];
        assert_eq!(store.signing_key(&first).await.unwrap(), first);
        assert_eq!(store.signing_key(&[1; 32]).await.unwrap(), first);
    }

    #[test]
    fn what_is_no_key_is_none() {
        for text in ["", "ab", &"zz".repeat(32), &"ab".repeat(33)] {
            assert_eq!(from_hex(text), None, "{text}");
        }
    }
}
