//! The binary as a process of its own, spoken to over a socket.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// A serving process; killed when dropped.
pub struct Process {
    child: Child,
    /// Where it serves.
    pub base: String,
    agent: ureq::Agent,
}

/// A status and a body.
pub type Answered = (u16, Value);

/// The binary, to be started with any arguments.
pub fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_beian-sim"));
    command.env_clear();
    command
}

/// The address of a database file.
pub fn address(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

impl Process {
    /// Serves on that database file.
    pub fn on(file: &Path) -> Self {
        let mut command = binary();
        command.args(["--listen", "127.0.0.1:0", "--database", &address(file)]);
        Self::start(command)
    }

    /// Starts that command, which must come to serve.
    pub fn start(command: Command) -> Self {
        Self::logging(command, Stdio::null())
    }

    /// Starts that command, which must come to serve and logs there.
    pub fn logging(mut command: Command, log: impl Into<Stdio>) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let base = line
            .strip_prefix("ready on ")
            .expect("a ready line")
            .trim()
            .to_owned();
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build();
        Self {
            child,
            base,
            agent: config.into(),
        }
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// A way to speak to it from another thread.
    pub fn client(&self) -> Client {
        Client {
            base: self.base.clone(),
            agent: self.agent.clone(),
        }
    }

    /// Kills it, with no chance to tidy up.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends it a signal and waits for its end; its exit code.
    pub fn stop(mut self, signal: &str) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", signal, &id])
                .status()
                .unwrap()
                .success()
        );
        self.child.wait().unwrap().code()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A client of a serving process.
#[derive(Clone)]
pub struct Client {
    base: String,
    agent: ureq::Agent,
}

impl Client {
    /// A `GET`; an error where the process is gone.
    pub fn get(&self, path: &str) -> Result<Answered, ureq::Error> {
        let mut response = self.agent.get(format!("{}{path}", self.base)).call()?;
        let status = response.status().as_u16();
        Ok((
            status,
            response.body_mut().read_json().unwrap_or(Value::Null),
        ))
    }

    /// A `POST`; an error where the process is gone.
    pub fn post(&self, path: &str, body: &Value) -> Result<Answered, ureq::Error> {
        let mut response = self
            .agent
            .post(format!("{}{path}", self.base))
            .send_json(body)?;
        let status = response.status().as_u16();
        Ok((
            status,
            response.body_mut().read_json().unwrap_or(Value::Null),
        ))
    }

    /// A `PUT`; an error where the process is gone.
    pub fn put(&self, path: &str, body: &Value) -> Result<Answered, ureq::Error> {
        let mut response = self
            .agent
            .put(format!("{}{path}", self.base))
            .send_json(body)?;
        let status = response.status().as_u16();
        Ok((
            status,
            response.body_mut().read_json().unwrap_or(Value::Null),
        ))
    }
}
