//! Removing what a reset or a removal left behind, a slice at a time.

use super::open::Store;

/// Rows that one slice removes at the most.
const SLICE: i64 = 2_000;

impl Store {
    /// Removes a slice of the rows of some dropped key. Answers whether there may be more.
    ///
    /// # Errors
    /// Where the database fails; the rest is removed another time.
    pub async fn remove_slice(&self) -> Result<bool, sqlx::Error> {
        const NEXT: &str = "select sandbox from dropped order by sandbox limit 1";
        const DONE: &str = "delete from dropped where sandbox = $1";
        const TABLES: [(&str, &str); 3] = [
            (
                "select coalesce(min(seq), -1) from events where sandbox = $1",
                "delete from events where sandbox = $1 and seq < $2",
            ),
            (
                "select coalesce(min(seq), -1) from orders where sandbox = $1",
                "delete from orders where sandbox = $1 and seq < $2",
            ),
            (
                "select coalesce(min(seq), -1) from terms where sandbox = $1",
                "delete from terms where sandbox = $1 and seq < $2",
            ),
        ];
        let mut writer = self.writer.lock().await;
        let next: Option<(i64,)> = sqlx::query_as(NEXT).fetch_optional(&mut *writer).await?;
        let Some((key,)) = next else { return Ok(false) };
        for (first, remove) in TABLES {
            let (seq,): (i64,) = sqlx::query_as(first)
                .bind(key)
                .fetch_one(&mut *writer)
                .await?;
            if seq >= 0 {
                let query = sqlx::query(remove).bind(key).bind(seq + SLICE);
                query.execute(&mut *writer).await?;
                return Ok(true);
            }
        }
        sqlx::query(DONE).bind(key).execute(&mut *writer).await?;
        Ok(true)
    }
}
