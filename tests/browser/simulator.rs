//! The service that the pages are of: the binary itself, with an order whose SMS have arrived.

use serde_json::{Value, json};

use crate::chrome::Outcome;
use crate::process::{Client, Process, binary};

/// Phone and ID suffix of the two who must verify.
pub const ZHANG: (&str, &str) = ("13800000001", "010014");
pub const LI: (&str, &str) = ("13800000002", "01002X");

/// A serving process with nothing on disk.
pub struct Simulator {
    process: Process,
    client: Client,
}

impl Simulator {
    /// Serves, its clock frozen.
    pub fn start() -> Outcome<Self> {
        let mut command = binary();
        command.args(["--listen", "127.0.0.1:0", "--database", "sqlite::memory:"]);
        let process = Process::start(command);
        let client = process.client();
        let clock = json!({ "mode": "frozen", "now": "2024-03-01T09:00:00+08:00" });
        client.put("/_sim/v1/clock", &clock)?;
        Ok(Self { process, client })
    }

    /// Serves, with the order `P-1` that 张三 and 李四 have been texted about.
    pub fn texted() -> Outcome<Self> {
        let simulator = Self::start()?;
        let file = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/fixtures/orders/first-filing.json"
        );
        let order = serde_json::from_str(&std::fs::read_to_string(file)?)?;
        simulator.client.post("/v1/orders", &order)?;
        simulator.advance("5m")?;
        Ok(simulator)
    }

    /// The address of a page.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.process.base)
    }

    /// Lets time pass.
    pub fn advance(&self, by: &str) -> Outcome {
        self.client
            .post("/_sim/v1/clock/advance", &json!({ "by": by }))?;
        Ok(())
    }

    /// The truth of the order `P-1`.
    pub fn truth(&self) -> Outcome<Value> {
        Ok(self.client.get("/_sim/v1/orders/P-1")?.1)
    }

    /// An order as the provider sees it.
    pub fn order(&self, order_no: &str) -> Outcome<Value> {
        Ok(self.client.get(&format!("/v1/orders/{order_no}"))?.1)
    }

    /// One of the two verifies.
    pub fn verify(&self, who: (&str, &str)) -> Outcome {
        let entry = json!({ "phone": who.0, "code": self.code(who)?, "id_suffix": who.1 });
        self.client.post("/v1/verify", &entry)?;
        Ok(())
    }

    /// Empties the sandbox.
    pub fn reset(&self) -> Outcome {
        self.client.post("/_sim/v1/reset", &json!({}))?;
        Ok(())
    }

    /// The code of one of the two.
    pub fn code(&self, (phone, _): (&str, &str)) -> Outcome<String> {
        let (_, inbox) = self.client.get(&format!("/_sim/v1/messages?to={phone}"))?;
        let code = inbox["messages"][0]["code"].as_str().ok_or("no SMS")?;
        Ok(code.to_owned())
    }
}
