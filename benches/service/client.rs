//! A client that costs little, so that it measures the servers and not itself: HTTP/1.1 over one
//! kept-alive connection, one request at a time, of the answer only status and length read.

use std::io::ErrorKind;
use std::net::SocketAddr;

use tokio::net::TcpStream;

use crate::Outcome;

/// What a read makes room for at the least.
const ROOM: usize = 16 * 1_024;

/// A kept-alive connection.
pub struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    filled: usize,
}

/// An answer.
pub struct Answer<'a> {
    /// Its status.
    pub status: u16,
    /// Its body.
    pub body: &'a [u8],
}

impl Connection {
    /// Connects.
    pub async fn open(address: SocketAddr) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            received: vec![0; ROOM],
            filled: 0,
        })
    }

    /// Sends the request and waits for the whole answer.
    pub async fn call(&mut self, request: &[u8]) -> Outcome<Answer<'_>> {
        self.send(request).await?;
        self.filled = 0;
        let head = loop {
            self.receive().await?;
            if let Some(head) = Head::of(self.received.get(..self.filled).unwrap_or_default()) {
                break head;
            }
        };
        let end = head.length + head.body;
        while self.filled < end {
            self.receive().await?;
        }
        Ok(Answer {
            status: head.status,
            body: self.received.get(head.length..end).unwrap_or_default(),
        })
    }

    async fn send(&self, mut request: &[u8]) -> Outcome<()> {
        while !request.is_empty() {
            match self.stream.try_write(request) {
                Ok(sent) => request = request.get(sent..).unwrap_or_default(),
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.stream.writable().await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    async fn receive(&mut self) -> Outcome<()> {
        if self.received.len() - self.filled < ROOM / 2 {
            self.received.resize(self.received.len() * 2, 0);
        }
        loop {
            let room = self.received.get_mut(self.filled..).unwrap_or_default();
            match self.stream.try_read(room) {
                Ok(0) => return Err("the server closed the connection".into()),
                Ok(read) => {
                    self.filled += read;
                    return Ok(());
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.stream.readable().await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// What the head of an answer says.
struct Head {
    status: u16,
    length: usize,
    body: usize,
}

impl Head {
    /// The head, once it is there as a whole.
    fn of(received: &[u8]) -> Option<Self> {
        let length = received.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let head = std::str::from_utf8(received.get(..length)?).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let body = lines
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, value)| value.trim().parse().ok());
        Some(Self {
            status,
            length,
            body: body.unwrap_or_default(),
        })
    }
}
