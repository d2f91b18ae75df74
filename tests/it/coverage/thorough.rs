//! A portal whose tests leave nothing out: it takes every side that the rules in force let it take.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Service, person};

/// A day on which filings are verified in some provinces and others have not enrolled yet.
pub const STARTS: &str = "2018-09-20T09:00:00+08:00";

/// A portal and its people, in a sandbox of their own.
pub struct Portal<'a> {
    service: &'a Service,
    base: String,
    rules: Value,
    orders: u32,
}

impl<'a> Portal<'a> {
    /// Makes the sandbox with those settings.
    pub async fn open(service: &'a Service, name: &str, settings: Value) -> Self {
        let mut settings = settings;
        settings["clock"] = json!({ "mode": "frozen", "now": STARTS });
        let path = format!("/_sim/v1/sandboxes/{name}");
        service.put(&path, settings).await;
        let base = format!("/s/{name}");
        let rules = service.get(&format!("{base}/_sim/v1/rules")).await;
        Self {
            service,
            base,
            rules: rules["effective"]["parameters"].clone(),
            orders: 0,
        }
    }

    /// What was exercised.
    pub async fn coverage(&self) -> Value {
        let path = format!("{}/_sim/v1/coverage", self.base);
        self.service.get(&path).await
    }

    /// Does everything.
    pub async fn do_everything(&mut self) {
        self.file_what_goes_straight_to_review().await;
        self.file_for_special_people().await;
        self.pass_late_and_again().await;
        self.enter_an_old_code().await;
        self.fail_nearly().await;
        self.fail_by_field().await;
        self.fail().await;
        self.take_back().await;
        self.ask_for_sms().await;
        self.wait_for_noon().await;
    }

    async fn file_what_goes_straight_to_review(&mut self) {
        let mut order = self.order(2);
        order["province"] = json!("gd");
        self.submit(order).await;
        let mut order = self.order(0);
        order["filing_type"] = json!("change_remarks");
        self.submit(order).await;
    }

    async fn file_for_special_people(&mut self) {
        self.submit(self.order(1)).await;
        for (filing_type, on_record) in [("access", "13700000001"), ("change_both", "13700000002")]
        {
            let mut order = self.order(2);
            order["filing_type"] = json!(filing_type);
            let principal = &mut order["services"][0]["principal"];
            principal["on_record"] = person("原", on_record, "330102199001010099");
            self.submit(order).await;
        }
        for suffix in ["345678", "567（8）"] {
            let mut order = self.order(1);
            let holder = &mut order["entity"]["principal"];
            holder["id_type"] = json!("hk_macau_permit");
            holder["id_number"] = json!("H12345678");
            holder["hk_macau_id_number"] = json!("A1234567（8）");
            order["services"][0]["principal"] = holder.clone();
            let (order_no, phones) = self.texted(order).await;
            let (code, _) = self.right(&order_no, 0).await;
            self.verify(&phones[0], &code, suffix).await;
        }
    }

    /// One of two passes in time; after the resubmission both do.
    async fn pass_late_and_again(&mut self) {
        let (order_no, phones) = self.submitted(self.order(2)).await;
        self.verify(&phones[0], "000000", "010014").await;
        self.advance(&self.text("first_sms_delay")).await;
        let (code, suffix) = self.right(&order_no, 0).await;
        self.verify(&phones[0], &code, &suffix).await;
        self.verify(&phones[0], &code, &suffix).await;
        self.verify("13999999999", &code, &suffix).await;
        self.advance(&self.text("window")).await;
        self.verify(&phones[0], &code, &suffix).await;
        self.resubmit(&order_no).await;
        self.pass(&order_no, &phones).await;
        let (code, suffix) = self.right(&order_no, 0).await;
        self.verify(&phones[0], &code, &suffix).await;
        self.advance(&self.text("sync_lag_max")).await;
        self.verify(&phones[0], &code, &suffix).await;
        self.review(&order_no, "approve").await;
    }

    async fn enter_an_old_code(&mut self) {
        let (order_no, phones) = self.texted(self.order(1)).await;
        let (code, suffix) = self.right(&order_no, 0).await;
        self.advance(&self.text("window")).await;
        self.resubmit(&order_no).await;
        self.verify(&phones[0], &code, &suffix).await;
    }

    async fn fail_nearly(&mut self) {
        let (order_no, phones) = self.texted(self.order(1)).await;
        let (code, suffix) = self.right(&order_no, 0).await;
        for _ in 1..self.number("failure_limit") {
            self.verify(&phones[0], &code, "999999").await;
        }
        self.verify(&phones[0], &code, &suffix).await;
        self.review(&order_no, "reject").await;
    }

    /// A wrong code and a wrong suffix, which do not weigh the same everywhere.
    async fn fail_by_field(&mut self) {
        for only_code in [true, false] {
            let (order_no, phones) = self.texted(self.order(1)).await;
            let (code, suffix) = self.right(&order_no, 0).await;
            let wrong = if code == "000000" { "000001" } else { "000000" };
            if !only_code {
                self.verify(&phones[0], &code, "999999").await;
            }
            self.verify(&phones[0], wrong, &suffix).await;
        }
    }

    async fn take_back(&mut self) {
        for passed in [false, true] {
            let (order_no, phones) = self.texted(self.order(1)).await;
            if passed {
                self.pass(&order_no, &phones).await;
            }
            self.withdraw(&order_no).await;
        }
    }

    async fn fail(&mut self) {
        for withdrawn in [false, true] {
            let (order_no, phones) = self.texted(self.order(1)).await;
            let (code, _) = self.right(&order_no, 0).await;
            let after = u64::from(self.text("failure_trips") == "after_limit");
            for _ in 0..self.number("failure_limit") + after {
                self.verify(&phones[0], &code, "999999").await;
            }
            self.verify(&phones[0], &code, "999999").await;
            if withdrawn {
                self.withdraw(&order_no).await;
            } else {
                self.advance(&self.text("failure_return_delay")).await;
            }
        }
    }

    async fn ask_for_sms(&mut self) {
        let (order_no, phones) = self.texted(self.order(1)).await;
        let (code, suffix) = self.right(&order_no, 0).await;
        self.resend(&phones[0], &suffix).await;
        self.resend(&phones[0], "999999").await;
        self.verify(&phones[0], &code, &suffix).await;
        self.resend(&phones[0], &suffix).await;
        for old_code in [false, true] {
            let (order_no, phones) = self.texted(self.order(1)).await;
            let (first, suffix) = self.right(&order_no, 0).await;
            self.resend(&phones[0], &suffix).await;
            self.advance(&self.text("resend_delay")).await;
            let (resent, _) = self.right(&order_no, 0).await;
            let code = if old_code { first } else { resent };
            self.verify(&phones[0], &code, &suffix).await;
            self.withdraw(&order_no).await;
        }
        let (_, phones) = self.texted(self.order(1)).await;
        for _ in 0..=self.number("resend_limit") {
            self.resend(&phones[0], "010014").await;
        }
    }

    async fn wait_for_noon(&mut self) {
        // From the afternoon on, noon of the next day is less than a day off.
        let path = "/_sim/v1/clock/advance";
        let to = "2018-10-20T21:00:00+08:00";
        self.call(Method::POST, path, json!({ "to": to })).await;
        let (order_no, phones) = self.texted(self.order(2)).await;
        let (code, suffix) = self.right(&order_no, 0).await;
        self.verify(&phones[0], &code, &suffix).await;
        self.advance("16h").await;
    }

    /// An order of so many people whom nobody else knows; nobody verifies one without a service.
    fn order(&self, people: usize) -> Value {
        let number = self.orders;
        let entity = person("张三", &format!("138{number:08}"), "330102199001010014");
        let service = person("李四", &format!("139{number:08}"), "33010219900101002X");
        let website = |principal: &Value| json!([{ "name": "示例网", "kind": "website", "principal": principal }]);
        json!({
            "order_no": format!("P-{number}"),
            "filing_type": "first_filing",
            "province": "zj",
            "provider": "云端示例",
            "services": match people {
                0 => json!([]),
                1 => website(&entity),
                _ => website(&service),
            },
            "entity": { "name": "示例公司", "principal": entity },
        })
    }

    async fn submit(&mut self, order: Value) {
        self.submitted(order).await;
    }

    /// Submits it; its number and the phones that verify it.
    async fn submitted(&mut self, order: Value) -> (String, Vec<String>) {
        self.orders += 1;
        let order_no = order["order_no"].as_str().unwrap().to_owned();
        self.call(Method::POST, "/v1/orders", order).await;
        let truth = self.truth(&order_no).await;
        let verifiers = truth["verifiers"].as_array().unwrap().iter();
        let phones = verifiers.map(|one| one["phone"].as_str().unwrap().to_owned());
        (order_no, phones.collect())
    }

    async fn texted(&mut self, order: Value) -> (String, Vec<String>) {
        let submitted = self.submitted(order).await;
        self.advance(&self.text("first_sms_delay")).await;
        submitted
    }

    async fn resubmit(&self, order_no: &str) {
        let path = format!("/v1/orders/{order_no}/resubmit");
        self.call(Method::POST, &path, json!({})).await;
        self.advance(&self.text("first_sms_delay")).await;
    }

    async fn pass(&self, order_no: &str, phones: &[String]) {
        for (place, phone) in phones.iter().enumerate() {
            let (code, suffix) = self.right(order_no, place).await;
            self.verify(phone, &code, &suffix).await;
        }
    }

    async fn verify(&self, phone: &str, code: &str, id_suffix: &str) {
        let body = json!({ "phone": phone, "code": code, "id_suffix": id_suffix });
        self.call(Method::POST, "/v1/verify", body).await;
    }

    async fn resend(&self, phone: &str, id_suffix: &str) {
        let body = json!({ "phone": phone, "id_suffix": id_suffix });
        self.call(Method::POST, "/v1/resend", body).await;
    }

    async fn withdraw(&self, order_no: &str) {
        let path = format!("/v1/orders/{order_no}/withdraw");
        self.call(Method::POST, &path, json!({})).await;
    }

    async fn review(&self, order_no: &str, decision: &str) {
        let path = format!("/_sim/v1/orders/{order_no}/review");
        let body = json!({ "decision": decision });
        self.call(Method::POST, &path, body).await;
    }

    async fn advance(&self, by: &str) {
        let path = "/_sim/v1/clock/advance";
        self.call(Method::POST, path, json!({ "by": by })).await;
    }

    /// The live code and the right suffix of a verifier.
    async fn right(&self, order_no: &str, place: usize) -> (String, String) {
        let verifier = self.truth(order_no).await["verifiers"][place].take();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&verifier["code"]), text(&verifier["id_suffixes"][0]))
    }

    async fn truth(&self, order_no: &str) -> Value {
        let path = format!("{}/_sim/v1/orders/{order_no}", self.base);
        self.service.get(&path).await
    }

    /// A call that the rules in force may refuse.
    async fn call(&self, method: Method, path: &str, body: Value) {
        let path = format!("{}{path}", self.base);
        let answer = self.service.call(method, &path, Some(body)).await;
        let status = answer.status.as_u16();
        assert!(status < 300 || status == 409, "{path}: {answer:?}");
    }

    fn value(&self, name: &str) -> &Value {
        let mut parameters = self.rules.as_array().unwrap().iter();
        let found = parameters.find(|parameter| parameter["name"] == name);
        &found.unwrap()["value"]
    }

    fn text(&self, name: &str) -> String {
        self.value(name).as_str().unwrap().to_owned()
    }

    fn number(&self, name: &str) -> u64 {
        self.value(name).as_u64().unwrap()
    }
}
