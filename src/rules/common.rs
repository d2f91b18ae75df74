//! What is common to all editions: `books/common.toml`, read and checked.
//!
//! Invariant: every province stands once, and every list has its source.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::captcha::{CaptchaLives, LivesFile};
use super::enrolment::Suspension;
use super::error::{Problem, RulebookError};
use super::province::{Province, ProvinceInfo};
use super::source::Sources;
use super::terms::Param;
use super::vocabulary::{Carrier, FilingType, ServiceKind};
use super::written::{Desk, Written, read_toml};

/// The rules that go by no edition.
pub struct Common {
    /// By date of enrolment.
    pub provinces: Vec<ProvinceInfo>,
    /// When no filing is accepted.
    pub suspension: Suspension,
    /// Where the number on the back of the permit counts.
    pub permit_back_provinces: Param<Vec<Province>>,
    /// How many characters an ID suffix has.
    pub suffix_characters: Param<usize>,
    /// How many decimal digits a code has.
    pub code_digits: Param<u32>,
    /// Which carrier a number belongs to.
    pub carriers: Param<Carriers>,
    /// Filing types whose orders may name no service.
    pub services_optional: Param<Vec<FilingType>>,
    /// Filing types that take one kind of service.
    pub only_kind: Param<BTreeMap<FilingType, ServiceKind>>,
    /// Filing types that the person as first filed verifies.
    pub on_record: Param<Vec<FilingType>>,
    /// How long what the ministry's plane gives out lives.
    pub captcha_lives: Param<CaptchaLives>,
}

/// Carriers by the first digits of a number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carriers {
    /// The carrier of all numbers that no prefix fits.
    pub otherwise: Carrier,
    /// First digits of the numbers of the others.
    pub prefixes: BTreeMap<Carrier, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommonFile {
    provinces: Vec<ProvinceFile>,
    suspension: SuspensionFile,
    permit_back_provinces: Option<Written<Vec<String>>>,
    suffix_characters: Option<Written<usize>>,
    code_digits: Option<Written<u32>>,
    carriers: Option<Written<Carriers>>,
    services_optional: Option<Written<Vec<FilingType>>>,
    only_kind: Option<Written<BTreeMap<FilingType, ServiceKind>>>,
    on_record: Option<Written<Vec<FilingType>>>,
    captcha_lives: Option<Written<LivesFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProvinceFile {
    code: String,
    zh: String,
    enrolled_from: String,
    source: Option<Sources>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SuspensionFile {
    from: String,
    to: String,
    source: Option<Sources>,
}

/// Reads `common.toml`.
pub fn read_common(desk: Desk<'_>, text: &str) -> Result<Common, RulebookError> {
    let file: CommonFile = read_toml(desk.file, text)?;
    let mut provinces: Vec<ProvinceInfo> = Vec::with_capacity(file.provinces.len());
    for written in file.provinces {
        let info = read_province(desk, written)?;
        if provinces
            .iter()
            .any(|known| known.province == info.province)
        {
            let twice = Problem::Twice("another entry of `provinces`".to_owned());
            return Err(desk.error(&format!("provinces.{}", info.code), twice));
        }
        provinces.push(info);
    }
    let permit_back_provinces = {
        let Param { value, source } =
            desk.param("permit_back_provinces", file.permit_back_provinces)?;
        let listed = |code: String| {
            let found = provinces.iter().find(|info| info.code == code);
            let unknown = || Problem::Unknown(format!("`{code}` is not one of `provinces`"));
            found
                .map(|info| info.province)
                .ok_or_else(|| desk.error("permit_back_provinces", unknown()))
        };
        Param {
            value: value.into_iter().map(listed).collect::<Result<_, _>>()?,
            source,
        }
    };
    Ok(Common {
        suspension: Suspension {
            from: desk.moment("suspension.from", &file.suspension.from)?,
            to: desk.moment("suspension.to", &file.suspension.to)?,
            source: desk.sources("suspension", file.suspension.source)?,
        },
        provinces,
        permit_back_provinces,
        suffix_characters: desk.param("suffix_characters", file.suffix_characters)?,
        code_digits: desk.param("code_digits", file.code_digits)?,
        carriers: desk.param("carriers", file.carriers)?,
        services_optional: desk.param("services_optional", file.services_optional)?,
        only_kind: desk.param("only_kind", file.only_kind)?,
        on_record: desk.param("on_record", file.on_record)?,
        captcha_lives: CaptchaLives::read(desk, file.captcha_lives)?,
    })
}

fn read_province(desk: Desk<'_>, written: ProvinceFile) -> Result<ProvinceInfo, RulebookError> {
    let ProvinceFile {
        code,
        zh,
        enrolled_from,
        source,
    } = written;
    let place = format!("provinces.{code}");
    let province = Province::unlisted(&code).ok_or_else(|| {
        desk.error(
            &place,
            Problem::BadValue("a code of two lower-case letters".to_owned()),
        )
    })?;
    let moment = desk.moment(&place, &enrolled_from)?;
    let enrolled_from = Param {
        value: moment,
        source: desk.sources(&place, source)?,
    };
    Ok(ProvinceInfo {
        province,
        code,
        zh,
        enrolled_from,
    })
}
