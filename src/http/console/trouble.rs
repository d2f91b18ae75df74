//! Why a page cannot be shown: a closed set, each told in words on a page of its own.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::problem::Problem;
use super::look::Lang;
use crate::app::Unavailable;

/// A page that cannot be shown, or a form that could not be taken; nothing was changed.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// The form was sent by a page of another origin.
    CrossSite,
    /// The path names an impossible sandbox.
    BadSandboxName,
    /// There is no such page.
    UnknownPage,
    /// The sandbox has no such order.
    UnknownOrder(String),
    /// No such sandbox is stored.
    UnknownSandbox(String),
    /// The form is too large, or did not arrive whole.
    BadForm,
    /// The service cannot serve it now.
    Unavailable(Unavailable),
}

impl Trouble {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::BadSandboxName | Self::BadForm => StatusCode::BAD_REQUEST,
            Self::UnknownPage | Self::UnknownOrder(_) | Self::UnknownSandbox(_) => {
                StatusCode::NOT_FOUND
            }
            Self::Unavailable(unavailable) => Problem::Unavailable(unavailable.clone()).status(),
        }
    }

    /// What happened, and what to do.
    pub fn words(&self, lang: Lang) -> (&'static str, String) {
        let told = |title: (&'static str, &'static str), en: &str, zh: &str| {
            (lang.pick(title.0, title.1), lang.pick(en, zh).to_owned())
        };
        match self {
            Self::CrossSite => told(
                (
                    "Refused: another site sent this form",
                    "已拒绝：表单来自其他网站",
                ),
                "Only the console's own pages may change a sandbox. Open the console and try again \
                 there. Nothing was changed.",
                "只有控制台自己的页面可以更改沙箱。请打开控制台再试。没有任何更改。",
            ),
            Self::BadSandboxName => told(
                ("This is no sandbox name", "沙箱名称不合法"),
                "A name has 1 to 63 lower-case letters, digits and hyphens, and does not begin with \
                 a hyphen.",
                "名称由 1 至 63 个小写字母、数字和连字符组成，且不以连字符开头。",
            ),
            Self::UnknownPage => told(
                ("There is no such page", "没有这个页面"),
                "The console has the pages that its navigation lists.",
                "控制台只有导航中列出的页面。",
            ),
            Self::UnknownOrder(order_no) => (
                lang.pick("The sandbox has no such order", "沙箱中没有这个订单"),
                format!("“\u{2068}{order_no}\u{2069}”"),
            ),
            Self::UnknownSandbox(id) => (
                lang.pick("No such sandbox is stored", "没有保存这个沙箱"),
                format!("“\u{2068}{id}\u{2069}”"),
            ),
            Self::BadForm => told(
                ("The form did not arrive whole", "表单没有完整到达"),
                "Go back and send it again. Nothing was changed.",
                "请返回重新提交。没有任何更改。",
            ),
            Self::Unavailable(unavailable) => (
                lang.pick("This cannot be served now", "暂时无法处理"),
                match lang {
                    Lang::En => unavailable.to_string(),
                    Lang::Zh => unavailable_zh(unavailable),
                },
            ),
        }
    }
}

fn unavailable_zh(unavailable: &Unavailable) -> String {
    match unavailable {
        Unavailable::Draining => "服务正在停止".to_owned(),
        Unavailable::Store => "存储不可用：没有任何更改，请待其可写后再试".to_owned(),
        Unavailable::Busy => "等待提交的命令太多，请稍后再试".to_owned(),
        Unavailable::Journal(error) => format!("无法读取沙箱的日志：{error}"),
        Unavailable::TooManySandboxes(max) => {
            format!("已有 {max} 个沙箱，达到上限；请删除一些，或调高 --max-sandboxes")
        }
        Unavailable::TooManyStreams(max) => {
            format!("已有 {max} 个事件流，达到上限；请关闭一些，或调高 --max-streams")
        }
        Unavailable::TooManyWaits(max) => {
            format!("已有 {max} 个请求在等待，达到上限；请稍后再试，或调高 --max-waits")
        }
        Unavailable::Defect => "内部错误；没有任何更改".to_owned(),
    }
}

impl From<Unavailable> for Trouble {
    fn from(unavailable: Unavailable) -> Self {
        Self::Unavailable(unavailable)
    }
}

impl IntoResponse for Trouble {
    /// Only the status; the guard, which knows the visitor's language, makes the page.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
