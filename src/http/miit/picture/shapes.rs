//! Shapes with soft edges, laid thinly over the noise.

use super::canvas::{Canvas, Colour, WHOLE, blend};
use super::chance::Chance;

/// Places are in quarters of a pixel, so that an edge can run through one.
const FINE: i32 = 4;

/// How far a shape reaches, in pixels.
const REACH: (i32, i32) = (18, 70);

/// How much of a shape's colour is seen: enough to look at, too little for a false gap.
const WEIGHT: (i32, i32) = (36, 84);

enum Shape {
    Disc { reach: i32 },
    Ring { reach: i32, hole: i32 },
    Triangle { corners: [(i32, i32); 3] },
}

/// Lays a shape somewhere on the picture.
pub fn lay(canvas: &mut Canvas, colour: Colour, chance: &mut Chance) {
    let centre = (
        chance.between(0, canvas.width()),
        chance.between(0, canvas.height()),
    );
    let reach = chance.between(REACH.0, REACH.1);
    let shape = Shape::some(reach, chance);
    let weight = chance.between(WEIGHT.0, WEIGHT.1);
    for y in centre.1 - reach..=centre.1 + reach {
        for x in centre.0 - reach..=centre.0 + reach {
            let covered = shape.covered(x - centre.0, y - centre.1);
            if covered > 0 {
                canvas.change(x, y, |under| blend(under, colour, weight * covered / WHOLE));
            }
        }
    }
}

impl Shape {
    fn some(reach: i32, chance: &mut Chance) -> Self {
        let fine = reach * FINE;
        match chance.between(0, 2) {
            0 => Self::Disc { reach: fine },
            1 => Self::Ring {
                reach: fine,
                hole: fine * chance.between(40, 75) / 100,
            },
            _ => {
                let mut corner = || (chance.between(-fine, fine), chance.between(-fine, fine));
                Self::Triangle {
                    corners: [corner(), corner(), corner()],
                }
            }
        }
    }

    /// How much of a pixel, of which the place from the centre is given, the shape covers.
    fn covered(&self, x: i32, y: i32) -> i32 {
        let points = [(1, 1), (3, 1), (1, 3), (3, 3)];
        let inside = points
            .iter()
            .filter(|(right, down)| self.contains(x * FINE + right, y * FINE + down));
        i32::try_from(inside.count()).unwrap_or_default() * WHOLE / 4
    }

    fn contains(&self, x: i32, y: i32) -> bool {
        let square = x * x + y * y;
        match self {
            Self::Disc { reach } => square <= reach * reach,
            Self::Ring { reach, hole } => (hole * hole..=reach * reach).contains(&square),
            Self::Triangle { corners } => {
                let sides = [(0, 1), (1, 2), (2, 0)]
                    .map(|(from, to)| side(corners[from], corners[to], (x, y)));
                sides.iter().all(|s| *s >= 0) || sides.iter().all(|s| *s <= 0)
            }
        }
    }
}

/// On which side of the line through two points a third is.
const fn side(from: (i32, i32), to: (i32, i32), at: (i32, i32)) -> i32 {
    (to.0 - from.0) * (at.1 - from.1) - (to.1 - from.1) * (at.0 - from.0)
}
