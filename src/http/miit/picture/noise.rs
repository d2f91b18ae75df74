//! Smooth noise: random heights on a few lattices, one finer than the other, eased in between.

use super::canvas::WHOLE;
use super::chance::Chance;

/// The lattices: their spacing in pixels and their weight, the weights together `WHOLE`.
const LATTICES: [(i32, i32); 3] = [(128, 144), (64, 72), (32, 40)];

/// A smooth field over a picture, from 0 to 255.
pub struct Field {
    lattices: Vec<(Lattice, i32)>,
}

struct Lattice {
    spacing: i32,
    columns: i32,
    heights: Vec<i32>,
}

impl Field {
    /// A field over a picture of that size.
    pub fn over(width: i32, height: i32, chance: &mut Chance) -> Self {
        let lattices = LATTICES.map(|(spacing, weight)| {
            let (columns, rows) = (width / spacing + 2, height / spacing + 2);
            let heights = (0..columns * rows).map(|_| i32::from(chance.byte()));
            let lattice = Lattice {
                spacing,
                columns,
                heights: heights.collect(),
            };
            (lattice, weight)
        });
        Self {
            lattices: lattices.into(),
        }
    }

    /// The field's value at a pixel.
    pub fn at(&self, x: i32, y: i32) -> i32 {
        let sum: i32 = self
            .lattices
            .iter()
            .map(|(lattice, weight)| lattice.at(x, y) * weight)
            .sum();
        sum / WHOLE
    }
}

impl Lattice {
    fn at(&self, x: i32, y: i32) -> i32 {
        let (column, row) = (x / self.spacing, y / self.spacing);
        let across = ease(x % self.spacing, self.spacing);
        let down = ease(y % self.spacing, self.spacing);
        let row_at = |row: i32| between(self.knot(column, row), self.knot(column + 1, row), across);
        between(row_at(row), row_at(row + 1), down)
    }

    fn knot(&self, column: i32, row: i32) -> i32 {
        let place = usize::try_from(row * self.columns + column).unwrap_or_default();
        self.heights.get(place).copied().unwrap_or_default()
    }
}

/// The smooth step 3t² − 2t³, as a share of `WHOLE`.
fn ease(part: i32, of: i32) -> i32 {
    let t = part * WHOLE / of;
    t * t * (3 * WHOLE - 2 * t) / (WHOLE * WHOLE)
}

fn between(from: i32, to: i32, share: i32) -> i32 {
    from + (to - from) * share / WHOLE
}
