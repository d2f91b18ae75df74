//! Values of the books as people read them, each leading to its source.

use maud::{Markup, html};

use super::look::Lang;
use super::widgets::{remark, source_list, span, written};
use crate::rules::{
    FailureFields, FailureMode, FailureTrips, OverLimit, Parameter, RawValue, Remark, ResendCode,
    Sources, Span,
};

/// A parameter's value: durations in hours and minutes, flags as yes or no, words as they are written.
pub fn raw(lang: Lang, raw: &RawValue) -> String {
    let words = lang.words();
    match raw {
        RawValue::Flag(true) => words.yes.to_owned(),
        RawValue::Flag(false) => words.no.to_owned(),
        RawValue::Number(number) => number.to_string(),
        RawValue::Text(text) => {
            if let Ok(found) = Span::parse(text) {
                return span(words, found);
            }
            word(lang, text).map_or_else(|| text.clone(), str::to_owned)
        }
    }
}

/// A word that a parameter can be, in the visitor's language.
fn word(lang: Lang, key: &str) -> Option<&'static str> {
    let fields = |fields| match fields {
        FailureFields::Any => lang.pick("any field", FailureFields::Any.zh()),
        FailureFields::IdSuffix => lang.pick("ID suffix", FailureFields::IdSuffix.zh()),
    };
    let mode = |mode| match mode {
        FailureMode::Consecutive => lang.pick("in a row", FailureMode::Consecutive.zh()),
        FailureMode::Total => lang.pick("in total", FailureMode::Total.zh()),
    };
    let trips = |trips| match trips {
        FailureTrips::OnLimit => lang.pick("the last one", FailureTrips::OnLimit.zh()),
        FailureTrips::AfterLimit => lang.pick("the one after it", FailureTrips::AfterLimit.zh()),
    };
    let over = |over| match over {
        OverLimit::Refuse => lang.pick("sends nothing", OverLimit::Refuse.zh()),
        OverLimit::ReturnOrder => lang.pick("returns the order", OverLimit::ReturnOrder.zh()),
    };
    let code = |code| match code {
        ResendCode::Same => lang.pick("the same", ResendCode::Same.zh()),
        ResendCode::New => lang.pick("a new one", ResendCode::New.zh()),
    };
    FailureFields::from_key(key)
        .map(fields)
        .or_else(|| FailureMode::from_key(key).map(mode))
        .or_else(|| FailureTrips::from_key(key).map(trips))
        .or_else(|| OverLimit::from_key(key).map(over))
        .or_else(|| ResendCode::from_key(key).map(code))
}

/// Where a parameter's value is written: the sources' keys, and on demand all there is to say.
pub fn parameter_source(
    lang: Lang,
    id: &str,
    edition: &str,
    parameter: Parameter,
    sources: &Sources,
) -> Markup {
    folded(id, sources, &written(lang, edition, parameter, sources))
}

/// Where another value is written.
pub fn value_source(lang: Lang, id: &str, remarked: Option<&Remark>, sources: &Sources) -> Markup {
    let content = html! { (remark(remarked)) (source_list(lang, sources)) };
    folded(id, sources, &content)
}

fn folded(id: &str, sources: &Sources, content: &Markup) -> Markup {
    html! {
        details.why id=(id) {
            summary { span.keys { (sources) } }
            div.quote { (content) }
        }
    }
}
