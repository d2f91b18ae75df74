//! How a visitor wants the console to look: language and theme, as their cookies say, else as the
//! browser asks.

use axum::http::{HeaderMap, HeaderValue, header};

use super::words::{EN, Words, ZH};

/// A language of the console.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lang {
    /// English.
    En,
    /// Chinese.
    Zh,
}

/// Light or dark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Theme {
    /// As the browser prefers.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What a visitor chose.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Look {
    /// The language.
    pub lang: Lang,
    /// The theme.
    pub theme: Theme,
}

impl Look {
    /// What the request says.
    pub fn of(headers: &HeaderMap) -> Self {
        let lang = cookie(headers, "lang").and_then(Lang::from_key);
        let theme = cookie(headers, "theme").and_then(Theme::from_key);
        Self {
            lang: lang.unwrap_or_else(|| accepted(headers)),
            theme: theme.unwrap_or(Theme::Auto),
        }
    }
}

impl Lang {
    /// Both.
    pub const ALL: &'static [Self] = &[Self::En, Self::Zh];

    /// The language with that key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|lang| lang.key() == key)
    }

    /// The cookie's value.
    pub const fn key(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
        }
    }

    /// The language's tag in a document.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// Its name in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Zh => "中文",
        }
    }

    /// The text in this language.
    pub const fn pick<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Self::En => en,
            Self::Zh => zh,
        }
    }

    /// The console's words in this language.
    pub const fn words(self) -> &'static Words {
        match self {
            Self::En => &EN,
            Self::Zh => &ZH,
        }
    }
}

impl Theme {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Auto, Self::Light, Self::Dark];

    /// The theme with that key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|theme| theme.key() == key)
    }

    /// The cookie's value.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A cookie that keeps a choice for a year, out of reach of other sites' requests.
pub fn keep(name: &'static str, value: &'static str) -> Option<HeaderValue> {
    let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
    HeaderValue::try_from(cookie).ok()
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).into_iter();
    let mut pairs = cookies
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value)
}

/// The first language that the browser lists and the console has. Browsers list the dearest first.
fn accepted(headers: &HeaderMap) -> Lang {
    let asked = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|languages| languages.to_str().ok());
    let mut tags = asked.unwrap_or_default().split(',').map(str::trim);
    let known = |tag: &str| {
        Lang::ALL
            .iter()
            .copied()
            .find(|lang| tag.get(..2) == Some(lang.key()))
    };
    tags.find_map(known).unwrap_or(Lang::En)
}
