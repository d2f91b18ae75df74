//! A portal's own test with the simulator inside it: `cargo run --example embedding`.
//!
//! The portal here is one function, which is given nothing but a base URL.

use std::error::Error;

use beian_sim::Simulator;
use serde_json::{Value, json};

/// What a portal does: it submits an order and shows where it stands.
struct Portal {
    base_url: String,
}

impl Portal {
    fn submit(&self, order: &Value) -> Result<(), ureq::Error> {
        let url = format!("{}/v1/orders", self.base_url);
        ureq::post(url).send_json(order).map(|_| ())
    }

    fn status(&self, order_no: &str) -> Result<String, ureq::Error> {
        let url = format!("{}/v1/orders/{order_no}", self.base_url);
        let order: Value = ureq::get(url).call()?.body_mut().read_json()?;
        Ok(order["status"].as_str().unwrap_or_default().to_owned())
    }
}

/// Five wrong codes: the order fails, and comes back to the portal a day later.
pub fn main() -> Result<(), Box<dyn Error>> {
    let simulator = Simulator::start()?;
    let sandbox = simulator.sandbox("five-failures");
    sandbox.freeze("2024-03-01T09:00:00+08:00")?;
    let portal = Portal {
        base_url: sandbox.base_url().to_owned(),
    };

    let person = json!({
        "name": "张三", "phone": "13800000001", "id_type": "resident_id",
        "id_number": "330102199001010014",
    });
    portal.submit(&json!({
        "order_no": "P-1", "filing_type": "first_filing", "province": "zj",
        "provider": "云端示例",
        "entity": { "name": "示例公司", "principal": person },
        "services": [{ "name": "示例网", "kind": "website", "principal": person }],
    }))?;
    sandbox.advance("5m")?;
    assert_eq!(sandbox.inbox("13800000001")?.len(), 1);

    for _ in 0..5 {
        sandbox.verify("13800000001", "000000", "010014")?;
    }
    assert_eq!(sandbox.order("P-1")?.status, "verification_failed");
    // The portal does not know yet.
    assert_eq!(portal.status("P-1")?, "awaiting_verification");
    sandbox.advance("24h")?;
    assert_eq!(portal.status("P-1")?, "returned");
    Ok(())
}
