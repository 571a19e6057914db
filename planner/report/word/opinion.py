"""The template of 养老服务设施配建核查意见, written by code; a bureau takes it as a Word file and changes it."""

from __future__ import annotations

from planner.report.word.layout import HEAD, Look, TemplateWriter
from planner.report.word.layout import STRONG as BOLD

_VERDICT = Look(font="黑体")


def opinion() -> bytes:
    """Return the template."""
    sheet = TemplateWriter()
    sheet.right("核查编号：　　　　　　　　")
    sheet.title("养老服务设施配建核查意见")
    sheet.centred("（{{ parcel.name }}）")
    _object(sheet)
    _result(sheet)
    _reach(sheet)
    _doubts(sheet)
    sheet.heading("七、现场核对事项")
    sheet.text("下列事项资料未载明，由现场踏勘人员核对填写。", keep=True)
    sheet.table(
        ["事项", "核对结果", "备注"], ["{{ row.text }}", "□是　　□否", ""], [66, 50, 40], "for row in site_checks", together=True, tied=True
    )
    sign(sheet)
    sheet.tag("if plate")
    sheet.caption("附图", new_page=True)
    sheet.plate("{{ plate }}")
    sheet.tag("endif")
    _annex(sheet)
    return sheet.bytes()


def _object(sheet: TemplateWriter) -> None:
    sheet.heading("一、核查对象")
    rows = [
        ["项目名称", "{{ parcel.project }}", "地块编号", "{{ parcel.id }}"],
        ["县（市、区）", "{{ parcel.county }}", "所在社区", "{{ parcel.community }}"],
        ["办理阶段", "{{ parcel.stage }}", "坐标系统", "{{ crs }}"],
        ["规划条件日期", "{{ parcel.conditions_date }}", "供地日期", "{{ parcel.granted_on }}"],
        ["判定日期", "{{ parcel.judged_on }}", "核查日期", "{{ as_of }}"],
    ]
    sheet.pairs(rows, [28, 50, 26, 52])
    sheet.heading("二、地块指标")
    sheet.table(
        ["指标", "数值", "资料来源"],
        ["{{ row.name }}", ">{{ row.value }}", "{{ row.source }}"],
        [56, 40, 60],
        "for row in figures",
        together=True,
    )


def _result(sheet: TemplateWriter) -> None:
    sheet.heading("三、核查结论")
    sheet.text("依据{{ documents }}，对该地块养老服务设施配建情况进行了核查。", ("{{ conclusion }}", _VERDICT))
    sheet.heading("{{ sections.mandatory }}约束性要求", 2)
    _findings(sheet, "mandatory", "没有适用于该地块的约束性要求。")
    sheet.heading("{{ sections.advisory }}引导性要求和目标", 2)
    sheet.tag("if advisory")
    sheet.text("下列事项为引导性要求或者目标，未达到的不作为不符合。")
    sheet.tag("endif")
    _findings(sheet, "advisory", "没有适用于该地块的引导性要求和目标。")
    sheet.tag("if listed")
    sheet.heading("{{ sections.listed }}列示备查事项", 2)
    sheet.text("下列事项列示备查，不计入地块结论。")
    _findings(sheet, "listed", "")
    sheet.tag("endif")
    sheet.tag("if idle")
    sheet.heading("{{ sections.idle }}不适用事项", 2)
    sheet.tag("for item in idle")
    sheet.text("{{ item.n }}．{{ item.title }}。{{ item.text }}")
    sheet.tag("endfor")
    sheet.tag("endif")
    sheet.tag("if readings or remarks")
    sheet.heading("{{ sections.notes }}口径和提示", 2)
    sheet.tag("for item in readings")
    sheet.text("{{ item.text }}适用口径以发文机关解释为准。")
    sheet.tag("endfor")
    sheet.tag("for item in remarks")
    sheet.text("{{ item.text }}")
    sheet.tag("endfor")
    sheet.tag("endif")
    sheet.tag("if reviews")
    sheet.heading("{{ sections.reviews }}人工复核", 2)
    sheet.tag("for item in reviews")
    sheet.text("{{ item.n }}．{{ item.text }}")
    sheet.tag("endfor")
    sheet.tag("endif")
    sheet.tag("if tasks")
    sheet.heading("{{ sections.tasks }}需要补正和补充的事项", 2)
    sheet.tag("for item in tasks")
    sheet.text("{{ item.n }}．{{ item.text }}")
    sheet.tag("endfor")
    sheet.tag("endif")


def _findings(sheet: TemplateWriter, name: str, none: str) -> None:
    """Write one group of findings: what is asked, what was found with the verdict, and a person's conclusion in 黑体."""
    sheet.tag(f"for item in {name}")
    sheet.text(
        ("{{ item.n }}．{{ item.title }}。", BOLD), "{{ item.summary }}{{ item.text }}{{ item.label }}", ("{{ item.reviewed }}", HEAD)
    )
    sheet.tag("endfor")
    if none:
        sheet.tag(f"if not {name}")
        sheet.text(none)
        sheet.tag("endif")


def _reach(sheet: TemplateWriter) -> None:
    sheet.heading("四、与住宅同步情况")
    sheet.tag("if steps")
    cells = ["{{ row.name }}", "{{ row.homes }}", "{{ row.facility }}", "{{ row.state }}"]
    sheet.table(["步骤", "住宅", "养老服务设施", "核查情况"], cells, [22, 44, 44, 46], "for row in steps", together=True)
    sheet.tag("endif")
    sheet.tag("if not steps")
    sheet.text("按判定日期，没有适用的同步要求。")
    sheet.tag("endif")
    sheet.heading("五、步行可达情况")
    sheet.text("{{ nearest }}")
    sheet.tag("if community_shares")
    sheet.text("所在社区居民步行可达养老服务设施的人口比例如下：", keep=True)
    cells = [
        ">{{ row.minutes }}分钟",
        ">{{ row.share_standard }}",
        ">{{ row.share_elderly }}",
        ">{{ row.centre_share_standard }}",
        ">{{ row.centre_share_elderly }}",
    ]
    heads = ["步行时限", "任一设施（普通步行）", "任一设施（老年人步行）", "社区中心（普通步行）", "社区中心（老年人步行）"]
    sheet.table(heads, cells, [24, 33, 33, 33, 33], "for row in community_shares", together=True)
    sheet.tag("endif")
    sheet.tag("if no_shares")
    sheet.text("{{ no_shares }}")
    sheet.tag("endif")


def _doubts(sheet: TemplateWriter) -> None:
    sheet.heading("六、存疑和未核查事项")
    sheet.tag("if doubts")
    sheet.heading("（一）资料存疑", 2)
    sheet.tag("for item in doubts")
    sheet.text("{{ item.n }}．{{ item.text }}")
    sheet.tag("endfor")
    sheet.tag("endif")
    sheet.tag("if not doubts")
    sheet.text("（一）该地块资料未发现存疑。")
    sheet.tag("endif")
    sheet.heading("（二）未核查的依据", 2)
    sheet.tag("for item in not_checked")
    sheet.text("{{ item.n }}．{{ item.text }}。")
    sheet.tag("endfor")
    sheet.tag("if not not_checked")
    sheet.text("无。")
    sheet.tag("endif")


def sign(sheet: TemplateWriter) -> None:
    """Write the block of signatures; names, seal and day are put in by hand."""
    sheet.plain("", keep=True)
    sheet.plain("　　核查人：　　　　　　　复核人：　　　　　　　审定人：", keep=True)
    sheet.plain("", keep=True)
    sheet.right("（核查单位盖章）", keep=True)
    sheet.right("　　　　年　　月　　日")


def _annex(sheet: TemplateWriter) -> None:
    sheet.turn(wide=True)
    heads = ["序号", "核查事项", "依据文件及条款", "约束程度", "要求", "规划（方案）", "实测", "差额", "结论", "备注"]
    cells = [
        "{{ row.n }}",
        "{{ row.title }}",
        "{{ row.basis }}",
        "{{ row.force }}",
        ">{{ row.required }}",
        ">{{ row.planned }}",
        ">{{ row.measured }}",
        ">{{ row.difference }}",
        "{{ row.verdict }}",
        "{{ row.remark }}",
    ]
    widths = [11, 34, 66, 17, 24, 24, 15, 17, 19, 20]
    for name, title in (("mandatory", "约束性要求"), ("advisory", "引导性要求和目标")):
        sheet.tag(f"if rows_{name}")
        sheet.caption(f"{{{{ annexes.{name} }}}}　{title}逐条核查表")
        sheet.table(heads, cells, widths, f"for row in rows_{name}", wide=True)
        sheet.tag("endif")
    about(sheet)


def about(sheet: TemplateWriter) -> None:
    """Write what the figures rest on: files with hashes, rules, software, methods."""
    sheet.caption("{{ annexes.sources }}　资料来源与版本")
    cells = ["{{ row.noun }}", "{{ row.file }}", ">{{ row.rows }}", "{{ row.sha256 }}"]
    sheet.table(["资料", "文件", "记录数", "SHA-256"], cells, [32, 66, 20, 129], "for row in sources", wide=True)
    sheet.small("指标库：{{ pack.title }}（{{ pack.id }} {{ pack.version }}，SHA-256 {{ pack.sha256 }}）。")
    sheet.small("软件：{{ software }}（结果格式 {{ schema }}）；核查日期：{{ as_of }}；方案：{{ scenario }}。道路数据：{{ attribution }}。")
