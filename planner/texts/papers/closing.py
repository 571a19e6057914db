"""Words that every built-in template ends with: signatures, and the annex on sources and versions."""

from __future__ import annotations

from collections.abc import Mapping

CLOSING_TEXTS: Mapping[str, str] = {
    "closing.signatures": "　　核查人：　　　　　　　复核人：　　　　　　　审定人：",
    "closing.seal": "（核查单位盖章）",
    "closing.day": "　　　　年　　月　　日",
    "closing.sources": "{{ annexes.sources }}　资料来源与版本",
    "closing.pack": "指标库：{{ pack.title }}（{{ pack.id }} {{ pack.version }}，SHA-256 {{ pack.sha256 }}）。",
    "closing.software": "软件：{{ software }}（结果格式 {{ schema }}）；核查日期：{{ as_of }}；方案：{{ scenario }}。"
    "道路数据：{{ attribution }}。",
}

#: Headers of the tables, from left to right.
CLOSING_HEADERS: Mapping[str, tuple[str, ...]] = {
    "closing.sources": (
        "资料",
        "文件",
        "记录数",
        "SHA-256",
    ),
}
