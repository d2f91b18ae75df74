//! The ID suffix: whose number, and which characters of it.

use crate::rules::{
    IdType, Province, RuleId, SuffixFrom, catalog, full_width_brackets, half_width_brackets,
    last_six,
};

fn check(id_type: IdType, province: &str, from: SuffixFrom, rule: RuleId) {
    let province = Province::from_code(province).expect(province);
    let ruled = catalog().suffix_rule(id_type, province);
    assert_eq!(
        (ruled.value, ruled.rule),
        (from, rule),
        "{id_type} {province}"
    );
}

#[test]
fn only_zhejiang_takes_the_back_of_the_permit() {
    for province in catalog()
        .provinces()
        .iter()
        .filter(|info| info.code != "zj")
    {
        for id_type in IdType::ALL.iter().copied() {
            check(
                id_type,
                &province.code,
                SuffixFrom::IdNumber,
                RuleId::SuffixLastSix,
            );
        }
    }
    for id_type in IdType::ALL
        .iter()
        .copied()
        .filter(|one| *one != IdType::HkMacauPermit)
    {
        check(id_type, "zj", SuffixFrom::IdNumber, RuleId::SuffixLastSix);
    }
    check(
        IdType::HkMacauPermit,
        "zj",
        SuffixFrom::HkMacauIdNumber,
        RuleId::SuffixZhejiangPermit,
    );
}

#[test]
fn characters_are_counted_and_not_bytes() {
    for (number, suffix) in [
        ("33010219900101001X", "01001X"),
        ("33010219900101001x", "01001x"),
        ("H12345678", "345678"),
        ("A1234567（8）", "567（8）"),
        ("123456", "123456"),
        ("12345", "12345"),
        ("", ""),
    ] {
        assert_eq!(last_six(number), suffix, "{number}");
    }
}

#[test]
fn brackets_change_their_width_and_nothing_else_does() {
    assert_eq!(half_width_brackets("567（8）X，"), "567(8)X，");
    assert_eq!(full_width_brackets("567(8)X,"), "567（8）X,");
    assert_eq!(half_width_brackets("567(8)"), "567(8)");
}
