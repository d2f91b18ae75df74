"""The one page for people: the orders, and what each of them waits for."""

from html import escape
from typing import Any

STATUS_WORDS = {
    "draft": "草稿，尚未提交管局",
    "awaiting_verification": "待短信核验",
    "under_review": "管局审核中",
    "returned": "已退回",
    "approved": "审核通过",
    "rejected": "审核不通过",
    "withdrawn": "已撤回",
}

RETURN_WORDS = {
    "window_expired": "未在规定时间内完成短信核验，请重新提交",
    "failure_limit": "短信核验信息输错次数达到上限，请重新提交",
    "resend_limit": "验证码重发次数超过上限，请重新提交",
}

PAGE = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>备案订单</title>
<style>body {{ font-family: sans-serif; margin: 2rem }} td, th {{ padding: .3rem 1rem; text-align: left }}</style>
<h1>备案订单</h1>
<table>
<tr><th>订单号<th>轮次<th>状态<th>核验人<th>更新时间
{rows}
</table>
</html>
"""


def page(orders: list[dict[str, Any]]) -> str:
    """The page with those orders."""
    return PAGE.format(rows="\n".join(_row(order) for order in orders))


def _row(order: dict[str, Any]) -> str:
    status = STATUS_WORDS.get(order["status"], order["status"])
    if order["return_reason"]:
        status += "：" + RETURN_WORDS.get(order["return_reason"], order["return_reason"])
    phones = "、".join(verifier["phone"] for verifier in order["verifiers"])
    cells = [order["order_no"], order["round"], status, phones, order["updated_at"] or ""]
    return "<tr>" + "".join(f"<td>{escape(str(cell))}" for cell in cells)
