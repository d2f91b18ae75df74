//! A client of the ministry's plane: fetches a token, solves the puzzle, sends what its page sends.

use axum::body::Body;
use axum::http::{Method, Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::{Answer, START, Service, first_filing};

/// `authKey` and `timeStamp` as the page computes them.
pub const AUTH: &str = "authKey=746a22b136097604e213ca3269244fad&timeStamp=1700000000000";

/// The page, open in a browser.
pub struct Page<'a> {
    service: &'a Service,
    base: String,
    /// The header `token`.
    pub token: String,
    /// The header `uuid`.
    pub uuid: String,
    /// The header `sign`.
    pub sign: String,
}

impl<'a> Page<'a> {
    /// The page, before it has asked for anything.
    pub fn new(service: &'a Service, sandbox: &str) -> Self {
        let base = match sandbox {
            "default" => String::new(),
            other => format!("/s/{other}"),
        };
        let (token, uuid, sign) = Default::default();
        Self {
            service,
            base,
            token,
            uuid,
            sign,
        }
    }

    /// The page, with a token.
    pub async fn open(service: &'a Service, sandbox: &str) -> Self {
        let mut page = Self::new(service, sandbox);
        page.token = text(&page.authorize(AUTH).await.ok()["params"]["bussiness"]);
        page
    }

    /// The page, with a token and a sign.
    pub async fn solved(service: &'a Service, sandbox: &str) -> Self {
        let mut page = Self::open(service, sandbox).await;
        let picture = page.picture().await;
        let answer = page.check(&picture["uuid"], gap(&picture)).await.ok();
        page.uuid = text(&picture["uuid"]);
        page.sign = text(&answer["params"]);
        page
    }

    /// `POST auth`.
    pub async fn authorize(&self, form: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        self.send(Method::POST, "auth", kind, form.to_owned()).await
    }

    /// A call with a JSON body and whatever headers the page has.
    pub async fn post(&self, call: &str, body: &Value) -> Answer {
        self.post_text(call, &body.to_string()).await
    }

    /// A call with any body.
    pub async fn post_text(&self, call: &str, body: &str) -> Answer {
        let kind = "application/json;charset=UTF-8";
        self.send(Method::POST, call, kind, body.to_owned()).await
    }

    /// A `GET`.
    pub async fn get(&self, call: &str) -> Answer {
        let kind = "application/json";
        self.send(Method::GET, call, kind, String::new()).await
    }

    /// The parameters of a new picture.
    pub async fn picture(&self) -> Value {
        let body = json!({ "clientUid": "point-1" });
        let answer = self.post("image/getCheckImage", &body).await;
        answer.ok()["params"].clone()
    }

    /// One try.
    pub async fn check(&self, uuid: &Value, x: usize) -> Answer {
        let entry = json!({ "token": "", "key": uuid, "value": x.to_string() });
        self.post("image/checkImage", &entry).await
    }

    /// Verifies with code and ID suffix, as 张三 of `first_filing`.
    pub async fn verify(&self, code: &str, suffix: &str) -> Answer {
        let entry =
            json!({ "smsValidCode": code, "mobileNum": 13_800_000_001_u64, "certNum": suffix });
        self.post("smsValidate/validateByCondition", &entry).await
    }

    async fn send(&self, method: Method, call: &str, kind: &str, body: String) -> Answer {
        let path = format!("{}/icpproject_query/api/{call}", self.base);
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, kind);
        let headers = [
            ("token", &self.token),
            ("uuid", &self.uuid),
            ("sign", &self.sign),
        ];
        for (name, value) in headers.into_iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(name, value);
        }
        self.service
            .send(request.body(Body::from(body)).unwrap())
            .await
    }
}

/// A service whose default sandbox, frozen, holds an order of two people whose SMS have arrived.
pub async fn with_order() -> (Service, String) {
    let service = Service::start().await;
    service
        .put("/_sim/v1/clock", json!({ "mode": "frozen", "now": START }))
        .await;
    service.post("/v1/orders", first_filing("P-1")).await;
    service
        .post("/_sim/v1/clock/advance", json!({ "by": "5m" }))
        .await;
    let truth = service.get("/_sim/v1/orders/P-1").await;
    let code = text(&truth["verifiers"][0]["code"]);
    (service, code)
}

/// How often 张三 has failed, and how many attempts were noted.
pub async fn failures(service: &Service) -> (Value, usize) {
    let truth = service.get("/_sim/v1/orders/P-1").await;
    let attempts = service.get("/_sim/v1/attempts").await;
    (
        truth["verifiers"][0]["failures"].clone(),
        attempts["attempts"].as_array().unwrap().len(),
    )
}

/// That the ministry refuses so: status, `code`, and the reason that only this service gives.
#[track_caller]
pub fn refused(answer: &Answer, status: u16, code: u16, reason: &str) {
    let body = answer.json();
    let told = (answer.status.as_u16(), &body["code"], &body["success"]);
    assert_eq!(told, (status, &json!(code), &json!(false)), "{body}");
    assert_eq!(answer.headers[header::CONTENT_TYPE], "application/json");
    assert_eq!(answer.header("sim-refusal"), reason);
}

/// Where the gap of a picture begins: at the first pixel that is as light as only the outline is.
pub fn gap(picture: &Value) -> usize {
    let (width, bytes) = pixels(&picture["bigImage"]);
    let light = bytes
        .chunks(3)
        .enumerate()
        .filter(|(_, pixel)| pixel.iter().all(|channel| *channel > 210));
    light.map(|(place, _)| place % width).min().unwrap()
}

/// The width and bytes of a PNG in base64.
pub fn pixels(encoded: &Value) -> (usize, Vec<u8>) {
    let packed = STANDARD.decode(encoded.as_str().unwrap()).unwrap();
    let mut reader = png::Decoder::new(std::io::Cursor::new(packed))
        .read_info()
        .unwrap();
    let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut bytes).unwrap();
    (usize::try_from(frame.width).unwrap(), bytes)
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
