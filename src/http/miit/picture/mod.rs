//! A slider puzzle: a background of smooth noise and shapes, a jigsaw piece cut out of it, and the
//! gap that it leaves, shaded. Piece and gap have a light outline.
//!
//! Invariant: a picture is a function of the sandbox's seed and its number alone. Pure; drawing and
//! packing take milliseconds, so whoever serves requests lets another thread do it.

mod canvas;
mod chance;
mod jigsaw;
mod noise;
mod shapes;

use png::{BitDepth, ColorType, Compression, Encoder};

use canvas::{Canvas, Colour, WHOLE, blend, byte};
use chance::Chance;
use jigsaw::Jigsaw;
use noise::Field;

/// The background's width in pixels.
pub const WIDTH: i32 = 500;
/// The background's height in pixels.
pub const HEIGHT: i32 = 190;

/// The least room between gap and border, in pixels.
const MARGIN: i32 = 8;
/// How many shapes lie on the noise.
const SHAPES: (i32, i32) = (6, 10);
/// Three kinds of channels, of which every colour has one each: neither so dark that the shade
/// would not show, nor so light that the outline would not.
const CHANNELS: [(i32, i32); 3] = [(105, 150), (75, 115), (45, 85)];
/// The grain, as a share of `WHOLE` of the spread of two nibbles: 6.5 to 2.2 of 255.
const GRAIN: i32 = 87;
/// How much of the background is left in the gap.
const SHADE: i32 = 104;
/// The outline's colour, and how much of it is seen.
const OUTLINE: Colour = [255, 255, 250];
const OUTLINE_WEIGHT: i32 = 236;

/// A puzzle.
pub struct Puzzle {
    /// The background with the gap, as PNG.
    pub background: Vec<u8>,
    /// The piece, as PNG with alpha, in the least frame.
    pub piece: Vec<u8>,
    /// Where the frame's left edge is when the piece lies in the gap, in pixels of the background.
    pub x: i32,
    /// Where its top edge is.
    pub y: i32,
}

impl Puzzle {
    /// The n-th puzzle of a sandbox with that seed.
    ///
    /// # Errors
    /// Where the packing fails, which it does for no picture.
    pub fn draw(seed: u64, nth: u64) -> Result<Self, png::EncodingError> {
        let key: [&[u8]; 3] = [b"picture", &seed.to_be_bytes(), &nth.to_be_bytes()];
        let mut chance = Chance::of(&key);
        let mut canvas = background(&mut chance);
        let jigsaw = Jigsaw::some(&mut chance);
        // The piece starts at the left border: its gap is beyond it.
        let x = chance.between(jigsaw.width() + MARGIN, WIDTH - jigsaw.width() - MARGIN);
        let y = chance.between(MARGIN, HEIGHT - jigsaw.height() - MARGIN);
        let piece = cut(&canvas, &jigsaw, (x, y))?;
        shade(&mut canvas, &jigsaw, (x, y));
        let background = pack(&canvas.bytes(), (WIDTH, HEIGHT), ColorType::Rgb)?;
        Ok(Self {
            background,
            piece,
            x,
            y,
        })
    }
}

fn background(chance: &mut Chance) -> Canvas {
    let fields = [(); 2].map(|()| Field::over(WIDTH, HEIGHT, chance));
    let colours = [(); 4].map(|()| colour(chance));
    let mut canvas = Canvas::painted(WIDTH, HEIGHT, |x, y| {
        let [this, other] = [&fields[0], &fields[1]].map(|field| field.at(x, y));
        let upper = blend(colours[0], colours[1], this);
        let lower = blend(colours[2], colours[3], this);
        blend(upper, lower, other)
    });
    for _ in 0..chance.between(SHAPES.0, SHAPES.1) {
        let colour = colour(chance);
        shapes::lay(&mut canvas, colour, chance);
    }
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let byte = i32::from(chance.byte());
            let grain = (byte / 16 + byte % 16 - 15) * GRAIN / WHOLE;
            canvas.change(x, y, |colour| colour.map(|channel| channel + grain));
        }
    }
    canvas
}

fn colour(chance: &mut Chance) -> Colour {
    let mut channels = CHANNELS.map(|(least, most)| chance.between(least, most));
    for place in [2, 1] {
        let other = usize::try_from(chance.between(0, place)).unwrap_or_default();
        channels.swap(usize::try_from(place).unwrap_or_default(), other);
    }
    channels
}

/// The piece, as PNG.
fn cut(
    canvas: &Canvas,
    jigsaw: &Jigsaw,
    (left, top): (i32, i32),
) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    for y in 0..jigsaw.height() {
        for x in 0..jigsaw.width() {
            let mut pixel = [0; 4];
            if jigsaw.contains(x, y) {
                let colour = outlined(canvas.at(left + x, top + y), jigsaw.is_rim(x, y));
                let [red, green, blue] = colour.map(byte);
                pixel = [red, green, blue, u8::MAX];
            }
            bytes.extend(pixel);
        }
    }
    pack(&bytes, (jigsaw.width(), jigsaw.height()), ColorType::Rgba)
}

/// Shades the gap that the piece leaves.
fn shade(canvas: &mut Canvas, jigsaw: &Jigsaw, (left, top): (i32, i32)) {
    for y in 0..jigsaw.height() {
        for x in 0..jigsaw.width() {
            if jigsaw.contains(x, y) {
                canvas.change(left + x, top + y, |colour| {
                    let shaded = colour.map(|channel| channel * SHADE / WHOLE);
                    outlined(shaded, jigsaw.is_rim(x, y))
                });
            }
        }
    }
}

fn outlined(colour: Colour, is_rim: bool) -> Colour {
    if is_rim {
        blend(colour, OUTLINE, OUTLINE_WEIGHT)
    } else {
        colour
    }
}

fn pack(
    bytes: &[u8],
    (width, height): (i32, i32),
    colours: ColorType,
) -> Result<Vec<u8>, png::EncodingError> {
    let size = |pixels: i32| u32::try_from(pixels).unwrap_or_default();
    let mut packed = Vec::new();
    let mut encoder = Encoder::new(&mut packed, size(width), size(height));
    encoder.set_color(colours);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(bytes)?;
    writer.finish()?;
    Ok(packed)
}
