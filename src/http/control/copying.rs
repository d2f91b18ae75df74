//! `POST /_sim/v1/fork`, `GET /_sim/v1/export`, `POST /_sim/v1/import`: a sandbox beside another
//! one, as a document, and from one.

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use http_body_util::channel::{Channel, Sender};
use tracing::Instrument as _;

use super::super::App;
use super::super::extract::{Json, Sandbox, read_json_text};
use super::super::fields::{Errors, Object, unless};
use super::super::problem::{FieldError, Problem};
use super::super::reply::{Reply, SIM_NOW, time_header};
use super::sandboxes::view;
use crate::app::{CopyRefused, Export, ImportError, Imported, SandboxId, Unavailable};

/// The largest document that is imported, in bytes.
pub const IMPORT_BYTES_MAX: usize = 1 << 26;

/// Pieces of an export that wait for whoever reads it.
const PIECES_AHEAD: usize = 2;

/// `POST /_sim/v1/fork`: a full copy under another name, with a clock of its own.
pub async fn fork_sandbox(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    Json(body): Json,
) -> Result<Reply, Problem> {
    let mut errors = Errors::new();
    let mut object = Object::body(body)?;
    let expected = "a sandbox's name, [a-z0-9][a-z0-9-]{0,62}";
    let to = object.key("to", SandboxId::parse, expected, &mut errors);
    object.finish(&mut errors);
    let to = unless(errors, to)?;
    let forked = app.hall.fork(&id, &to).await?;
    forked.map_err(refused)?;
    Ok(made(&app, &to).await?.status(StatusCode::CREATED))
}

/// `GET /_sim/v1/export`: the sandbox as one document.
pub async fn export_sandbox(
    State(app): State<App>,
    Sandbox(id): Sandbox,
) -> Result<Response, Problem> {
    let mut export = app.hall.export(&id).await?;
    let now = time_header(export.now());
    // The first piece is read before anything is answered, so that what fails at once is told.
    let first = export.piece().await?.unwrap_or_default();
    let (sender, body) = Channel::<Bytes, Unavailable>::new(PIECES_AHEAD);
    tokio::spawn(send(export, first, sender).in_current_span());
    let mut response = Response::new(Body::new(body));
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response.headers_mut().insert(SIM_NOW, now);
    Ok(response)
}

/// `POST /_sim/v1/import`: an empty sandbox becomes what the document says.
pub async fn import_sandbox(
    State(app): State<App>,
    Sandbox(id): Sandbox,
    request: Request,
) -> Result<Reply, Problem> {
    let text = read_json_text(request, IMPORT_BYTES_MAX).await?;
    // A large document takes its time, which others need not wait for.
    let reading = tokio::task::spawn_blocking(move || Imported::read(&text));
    let imported = reading.await.map_err(|_| Unavailable::Defect)?;
    let imported = app
        .hall
        .import(&id, imported.map_err(|error| unreadable(&error))?)
        .await?;
    let status = if imported.map_err(refused)? {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok(made(&app, &id).await?.status(status))
}

/// Sends the document as fast as it is read; one that cannot be ended breaks off.
async fn send(mut export: Export, first: String, mut sender: Sender<Bytes, Unavailable>) {
    let mut piece = first;
    loop {
        if sender.send_data(piece.into()).await.is_err() {
            return;
        }
        match export.piece().await {
            Ok(Some(next)) => piece = next,
            Ok(None) => return,
            Err(error) => return sender.abort(error),
        }
    }
}

async fn made(app: &App, id: &SandboxId) -> Result<Reply, Problem> {
    let reply = view(app, id).await?;
    Ok(reply.location(format!("/_sim/v1/sandboxes/{id}")))
}

fn refused(refused: CopyRefused) -> Problem {
    match refused {
        CopyRefused::Exists(id) => Problem::SandboxExists(id.to_string()),
        CopyRefused::NotEmpty => Problem::SandboxNotEmpty,
        CopyRefused::TooManyOrders(_) => Problem::LimitReached(refused.to_string()),
    }
}

fn unreadable(error: &ImportError) -> Problem {
    let (pointer, code) = match error {
        ImportError::Json(error) => return Problem::MalformedJson(error.to_string()),
        ImportError::Shape { pointer, .. } => (pointer.clone(), "wrong-shape"),
        ImportError::Format(_) => ("/format".to_owned(), "unknown-format"),
        ImportError::Clock(_) => ("/clock/now".to_owned(), "bad-time"),
        ImportError::Settings(_) => ("/settings".to_owned(), "unacceptable"),
        ImportError::Row { place, .. } => (format!("/journal/{place}"), "unreadable"),
        ImportError::Record { place, .. } => (format!("/journal/{place}"), "impossible"),
    };
    Problem::Invalid(vec![FieldError::new(pointer, code, error.to_string())])
}
