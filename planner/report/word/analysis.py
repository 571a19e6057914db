"""The template of 分析报告, the paper on a whole run, written by code."""

from __future__ import annotations

from planner.report.word.layout import TemplateWriter
from planner.report.word.opinion import about, sign


def analysis() -> bytes:
    """Return the template."""
    sheet = TemplateWriter()
    sheet.title("养老服务设施步行服务圈与配建核查")
    sheet.title("分析报告")
    sheet.centred("（{{ scenario }}）")
    _overview(sheet)
    _circle(sheet)
    _communities(sheet)
    _parcels(sheet)
    _rest(sheet)
    sign(sheet)
    _annex(sheet)
    return sheet.bytes()


def _overview(sheet: TemplateWriter) -> None:
    sheet.heading("一、工作概况")
    sheet.text(
        "本报告按{{ as_of }}有效的规定编制。资料范围内总人口{{ persons }}人，其中60岁以上{{ older_persons }}人；"
        "步行路网{{ length_km }}公里。步行速度为：{{ profiles }}。{{ facility_words }}"
    )
    sheet.text("核查依据为{{ documents }}，指标库为{{ pack.title }}（{{ pack.id }} {{ pack.version }}）。")
    sheet.tag("if scenario_changes")
    sheet.text("{{ changes_lead }}", keep=True)
    sheet.tag("for item in scenario_changes")
    sheet.text("{{ item.n }}．{{ item.text }}。")
    sheet.tag("endfor")
    sheet.tag("endif")
    sheet.heading("二、主要结论")
    sheet.tag("for item in points")
    sheet.text("{{ item.n }}．{{ item.text }}")
    sheet.tag("endfor")


def _circle(sheet: TemplateWriter) -> None:
    sheet.heading("三、步行服务圈")
    sheet.heading("（一）步行可达人口", 2)
    sheet.text("步行可达按居民点、步行路网和出入口逐点计算，服务圈图形仅作示意。")
    cells = [
        "{{ row.set }}",
        ">{{ row.minutes }}分钟",
        ">{{ row.persons }}",
        ">{{ row.share }}",
        ">{{ row.older_pace_persons }}",
        ">{{ row.older_pace_share }}",
    ]
    heads = ["设施范围", "时限", "普通步行（人）", "比例", "老年人步行（人）", "比例"]
    sheet.table(heads, cells, [46, 20, 27, 18, 27, 18], "for row in coverage")
    sheet.tag("if straight")
    sheet.heading("（二）与直线圈做法的比较", 2)
    sheet.text("直线圈把河流、铁路、围墙另一侧的居民一并计入，与实际步行可达的差别如下：", keep=True)
    names = ("radius", "straight", "straight_share", "network", "network_share", "only")
    cells = ["{{ row.set }}", *(f">{{{{ row.{n} }}}}" for n in names)]
    heads = ["设施范围", "半径（米）", "直线圈内（人）", "比例", "{{ longest }}分钟步行可达（人）", "比例", "仅在直线圈内（人）"]
    sheet.table(heads, cells, [34, 16, 25, 17, 25, 17, 22], "for row in straight")
    sheet.tag("endif")
    sheet.tag("if reasons")
    sheet.heading("（三）不可达的原因", 2)
    sheet.text("{{ longest }}分钟内不可达的人口，按主要原因分列（每一居民点只计一个原因）：", keep=True)
    cells = [
        "{{ row.reason }}",
        ">{{ row.facility_persons }}",
        ">{{ row.facility_share }}",
        ">{{ row.centre_persons }}",
        ">{{ row.centre_share }}",
    ]
    heads = ["原因", "任一设施（人）", "比例", "社区中心（人）", "比例"]
    sheet.table(heads, cells, [56, 30, 20, 30, 20], "for row in reasons")
    sheet.tag("endif")
    sheet.tag("if counties")
    sheet.heading("（四）分县（市、区）情况", 2)
    names = ("communities", "persons", "reached", "share", "centre", "centre_share")
    cells = ["{{ row.county }}", *(f">{{{{ row.{n} }}}}" for n in names)]
    heads = [
        "县（市、区）",
        "社区（村）",
        "人口（人）",
        "{{ longest }}分钟可达任一设施（人）",
        "比例",
        "{{ longest }}分钟可达社区中心（人）",
        "比例",
    ]
    sheet.table(heads, cells, [28, 17, 24, 27, 16, 27, 17], "for row in counties")
    sheet.tag("endif")


def _communities(sheet: TemplateWriter) -> None:
    sheet.heading("四、社区养老服务设施")
    sheet.text("规模要求按社区内已建成并运营的单个中心（站、点）判断，各处面积不相加；村不作判定。", keep=True)
    sheet.tag("if gaps")
    names = ("county", "total", "ok", "too_small", "too_large", "missing", "needs_review", "village")
    cells = ["{{ row.county }}", *(f">{{{{ row.{n} }}}}" for n in names[1:])]
    heads = ["县（市、区）", "城市社区", "达标", "规模不足", "超过建议", "缺少中心", "需核查", "村"]
    sheet.table(heads, cells, [30, 18, 18, 18, 18, 18, 18, 18], "for row in gaps")
    sheet.tag("endif")
    sheet.tag("if gap_list")
    sheet.text("缺少中心或者规模不足的城市社区，按人口由多到少列前{{ gap_list|length }}个，其余见附件《核查表》：", keep=True)
    cells = [
        ">{{ row.n }}",
        "{{ row.county }}",
        "{{ row.township }}",
        "{{ row.name }}",
        "{{ row.status }}",
        ">{{ row.persons }}",
        ">{{ row.share }}",
    ]
    heads = ["序号", "县（市、区）", "乡镇（街道）", "社区", "状况", "人口（人）", "{{ longest }}分钟可达中心"]
    sheet.table(heads, cells, [12, 22, 30, 29, 24, 20, 19], "for row in gap_list")
    sheet.tag("endif")


def _parcels(sheet: TemplateWriter) -> None:
    sheet.heading("五、逐条核查情况")
    sheet.text("{{ parcel_words }}")
    sheet.tag("if usable_words")
    sheet.text("{{ usable_words }}")
    sheet.tag("endif")
    sheet.tag("for item in sharing")
    sheet.text("{{ item.text }}")
    sheet.tag("endfor")
    sheet.heading("（一）约束性要求", 2)
    _tally(sheet, "mandatory", "不符合", "没有适用的约束性要求。")
    sheet.heading("（二）引导性要求和目标", 2)
    sheet.text("下列事项为引导性要求或者目标，未达到的不作为不符合。")
    _tally(sheet, "advisory", "未达到", "没有适用的引导性要求和目标。")
    sheet.tag("if reviews")
    sheet.heading("（三）人工复核", 2)
    sheet.text("上列各数为复核以前的核查结果，复核结论如下：")
    sheet.tag("for item in reviews")
    sheet.text("{{ item.n }}．{{ item.text }}")
    sheet.tag("endfor")
    sheet.tag("endif")


def _tally(sheet: TemplateWriter, name: str, miss: str, none: str) -> None:
    sheet.tag(f"if tallies_{name}")
    cells = [
        "{{ row.subject }}",
        "{{ row.title }}",
        "{{ row.basis }}",
        ">{{ row.pass }}",
        ">{{ row.fail }}",
        ">{{ row.needs_review }}",
        ">{{ row.not_applicable }}",
    ]
    cells = [c.replace("row.pass", "row['pass']") for c in cells]
    heads = ["对象", "事项", "依据", "符合", miss, "需核查", "不适用"]
    sheet.table(heads, cells, [19, 32, 49, 14, 14, 14, 14], f"for row in tallies_{name}")
    sheet.tag("endif")
    sheet.tag(f"if not tallies_{name}")
    sheet.text(none)
    sheet.tag("endif")


def _rest(sheet: TemplateWriter) -> None:
    sheet.heading("六、小范围改善")
    sheet.tag("if changes")
    sheet.text("下列改动可使原来{{ longest }}分钟不可达的居民到达任一设施，按受益人口列出，可行性须现场核实：", keep=True)
    names = (">n", "kind", "community", ">length", ">place", ">homes", ">persons")
    cells = [f"{'>' if n.startswith('>') else ''}{{{{ row.{n.removeprefix('>')} }}}}" for n in names]
    heads = ["序号", "改动", "所在社区", "长度（米）", "位置（经度，纬度）", "居民点（处）", "受益（人）"]
    sheet.table(heads, cells, [11, 24, 28, 16, 41, 17, 19], "for row in changes")
    sheet.tag("endif")
    sheet.tag("if not changes")
    sheet.text("没有发现可列出的小改动。")
    sheet.tag("endif")
    sheet.heading("七、资料存疑和未核查事项")
    sheet.heading("（一）资料存疑", 2)
    sheet.text("{{ quality_words }}同类存疑列一例：")
    sheet.tag("for item in doubts")
    sheet.text("{{ item.n }}．{{ item.text }}")
    sheet.tag("endfor")
    sheet.heading("（二）未核查的依据", 2)
    sheet.tag("for item in not_checked")
    sheet.text("{{ item.n }}．{{ item.text }}。")
    sheet.tag("endfor")
    sheet.heading("（三）方法和限制", 2)
    sheet.tag("for item in methods")
    for last in (False, True):  # the last stays with the signatures
        sheet.tag("if loop.last" if last else "if not loop.last")
        sheet.text("{{ item.n }}．{{ item.text }}。", keep=last)
        sheet.tag("endif")
    sheet.tag("endfor")


def _annex(sheet: TemplateWriter) -> None:
    sheet.turn(wide=True)
    sheet.tag("if parcels")
    sheet.caption("{{ annexes.parcels }}　住宅用地配建核查一览表")
    heads = [
        "序号",
        "地块编号",
        "名称",
        "县（市、区）",
        "户数",
        "人口",
        "设施建筑面积（平方米）",
        "设施用地（平方米）",
        "结论",
        "不符合事项",
        "需核查事项",
    ]
    names = ("n", "id", "name", "county", "households", "population", "floor", "land", "verdict", "fails", "needs_review")
    right = {"n", "households", "population", "floor", "land"}
    cells = [f"{'>' if n in right else ''}{{{{ row.{n} }}}}" for n in names]
    sheet.table(heads, cells, [10, 16, 36, 19, 13, 15, 20, 20, 18, 40, 40], "for row in parcels", wide=True)
    sheet.tag("endif")
    about(sheet)
    sheet.tag("for plate in plates")
    sheet.caption("附图{{ loop.index }}", new_page=True)
    sheet.plate("{{ plate.picture }}")
    sheet.tag("endfor")
