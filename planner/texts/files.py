"""Words around the list of files of a result folder and the list of sheets of the workbook; what each holds stands with its table."""

from __future__ import annotations

from collections.abc import Mapping

FILE_WORDS: Mapping[str, tuple[str, str]] = {
    "about.title": ("本文件夹各文件说明", "What the files of this folder hold"),
    "about.lead": (
        "方案：{name}。核查日期：{as_of}。指标库：{pack}。",
        "{name}, as of {as_of}, rules {pack}",
    ),
    "about.csv": (
        "CSV 文件可用 Excel、WPS 直接打开；表头是英文字段名，含义如下。同样的内容、中文表头见 report.xlsx。",
        "headers of the CSV files are names of fields; they mean:",
    ),
    "about.guide": ("本文件", "this file"),
    "about.papers": ("核查意见、规划条件、台账、图件（planner report 写出）", "papers written by planner report"),
    "about.sources": ("依据、方法、输入文件和版本", "clauses, methods, inputs and versions"),
    "about.compare_csv": (
        "同样内容的表，供其他程序读取；表头和代码是英文，含义如下",
        "the same tables for other programs; headers and codes are English and mean:",
    ),
    "about.scenario": ("方案{n} {name}", "scenario {n} {name}"),
    "about.what_codes": ("what（变化）的代码：", "Codes of what:"),
    "about.verdict_codes": ("判定的代码：", "Codes of verdicts:"),
    "about.centre_codes": ("中心状况的代码：", "Codes of centres:"),
    "sheet.pages": ("第 &P 页，共 &N 页", "page &P of &N"),
    "sheet.points": (" 百分点", " points"),
    "style.minutes": ("{m} 分钟", "{m} min"),
    "style.other_minutes": ("其他时限", "other limits"),
    "style.street_0": ("主要道路", "main streets"),
    "style.street_1": ("一般道路", "streets"),
    "style.street_2": ("其他道路", "other ways"),
    "about.sheets": ("本工作簿各表", "Sheets"),
    "about.rows": ("行数", "Rows"),
    "about.holds": ("内容", "Holds"),
}
