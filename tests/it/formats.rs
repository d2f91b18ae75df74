//! Databases that earlier releases wrote: opened, and shown as they were shown then.
//!
//! `formats/1.sql` holds the rows that the first format's release wrote, `formats/1.json` what it
//! answered to each of these routes.

use serde_json::Value;
use sqlx::{Connection, SqliteConnection};

use crate::support::Service;
use crate::support::process::address;

const ROWS: &str = include_str!("formats/1.sql");
const SHOWN: &str = include_str!("formats/1.json");

#[tokio::test]
async fn a_database_of_the_first_format_is_shown_as_its_own_release_showed_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = address(&folder.path().join("first.db"));
    Service::on(&file).await.stop().await;
    let mut connection = SqliteConnection::connect(&file).await.unwrap();
    sqlx::raw_sql(ROWS).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let service = Service::on(&file).await;
    let shown: serde_json::Map<String, Value> = serde_json::from_str(SHOWN).unwrap();
    assert_eq!(shown.len(), 7);
    for (route, expected) in &shown {
        assert_eq!(service.get(route).await, *expected, "{route}");
    }
}

#[tokio::test]
async fn a_database_of_a_newer_format_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = address(&folder.path().join("newer.db"));
    Service::on(&file).await.stop().await;
    let mut connection = SqliteConnection::connect(&file).await.unwrap();
    sqlx::raw_sql(ROWS).execute(&mut connection).await.unwrap();
    let newer = "update events set format = 99";
    sqlx::raw_sql(newer).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    let service = Service::on(&file).await;
    let answer = service
        .call(axum::http::Method::GET, "/v1/orders", None)
        .await;
    let problem = answer.refused(500, "journal");
    assert!(
        problem["detail"].as_str().unwrap().contains("format 99"),
        "{problem}"
    );
}
