//! Values of the books as people read them, each leading to its source.

use maud::{Markup, html};

use super::look::Lang;
use super::widgets::{source_list, span};
use super::words::Words;
use crate::rules::{RawValue, Remark, Sources, Span};

/// A parameter's value: durations in hours and minutes, flags as yes or no, words as they are written.
pub fn raw(words: &Words, raw: &RawValue) -> String {
    match raw {
        RawValue::Flag(true) => words.yes.to_owned(),
        RawValue::Flag(false) => words.no.to_owned(),
        RawValue::Number(number) => number.to_string(),
        RawValue::Text(text) => {
            Span::parse(text).map_or_else(|_| text.clone(), |found| span(words, found))
        }
    }
}

/// Where a value is written: the sources' keys, and on demand what the book remarks, what each source
/// is, and its own words.
pub fn remarked(lang: Lang, id: &str, remark: Option<&Remark>, sources: &Sources) -> Markup {
    html! {
        details.why id=(id) {
            summary { span.keys { (sources) } }
            div.quote {
                @if let Some(remark) = remark {
                    @if let Some(quote) = &remark.quote { blockquote lang="zh-CN" { (quote) } }
                    @if let Some(note) = &remark.note { p lang="en" { (note) } }
                }
                (source_list(lang, sources))
            }
        }
    }
}
