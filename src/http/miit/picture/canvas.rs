//! Pixels to draw on. Whole numbers only, so that every machine draws the same.

/// Red, green and blue, each from 0 to 255.
pub type Colour = [i32; 3];

/// Weights and shares are of this.
pub const WHOLE: i32 = 256;

/// A picture being drawn.
pub struct Canvas {
    width: i32,
    height: i32,
    pixels: Vec<Colour>,
}

impl Canvas {
    /// A picture whose pixels are those of the function.
    pub fn painted(width: i32, height: i32, mut colour: impl FnMut(i32, i32) -> Colour) -> Self {
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Self {
            width,
            height,
            pixels: places.map(|(x, y)| colour(x, y)).collect(),
        }
    }

    /// Its width in pixels.
    pub const fn width(&self) -> i32 {
        self.width
    }

    /// Its height in pixels.
    pub const fn height(&self) -> i32 {
        self.height
    }

    /// The pixel's colour; black outside.
    pub fn at(&self, x: i32, y: i32) -> Colour {
        let place = self.place(x, y);
        place.map(|place| self.pixels[place]).unwrap_or_default()
    }

    /// Changes a pixel; outside nothing happens.
    pub fn change(&mut self, x: i32, y: i32, change: impl FnOnce(Colour) -> Colour) {
        if let Some(place) = self.place(x, y) {
            self.pixels[place] = change(self.pixels[place]);
        }
    }

    /// The bytes of an RGB picture.
    pub fn bytes(&self) -> Vec<u8> {
        self.pixels.iter().flatten().map(|c| byte(*c)).collect()
    }

    fn place(&self, x: i32, y: i32) -> Option<usize> {
        let inside = (0..self.width).contains(&x) && (0..self.height).contains(&y);
        inside.then(|| usize::try_from(y * self.width + x).unwrap_or_default())
    }
}

/// One colour laid over another with that weight.
pub fn blend(under: Colour, over: Colour, weight: i32) -> Colour {
    [0, 1, 2].map(|c| under[c] + (over[c] - under[c]) * weight / WHOLE)
}

/// A channel as a byte.
pub fn byte(channel: i32) -> u8 {
    u8::try_from(channel.clamp(0, 255)).unwrap_or_default()
}
