//! Ready-made orders, one a filing type and special case: the same files that `curl --json @…` posts.

use super::super::fields::{Errors, Object};
use super::super::order_form::SubmissionForm;
use super::look::Lang;
use crate::order::Submission;

/// A ready-made order.
pub struct Example {
    /// The file's name.
    pub key: &'static str,
    en: &'static str,
    zh: &'static str,
    body: &'static str,
}

macro_rules! examples {
    ($($key:literal $en:literal $zh:literal,)+) => {
        /// All of them, those that are tried first first.
        pub static EXAMPLES: &[Example] = &[$(Example {
            key: $key,
            en: $en,
            zh: $zh,
            body: include_str!(concat!("../../../fixtures/orders/", $key, ".json")),
        }),+];
    };
}

examples! {
    "first-filing" "A website: entity and service principal" "网站：主体负责人和网站负责人",
    "first-filing-one-person" "One person in both roles" "一人兼任两职",
    "first-filing-several-services" "Several services, three people" "多个服务，三位负责人",
    "first-filing-app" "An app: entity principal alone" "App：仅主体负责人",
    "first-filing-website-and-app" "Website and app" "网站和App",
    "first-filing-passport" "Passport" "护照",
    "first-filing-permit-zhejiang" "HK/Macau permit in Zhejiang: its back" "港澳通行证（浙江）：背面号码",
    "first-filing-permit-elsewhere" "HK/Macau permit elsewhere: its front" "港澳通行证（其他省份）：正面号码",
    "first-filing-taiwan-permit" "Taiwan permit" "台胞证",
    "first-filing-emergency-phone" "With an emergency phone, never texted" "有应急电话，不发短信",
    "first-filing-ported-number" "A number taken to another carrier" "携号转网",
    "add-service" "A further website" "新增网站",
    "access" "Another provider: the person on record" "接入：原备案负责人",
    "change-entity" "The entity's data" "主体信息",
    "change-service" "A service's data" "服务信息",
    "change-both" "Entity and service" "主体和服务信息",
    "change-remarks" "Only remarks: nobody verifies" "仅备注：无需核验",
    "cancel-entity" "The entity, with all its services" "主体及其全部服务",
    "cancel-site" "A website" "网站",
    "cancel-app" "An app" "App",
    "cancel-access" "Leaves this provider: nobody verifies" "取消接入：无需核验",
}

impl Example {
    /// The one with that key.
    pub fn find(key: &str) -> Option<&'static Self> {
        EXAMPLES.iter().find(|example| example.key == key)
    }

    /// What is special about it.
    pub const fn title(&self, lang: Lang) -> &'static str {
        lang.pick(self.en, self.zh)
    }

    /// Its content, without the file's own order number.
    pub fn submission(&self) -> Option<Submission> {
        let mut errors = Errors::new();
        let body = Object::body(serde_json::from_str(self.body).ok()?).ok()?;
        let submission = SubmissionForm::read(body, &mut errors).submission();
        submission.filter(|_| errors.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::EXAMPLES;

    #[test]
    fn every_example_is_an_order() {
        for example in EXAMPLES {
            let submission = example.submission();
            let filing_type = submission.map(|submission| submission.filing_type.key());
            let filing_type = filing_type.unwrap_or_default().replace('_', "-");
            assert!(
                !filing_type.is_empty() && example.key.starts_with(&filing_type),
                "{}",
                example.key
            );
        }
    }

    #[test]
    fn every_ready_made_order_is_an_example() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/orders");
        let files = std::fs::read_dir(folder).map_or(0, Iterator::count);
        assert_eq!(files, EXAMPLES.len());
    }
}
