"""Orders to file, with invented people. Each test has a sandbox of its own, so all may be P-1."""

from typing import Any

OWNER = {
    "name": "张三",
    "phone": "13800000001",
    "id_type": "resident_id",
    "id_number": "330102199001010014",
}
WEBMASTER = {
    "name": "李四",
    "phone": "13800000002",
    "id_type": "resident_id",
    "id_number": "33010219900101002X",
}
# In Zhejiang the number on the card's back counts, brackets in full width.
FROM_MACAU = {
    "name": "陈七",
    "phone": "13800000005",
    "id_type": "hk_macau_permit",
    "id_number": "H12345678",
    "hk_macau_id_number": "A1234567（8）",
}


def first_filing(entity: dict[str, Any] = OWNER, service: dict[str, Any] = WEBMASTER) -> dict[str, Any]:
    """A company's first website; with the same person twice, one person verifies."""
    return {
        "order_no": "P-1",
        "filing_type": "first_filing",
        "province": "zj",
        "provider": "云端示例",
        "entity": {"name": "示例公司", "principal": entity},
        "services": [{"name": "示例网", "kind": "website", "principal": service}],
    }


def suffix(person: dict[str, Any]) -> str:
    """The last six characters of a person's ID number."""
    return person["id_number"][-6:]
