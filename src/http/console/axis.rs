//! Where on a drawn timeline each moment stands.
//!
//! A filing has minutes that matter and days in which nothing happens: a gap of time is drawn as wide as
//! its logarithm. Things of one lane at one instant stand beside each other, in the order in which they
//! happened; so what is further to the right never happened earlier.

use crate::rules::{Span, Timestamp};

/// Between two things of one lane at one instant.
const STEP: i64 = 24;
/// The narrowest gap.
const GAP_MIN: i64 = 16;
/// What each doubling of a gap adds.
const DOUBLING: i64 = 8;
/// How many times wider a short story is drawn at the most.
const STRETCH_MAX: i64 = 8;

/// Something to be drawn: when, and in which lane, if it takes room in one.
#[derive(Clone, Copy)]
pub struct Point {
    /// When.
    pub at: Timestamp,
    /// The lane in which it takes room.
    pub lane: Option<usize>,
}

/// Places the points, which stand in order, from `left` on. A short story is stretched towards `right`.
pub fn places(points: &[Point], left: i64, right: i64) -> Vec<i64> {
    let mut places = Vec::with_capacity(points.len());
    let mut taken: Vec<usize> = Vec::new();
    let (mut x, mut last) = (left, None);
    for point in points {
        if let Some(before) = last
            && point.at > before
        {
            x += gap(point.at.since(before));
            taken.clear();
        }
        if let Some(lane) = point.lane {
            if taken.contains(&lane) {
                x += STEP;
                taken.clear();
            }
            taken.push(lane);
        }
        places.push(x);
        last = Some(point.at);
    }
    let drawn = x - left;
    let wanted = (right - left).min(drawn * STRETCH_MAX);
    if drawn > 0 && drawn < wanted {
        for place in &mut places {
            *place = left + (*place - left) * wanted / drawn;
        }
    }
    places
}

fn gap(span: Span) -> i64 {
    let seconds = (span.millis() / 1_000).unsigned_abs() + 1;
    GAP_MIN + DOUBLING * i64::from(seconds.ilog2())
}

#[cfg(test)]
mod tests {
    use super::{Point, places};
    use crate::rules::Timestamp;

    fn at(seconds: i64, lane: Option<usize>) -> Point {
        Point {
            at: Timestamp::from_millis(seconds * 1_000),
            lane,
        }
    }

    #[test]
    fn what_is_later_stands_further_to_the_right() {
        let points = [at(0, Some(0)), at(300, Some(1)), at(86_700, Some(0))];
        let places = places(&points, 10, 0);
        assert_eq!(places[0], 10);
        assert!(places[0] < places[1] && places[1] < places[2]);
        assert!(
            places[2] < 400,
            "a day is no longer than a page: {places:?}"
        );
    }

    #[test]
    fn what_happens_at_one_instant_stands_beside_each_other_only_in_one_lane() {
        let places = places(
            &[at(0, Some(1)), at(0, Some(2)), at(0, Some(1)), at(0, None)],
            0,
            0,
        );
        assert_eq!(places, [0, 0, 24, 24]);
    }

    #[test]
    fn a_short_story_is_stretched_towards_the_width_within_reason() {
        let day = places(
            &[at(0, Some(0)), at(300, Some(0)), at(86_700, Some(0))],
            100,
            900,
        );
        assert_eq!((day[0], day[2]), (100, 900));
        let instant = places(&[at(0, Some(0)), at(0, Some(0))], 100, 900);
        assert_eq!(instant, [100, 100 + 24 * 8]);
    }
}
