//! Plain-text tables whose columns stand straight under Chinese text as well.
//!
//! Invariant: a character of Chinese takes two columns of a terminal, and is counted as two.

/// The room between two columns.
const GAP: &str = "  ";

/// Rows of cells; a cell may have several lines.
#[derive(Default)]
pub struct Grid(Vec<Vec<String>>);

impl Grid {
    /// Adds a row.
    pub fn row<C: Into<String>>(&mut self, cells: impl IntoIterator<Item = C>) {
        self.0.push(cells.into_iter().map(Into::into).collect());
    }

    /// The table as text, each line ended.
    pub fn render(&self) -> String {
        let columns = self.0.iter().map(Vec::len).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(|column| self.width_of(column)).collect();
        self.0.iter().flat_map(|row| lines(row, &widths)).collect()
    }

    fn width_of(&self, column: usize) -> usize {
        let cells = self.0.iter().filter_map(|row| row.get(column));
        cells
            .flat_map(|cell| cell.lines())
            .map(width)
            .max()
            .unwrap_or(0)
    }
}

/// The lines that a row takes, as many as its tallest cell has.
fn lines(row: &[String], widths: &[usize]) -> Vec<String> {
    let height = row
        .iter()
        .map(|cell| cell.lines().count())
        .max()
        .unwrap_or(0)
        .max(1);
    let line = |number| {
        let mut text = String::new();
        for (cell, column) in row.iter().zip(widths) {
            let part = cell.lines().nth(number).unwrap_or("");
            text.push_str(part);
            text.push_str(&" ".repeat(column.saturating_sub(width(part))));
            text.push_str(GAP);
        }
        format!("{}\n", text.trim_end())
    };
    (0..height).map(line).collect()
}

/// How many columns of a terminal the text takes.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// East Asian wide and full-width characters, as far as the books hold any.
fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{20000}'..='\u{3fffd}')
}
