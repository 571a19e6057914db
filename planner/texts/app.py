"""Words of the app's pages."""

from __future__ import annotations

from collections.abc import Mapping

#: Languages of the pages, as a reader chooses them.
LANGUAGES: Mapping[str, str] = {"中文": "zh", "English": "en"}
APP_WORDS: Mapping[str, tuple[str, str]] = {
    "app.title": ("15 分钟养老服务圈与配建核查", "Walkable elderly care and parcel checks"),
    "app.starting": ("正在启动，请稍候…… · starting …", "starting …"),
    "app.started": (
        "可以打开了。关闭本窗口或按 Ctrl-C 停止。 · ready; close this window or press Ctrl-C to stop",
        "ready; close this window or press Ctrl-C to stop",
    ),
    "app.stopped": (
        "地图已关闭。已保存的方案、结果和画下的内容都在 · the app is closed; saved scenarios, results and what was drawn are kept",
        "the app is closed; saved scenarios, results and what was drawn are kept",
    ),
    "app.first": ("正在打开……", "Opening …"),
    "app.first.long": ("第一次打开要读取方案和路网，请稍候。", "The first opening reads the scenario and its streets; one moment."),
    "app.first.script": (
        "这个页面需要浏览器运行 JavaScript，请在浏览器设置中允许后刷新。",
        "This page needs JavaScript; allow it in the browser's settings and reload.",
    ),
    "app.fault": ("这一步出错了，程序没有做完。", "This step went wrong and was not finished."),
    "app.fault.number": ("编号 number {ref}", "number {ref}"),
    "app.language": ("语言 · Language", "语言 · Language"),
    "app.fault.cause": ("原因：", "Cause:"),
    "app.fault.bug": (
        "原因是程序自身的错误，不是您的操作：{kind}",
        "The cause is a fault of the program, not of what you did: {kind}",
    ),
    "app.fault.kept": (
        "已保存的方案和结果文件没有改动；地图上画的内容已随时记下，仍在。编号 {ref}，详情在启动本程序的窗口里。",
        "Saved scenarios and results were not touched; what was drawn is noted as you draw. Number {ref}; see the window of the program.",
    ),
    "app.fault.again": ("返回继续", "Go on"),
    "app.result": ("结果", "Result"),
    "app.not_a_result": ("这里没有已完成的结果，也不是方案文件：", "Neither a finished result nor a scenario file:"),
    "app.none": (
        "还没有已完成的结果。请先运行 planner run scenarios/baseline.yaml --out out/baseline。",
        "No finished result yet. Run planner run scenarios/baseline.yaml --out out/baseline first.",
    ),
    "app.unreadable": (
        "这个结果文件夹读不出来，可能正在写入或已损坏：",
        "This result folder cannot be read; it may be half written or damaged: ",
    ),
    "app.no_map": (
        "结果里没有 map.html：写出结果时没有安装 planner[report]。表格照常可用。",
        "No map.html in this result: planner[report] was not installed when it was written. The tables work all the same.",
    ),
    "app.reopen": ("打开方案进行试算", "Open the scenario and try changes"),
    "app.reopen.lead": (
        "这是写出的结果，地图不能改。它的方案文件和全部输入都在，内容未变：{name}",
        "This is a finished result; its map cannot be changed. Its scenario and all inputs are at hand, unchanged: {name}",
    ),
    "app.reopen.unknown": (
        "这是写出的结果，地图不能改。要试算，请打开它的方案文件；在结果旁边和 scenarios 文件夹里没有找到内容一致的方案。",
        "A finished result: its map cannot be changed. To try changes open its scenario; none that says the same lies near here.",
    ),
    "app.reopen.changed": (
        "这是写出的结果，地图不能改。方案 {name} 的输入已变（{files}），打开后数字会与本结果不同。",
        "A finished result: its map cannot be changed. Inputs of {name} have changed ({files}); opened now, its figures would differ.",
    ),
    "app.reopen.anyway": ("按现在的数据打开", "Open it with the data of now"),
    "app.other": ("打开别的", "Open something else"),
    "app.other.lead": ("可以打开：", "What can be opened:"),
    "app.tried": ("正在试算：{n} 处变化", "trial: {n} changes"),
    "app.opening": ("正在读取方案和路网……", "Reading the scenario and its streets …"),
    "app.unreadable_scenario": ("这个方案读不出来：", "This scenario cannot be read:"),
    "app.page.map": ("地图", "Map"),
    "app.page.parcels": ("地块核查", "Parcels"),
    "app.page.communities": ("社区缺口", "Community gaps"),
    "app.page.facilities": ("设施", "Facilities"),
    "app.page.scenarios": ("规划方案", "Scenarios"),
    "app.page.rules": ("指标库", "Rules"),
    "app.page.data": ("数据", "Data"),
    "app.page.report": ("报告", "Reports"),
    "app.figure.within": ("{m} 分钟可达（{who}）", "Within {m} min ({who})"),
    "app.figure.parcels": ("不符合的地块", "Parcels failing"),
    "app.figure.review": ("需人工核查的地块", "Parcels to review"),
    "app.figure.missing": ("缺少中心的社区", "Communities without a centre"),
    "app.figure.of": ("共 {n} {unit}", "of {n} {unit}"),
    "app.figure.persons": ("{n} / {total} 人", "{n} of {total} persons"),
    "app.figure.doubts": ("数据存疑", "Data doubts"),
    "app.figure.notes": ("另有提示 {n} 条", "and {n} notes"),
    "app.urban_only": ("村不判定", "villages are not judged"),
    "app.filter.status": ("状况", "Status"),
    "app.filter.county": ("县（市、区）", "County"),
    "app.filter.kind": ("设施类型", "Kind"),
    "app.filter.all": ("全部", "all"),
    "app.pick": ("请选择", "choose"),
    "app.running": ("正在计算…", "Computing…"),
    "app.stop": ("停止", "Stop"),
    "app.upload": ("选择文件", "Choose files"),
    "app.upload.drop": ("或把文件拖到这里", "or drop files here"),
    "app.select_all": ("全选", "Select all"),
    "app.choose.facilities": ("查看一处设施", "Look at a facility"),
    "app.no_findings": ("没有针对它的核查事项。", "No rule was judged for it."),
    "app.card.formula": ("计算", "Calculation"),
    "app.card.compare": ("比较", "Comparison"),
    "app.card.judged_on": ("判定日期", "Judged on"),
    "app.card.remarks": ("说明", "Remarks"),
    "app.card.inputs": ("所用数据", "Data used"),
    "app.card.row": ("第 {row} 行", "row {row}"),
    "app.card.blank": ("未填", "blank"),
}

#: Sentences that Streamlit's own page says in English → what a Chinese page says. One that ends in … is known by its beginning.
STREAMLIT_SENTENCES: Mapping[str, str] = {
    "Connection error": "与程序的连接断开了",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": (
        "程序可能已经停止。已保存的方案和画下的内容都在；请在电脑上重新启动（双击“打开地图”，或在终端里运行下面的命令），本页会自动接上："
    ),
    "streamlit run yourscript.py": "planner app",
    "Streamlit server is not responding. Are you connected to the internet?": (
        "程序没有应答。请看启动程序的窗口是否还开着；重新启动后，本页会自动接上。"
    ),
    "Cannot connect to Streamlit…": "连不上程序。请看启动程序的窗口是否还开着；重新启动后，本页会自动接上。",
    "Connection timed out.": "连接超时。",
    "Connection failed with status…": "连接失败。请看启动程序的窗口是否还开着。",
    "Unknown Error": "未知错误",
    "Unknown error": "未知错误",
    "Bad message format": "收到的数据不完整，请刷新页面",
    "Page not found": "没有这个页面",
    "You have requested page…": "没有这个页面，已打开地图。",
    "The page that you have requested does not seem to exist…": "没有这个页面，已打开地图。",
    "Connecting": "正在连接",
    "Connecting to Streamlit server": "正在连接程序",
    "Unable to connect to Streamlit server": "连不上程序",
    "Error": "出错",
    "Close": "关闭",
    "Copy to clipboard": "复制",
    "Skip to main content": "跳到正文",
    "Running...": "正在计算",
    "Stop": "停止",
}
