//! `beian-sim coverage`: asks a running service what its traffic has exercised, and tells of it.
//!
//! It ends with 0, with 1 where less was exercised than is enough, and with 2 where the service
//! cannot be asked.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::process::ExitCode;

use crate::client::{self, Answered, Client, Coverage, Method};
use crate::config::CoverageArgs;

/// The exit code where the service cannot be asked.
const CANNOT_ASK: u8 = 2;

/// What the service calls a rule or side that never was exercised, and could have been.
const MISSING: &str = "missing";

/// What it calls one that cannot happen under the rules in force.
const NOT_IN_EDITION: &str = "not_in_edition";

/// Asks and tells.
pub fn run(args: &CoverageArgs) -> ExitCode {
    match tell(args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(reason) => {
            let _ = writeln!(io::stderr(), "beian-sim: {reason}");
            ExitCode::from(CANNOT_ASK)
        }
    }
}

/// Whether it is enough.
fn tell(args: &CoverageArgs) -> Result<bool, String> {
    let answered = ask(args).map_err(|error| error.to_string())?;
    let json = args.json.then(|| format!("{:#}\n", answered.body));
    let coverage: Coverage = answered.read().map_err(|error| error.to_string())?;
    let printed = io::stdout().write_all(json.unwrap_or_else(|| text(&coverage)).as_bytes());
    match printed {
        // `beian-sim coverage | head` is no failure.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error.to_string()),
        _ => {}
    }
    let enough = args
        .min
        .is_none_or(|min| coverage.covered * 100 >= min * coverage.total);
    if let Some(min) = args.min.filter(|_| !enough) {
        let percent = coverage.percent;
        let _ = writeln!(
            io::stderr(),
            "beian-sim: {percent} % is below --min {min}: exercise what is listed as never"
        );
    }
    Ok(enough)
}

fn ask(args: &CoverageArgs) -> Result<Answered, client::Error> {
    let wanted = [
        ("sandboxes=all", args.all),
        ("editions=all", args.all_editions),
    ];
    let wanted: Vec<_> = wanted
        .into_iter()
        .filter_map(|(parameter, asked)| asked.then_some(parameter))
        .collect();
    let path = format!("/_sim/v1/coverage?{}", wanted.join("&"));
    let sandbox = if args.all { "default" } else { &args.sandbox };
    let token = args.key.control_token.as_deref();
    Client::new(&args.url)
        .with_token(token)
        .under(&format!("/s/{sandbox}"))
        .call(Method::GET, &path, None)
}

/// The tables, what was never exercised, and the sum.
fn text(coverage: &Coverage) -> String {
    let mut text = String::from("Rules\n\n");
    for rule in &coverage.rules {
        line(
            &mut text,
            &rule.rule,
            (rule.count, &rule.status),
            &rule.title,
        );
    }
    text.push_str("\nSides of limits\n\n");
    for limit in &coverage.limits {
        for side in &limit.sides {
            let name = format!("{}.{}", limit.name, side.side);
            line(&mut text, &name, (side.count, &side.status), &side.meaning);
        }
    }
    text.push_str(&never(coverage));
    let Coverage {
        covered,
        total,
        percent,
        ..
    } = coverage;
    let _ = writeln!(
        text,
        "\n{covered} of {total} exercised, {percent} %; – cannot happen under the rules in question"
    );
    text
}

fn line(text: &mut String, name: &str, (count, status): (u64, &str), meaning: &str) {
    let shown = match status {
        MISSING => "never".to_owned(),
        NOT_IN_EDITION => "–".to_owned(),
        _ => count.to_string(),
    };
    let _ = writeln!(text, "  {name:<34} {shown:>7}  {meaning}");
}

/// What was never exercised, with what would.
fn never(coverage: &Coverage) -> String {
    let rules = coverage.rules.iter();
    let rules = rules.map(|rule| (rule.rule.clone(), &rule.status, rule.hint.as_deref()));
    let sides = coverage.limits.iter().flat_map(|limit| {
        let sides = limit.sides.iter();
        sides.map(|side| {
            let name = format!("{}.{}", limit.name, side.side);
            (name, &side.status, side.hint.as_deref())
        })
    });
    let mut text = String::new();
    for (name, _, hint) in rules
        .chain(sides)
        .filter(|(_, status, _)| *status == MISSING)
    {
        let hint = hint.unwrap_or_default();
        let _ = writeln!(text, "  {name:<34} {hint}");
    }
    if text.is_empty() {
        return text;
    }
    format!("\nNever exercised\n\n{text}")
}
