"""What each file of a result folder is, and each sheet of the workbook: Chinese, English beside."""

from __future__ import annotations

from collections.abc import Mapping

#: Table or file → what it holds.
FILES_ABOUT: Mapping[str, tuple[str, str]] = {
    "report.docx": (
        "分析报告，用 Word 打开，每次运行重写；要修改请改 papers 里的 report.docx（planner report 写出），重写时保留",
        "report on the run, written anew by every run; change the one in papers, which is kept",
    ),
    "report.xlsx": ("核查表，各表汇在一个工作簿，中文表头，用 Excel、WPS 打开", "the tables as one workbook with Chinese headers"),
    "map.html": ("地图，用浏览器打开，不需联网", "the map, opens in a browser with no network"),
    "results.gpkg": ("空间数据，用 QGIS、ArcGIS 打开，带样式", "layers for a GIS, styles inside"),
    "summary.json": (
        "总数、指标库版本、输入文件的哈希，供程序读取",
        "headline figures, versions and hashes, for programs",
    ),
    "scenario.resolved.yaml": ("补全默认值后的方案", "the scenario with every default filled in"),
    "traces.jsonl": ("每条核查事项的计算过程，供程序读取", "how each finding was reckoned, for programs"),
    "说明.txt": ("本文件", "this file"),
    "papers": ("核查意见、规划条件、台账、图件（planner report 写出）", "papers written by planner report"),
    "summary": ("总数", "headline figures"),
    "parcels": ("每个地块的核查结论和指标", "verdict and figures of each parcel"),
    "communities": ("每个社区的人口、设施状况和可达比例", "persons, centre and shares reached of each community"),
    "facilities": ("每处设施是否计入可达、为什么", "whether each facility counts, and why not"),
    "findings": ("逐条核查事项：要求、实际、缺口、依据、理由", "each finding: required, provided, clause, reason"),
    "coverage": ("各社区、各时限可达人数", "persons reached by community and limit"),
    "quality": ("资料中的每一处疑问和处理办法", "each doubt about the data and what was done"),
    "why_not": ("各社区走不到的原因", "why people are not reached, by community"),
    "why_not_homes": ("逐居民点走不到的原因", "why each home is not reached"),
    "small_changes": ("开门、修小段步道可惠及的人数（估算）", "whom a gate or a short path would serve (an estimate)"),
    "straight_line": ("与 300、500、1000 米直线圈的差别", "how straight circles differ from walks"),
    "catchments": ("各设施的服务人口", "whom each facility serves"),
    "confidence": ("各社区路网和出入口资料的可信程度", "how far the data of each community can be trusted"),
    "usable": ("配建面积够不够一处可用的设施", "whether a parcel's duty makes a usable facility"),
    "sharing": ("可以合建的地块", "parcels that could build together"),
    "adjacent": ("养老设施与医疗卫生设施是否毗邻", "care facilities beside health facilities"),
    "old_compounds": ("没有设施的老旧小区，按先后排序", "old compounds without a facility, in order"),
    "ledger": ("共担配建台账，逐条入账", "the ledger of shared duties, settled"),
    "subsidies": ("建设、运营补助测算", "subsidies reckoned"),
    "conditions": ("规划条件条文和征求意见函草稿", "drafted clauses and letters"),
    "readings": ("条文各种读法的结果并列", "verdicts by every reading of a clause"),
    "sources": ("依据、方法、输入文件和版本", "clauses, methods, inputs and versions"),
}
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
    "about.sheets": ("本工作簿各表", "Sheets"),
    "about.rows": ("行数", "Rows"),
    "about.holds": ("内容", "Holds"),
}
