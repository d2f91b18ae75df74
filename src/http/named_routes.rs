//! What a request is counted under: the template of its route, so that no figure names an order, a
//! person or a sandbox, and so that a client cannot make figures without end.

use std::sync::LazyLock;

use matchit::Router;

/// What stands for a path that no route has.
const UNKNOWN: &str = "unknown";

/// The templates of the routes, those of a sandbox without what names it.
const TEMPLATES: &[&str] = &[
    "/",
    "/s/{sandbox}",
    "/assets/{*file}",
    "/livez",
    "/readyz",
    "/version",
    "/metrics",
    "/openapi.json",
    "/docs",
    "/docs/{*file}",
    "/v1/verify",
    "/v1/resend",
    "/v1/orders",
    "/v1/orders/{name}",
    "/v1/orders/{name}/resubmit",
    "/v1/orders/{name}/withdraw",
    "/icpproject_query/api/{*call}",
    "/console",
    "/console/{*page}",
    "/_sim/v1/clock",
    "/_sim/v1/clock/advance",
    "/_sim/v1/messages",
    "/_sim/v1/orders/{name}",
    "/_sim/v1/orders/{name}/timeline",
    "/_sim/v1/orders/{name}/review",
    "/_sim/v1/events",
    "/_sim/v1/faults",
    "/_sim/v1/webhook",
    "/_sim/v1/webhook/deliveries",
    "/_sim/v1/webhook/deliveries/{name}",
    "/_sim/v1/webhook/deliveries/{name}/redeliver",
    "/_sim/v1/fork",
    "/_sim/v1/export",
    "/_sim/v1/import",
    "/_sim/v1/attempts",
    "/_sim/v1/coverage",
    "/_sim/v1/rules",
    "/_sim/v1/rulebooks",
    "/_sim/v1/rulebooks/diff",
    "/_sim/v1/rulebooks/{name}",
    "/_sim/v1/sandboxes",
    "/_sim/v1/sandboxes/{name}",
    "/_sim/v1/reset",
];

static ROUTES: LazyLock<Router<&'static str>> = LazyLock::new(|| {
    let mut routes = Router::new();
    for template in TEMPLATES {
        // Two templates for one path would be a defect of the table above; its test says so.
        let _ = routes.insert(*template, *template);
    }
    routes
});

/// The template of the route that has that path.
pub fn template_of(path: &str) -> &'static str {
    let own = path
        .strip_prefix("/s/")
        .and_then(|rest| rest.find('/').and_then(|end| rest.get(end..)));
    ROUTES
        .at(own.unwrap_or(path))
        .map_or(UNKNOWN, |found| found.value)
}

#[cfg(test)]
mod tests {
    use matchit::Router;

    use super::{TEMPLATES, UNKNOWN, template_of};

    #[test]
    fn no_two_templates_are_for_one_path() {
        let mut routes = Router::new();
        for template in TEMPLATES {
            let inserted = routes.insert(*template, ());
            assert!(inserted.is_ok(), "`{template}`: {inserted:?}");
        }
    }

    #[test]
    fn every_route_is_counted_under_its_template() {
        let routes = include_str!("routes.rs");
        let named = routes
            .split(".route(")
            .skip(1)
            .filter_map(|rest| rest.split('"').nth(1))
            .filter(|template| template.starts_with('/'));
        let mut seen = 0;
        for template in named {
            let ministry = routes
                .split_once("let calls")
                .is_some_and(|(_, calls)| calls.contains(&format!("\"{template}\"")));
            if ministry || template.starts_with("/assets/") {
                continue;
            }
            seen += 1;
            let path = template
                .replace("{name}", "x")
                .replace("{sandbox}", "x")
                .replace("{*page}", "x/y")
                .replace("/docs/", "/docs/x");
            assert_ne!(template_of(&path), UNKNOWN, "`{template}` has no template");
        }
        assert!(seen > 20, "only {seen} routes found");
        for path in ["/console", "/s/a/console/orders/P-1"] {
            assert_ne!(template_of(path), UNKNOWN, "`{path}` has no template");
        }
    }

    #[test]
    fn a_sandboxs_route_is_counted_with_all_others_of_its_kind() {
        assert_eq!(template_of("/v1/orders/P-1"), "/v1/orders/{name}");
        assert_eq!(template_of("/s/a/v1/orders/P-1"), "/v1/orders/{name}");
        assert_eq!(template_of("/s/a/"), "/");
        assert_eq!(
            template_of("/icpproject_query/api/image/checkImage"),
            "/icpproject_query/api/{*call}"
        );
        assert_eq!(template_of("/v1/orders/P-1/more"), UNKNOWN);
    }
}
