//! Following a journal: its lines from one number to another, by primary key, as committed.

use super::codec;
use super::load::LoadError;
use super::open::Store;
use crate::sim::Record;

/// A line of a sandbox's journal, read as far as is needed to find what it is about.
#[derive(Clone, PartialEq, Debug)]
pub enum Line {
    /// Something happened to an order, which knows it by the line's number.
    Order {
        /// The line's number.
        seq: u64,
        /// The order's number in the sandbox.
        order: u32,
    },
    /// Something else, of which no order knows: a call, or what became of a webhook.
    Other(Record),
}

impl Line {
    /// The line's number in the sandbox.
    pub const fn seq(&self) -> u64 {
        match self {
            Self::Order { seq, .. } => *seq,
            Self::Other(record) => record.seq,
        }
    }
}

/// Lines of both tables; those alone that are about no order with all columns, one behind the
/// other.
const SQL: &str = "
    select seq, order_number, null as whole
      from orders
     where sandbox = (select sandbox from sandboxes where id = $1) and seq > $2 and seq <= $3
    union all
    select seq, order_number,
           case when order_number is null
                then seq || '\t' || format || '\t' || at || '\t' || rule
                     || '\t' || $4 || '\t' || type || '\t' || detail
           end
      from events
     where sandbox = (select sandbox from sandboxes where id = $1) and seq > $2 and seq <= $3
     order by seq";

impl Store {
    /// The lines of that sandbox's journal behind `after`, up to `to`; the rules that rounds are
    /// bound to have lines of their own, which are left out.
    ///
    /// # Errors
    /// Where the database fails or a line cannot be understood.
    pub async fn lines(&self, id: &str, after: u64, to: u64) -> Result<Vec<Line>, LoadError> {
        let mut reading = self.reading().await?;
        let query = sqlx::query_as::<_, (i64, Option<i64>, Option<String>)>(SQL)
            .bind(id)
            .bind(codec::bigint(after))
            .bind(codec::bigint(to))
            .bind(codec::NO_ORDER);
        let rows = query.fetch_all(reading.connection()).await?;
        let lines = rows.into_iter().map(|(seq, order, whole)| match whole {
            Some(whole) => Ok(Line::Other(codec::event(&whole)?)),
            None => Ok(Line::Order {
                seq: codec::natural(seq)?,
                order: codec::small(order.unwrap_or(codec::NO_ORDER))?,
            }),
        });
        lines.collect()
    }
}
