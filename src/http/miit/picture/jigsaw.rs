//! The outline of a piece: a square with a knob or a notch on each side.

use super::chance::Chance;

/// The square's side, in pixels.
const BODY: (i32, i32) = (46, 54);

/// The radius of knobs and notches, in pixels.
const KNOB: (i32, i32) = (8, 10);

/// A piece's outline, in a frame that it touches on all four sides.
pub struct Jigsaw {
    width: i32,
    height: i32,
    mask: Vec<bool>,
}

/// A round part that is added or taken away.
struct Round {
    x: i32,
    y: i32,
    radius: i32,
    added: bool,
}

impl Jigsaw {
    /// Some piece.
    pub fn some(chance: &mut Chance) -> Self {
        let body = chance.between(BODY.0, BODY.1);
        let radius = chance.between(KNOB.0, KNOB.1);
        let mut round = |side: i32| {
            let added = chance.between(0, 1) == 1;
            // Half a radius out of the side, or into it, so that knob and notch have a neck.
            let out = if added { radius / 2 } else { -radius / 2 };
            let along = body / 2 + chance.between(-body / 10, body / 10);
            let (x, y) = match side {
                0 => (along, -out),
                1 => (body + out, along),
                2 => (along, body + out),
                _ => (-out, along),
            };
            Round {
                x,
                y,
                radius,
                added,
            }
        };
        let rounds = [round(0), round(1), round(2), round(3)];
        let inside = |x: i32, y: i32| {
            let in_body = (0..body).contains(&x) && (0..body).contains(&y);
            let mut rounds_here = rounds.iter().filter(|round| round.contains(x, y));
            if in_body {
                rounds_here.all(|round| round.added)
            } else {
                rounds_here.any(|round| round.added)
            }
        };
        Self::framed(-2 * radius, body + 2 * radius, inside)
    }

    /// The pixels for which it is so, out of a square of places, in the least frame.
    fn framed(first: i32, end: i32, inside: impl Fn(i32, i32) -> bool) -> Self {
        let in_line = |place: i32, across: bool| {
            (first..end).any(|other| {
                if across {
                    inside(other, place)
                } else {
                    inside(place, other)
                }
            })
        };
        let reach = |across: bool| {
            let mut lines = (first..end).filter(|place| in_line(*place, across));
            let start = lines.next().unwrap_or_default();
            (start, lines.next_back().unwrap_or(start) + 1)
        };
        let ((left, right), (top, bottom)) = (reach(false), reach(true));
        let places = (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y)));
        Self {
            width: right - left,
            height: bottom - top,
            mask: places.map(|(x, y)| inside(x, y)).collect(),
        }
    }

    /// The frame's width in pixels.
    pub const fn width(&self) -> i32 {
        self.width
    }

    /// The frame's height in pixels.
    pub const fn height(&self) -> i32 {
        self.height
    }

    /// Whether the pixel is of the piece.
    pub fn contains(&self, x: i32, y: i32) -> bool {
        let framed = (0..self.width).contains(&x) && (0..self.height).contains(&y);
        framed && self.mask[usize::try_from(y * self.width + x).unwrap_or_default()]
    }

    /// Whether the pixel is of the piece, and next to one that is not.
    pub fn is_rim(&self, x: i32, y: i32) -> bool {
        let next_to = [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)];
        self.contains(x, y) && !next_to.iter().all(|(x, y)| self.contains(*x, *y))
    }
}

impl Round {
    fn contains(&self, x: i32, y: i32) -> bool {
        // From the middle of the pixel, in halves of one.
        let (right, down) = (2 * (x - self.x) + 1, 2 * (y - self.y) + 1);
        right * right + down * down <= 4 * self.radius * self.radius
    }
}
