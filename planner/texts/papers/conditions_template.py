"""Words of the built-in template of clause and letter of the conditions stage (规划条件和征求意见函), with Jinja in double braces."""

from __future__ import annotations

from collections.abc import Mapping

CONDITIONS_TEMPLATE_TEXTS: Mapping[str, str] = {
    "conditions_template.title": "养老服务设施配建规划条件（建议稿）",
    "conditions_template.persons": "一、户数和人口",
    "conditions_template.persons.estimated": "{{ estimated }}为估算，以区间上限计算应配数；方案审查时按方案的户数、人口复核。",
    "conditions_template.clause": "二、拟写入规划条件的条文",
    "conditions_template.clause.open": "条文所引{{ open_documents }}效力待确认，写入规划条件前请向发文机关核实。",
    "conditions_template.needs": "三、各条要求",
    "conditions_template.needs.none": "没有可以列出数值的要求。",
    "conditions_template.not_checked": "四、未核查的依据",
    "conditions_template.letter.title": "关于征求{{ parcel.name }}养老服务设施配建移交条件意见的函",
    "conditions_template.letter.lead": "现就{{ parcel.name }}规划条件征求贵局意见。拟写入规划条件的条文如下：",
    "conditions_template.letter.open": "（所引{{ open_documents }}效力待确认，发函前请核实，核实后删去本句。）",
    "conditions_template.letter.ask": "请就养老服务设施的配建、验收和移交提出条件和要求，并予函复。",
    "conditions_template.letter.seal": "（发函单位盖章）",
    "conditions_template.letter.contact": "（联系人：　　　　　　联系电话：　　　　　　）",
}

#: Headers of the tables, from left to right.
CONDITIONS_TEMPLATE_HEADERS: Mapping[str, tuple[str, ...]] = {
    "conditions_template.needs": (
        "事项",
        "依据",
        "约束程度",
        "应配",
        "说明",
    ),
}
