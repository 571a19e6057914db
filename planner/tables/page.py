"""The part of ``docs/file-formats.md`` that says what a run and a comparison write, made of the descriptions of their tables."""

from __future__ import annotations

from collections.abc import Iterator

from planner.tables.schema import Room, SchemaField, TableSchema, codes_of, output_files, schemas, template_parts

#: Lines between which the page is made; what stands outside them is written by hand.
BEGIN, END = "<!-- tables: begin (python -m planner.tables) -->", "<!-- tables: end -->"
_TITLES: dict[Room, str] = {
    "run": "## 一次计算写出的文件 · What a run writes",
    "comparison": "## 方案对比写出的文件 · What a comparison writes",
}
_LEAD = (
    "CSV 为带 BOM 的 UTF-8，Excel、WPS 可直接打开；空格为缺；是非写作 `yes`、`no`。同样的输入得出逐字节相同的文件。"
    "各列的类型和含义另见结果文件夹里的 `说明.txt` 和 `datapackage.json`（Frictionless Data Package）。\n\n"
    "CSV is UTF-8 with a byte order mark; an empty cell is missing; flags are `yes`, `no`. The same inputs give the same bytes. Types and"
    " meanings also stand in each folder, in `datapackage.json`."
)
_WRITTEN = {"always": "总有 always", "where_there": "有内容时 where there is something"}


def made_page() -> str:
    """Return the made part of the page, without its first and last line."""
    return "\n".join([_LEAD, *_room("run"), *_room("comparison")])


def with_tables(page: str) -> str:
    """Return a page with its made part made anew.

    Raises
    ------
    ValueError
        If the page lacks one of the lines :data:`BEGIN` and :data:`END`.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page lacks {BEGIN!r} or {END!r}")
    return f"{before}{BEGIN}\n{made_page()}\n{END}{after}"


def _room(room: Room) -> Iterator[str]:
    yield from ("", _TITLES[room], "", "| 文件 file | 内容 | holds | 何时 when |", "|---|---|---|---|")
    for file in output_files(room):
        yield _row([f"`{file.name}`", file.description, file.description_en, _WRITTEN[file.written]])
    for table in schemas(room).values():
        yield from _table(table)


def _table(table: TableSchema) -> Iterator[str]:
    name = f"`{table.name}.csv`" if table.written != "never" else f"图层 layer `{table.name}`"
    yield from ("", f"### {name} {table.title} · {table.title_en}")
    rows = f"{table.rows}。{table.rows_en}. " if table.rows else ""
    key = f"主键 key: {', '.join(f'`{c}`' for c in table.primary_key)}. " if table.primary_key else ""
    layer = "也是图层 also a layer. " if table.layer and table.written != "never" else ""
    description = f"{rows}{key}{layer}".strip() or f"{table.description}。{table.description_en}."
    yield from (description, "", "| 列 column | 表头 | header | 类型 type | 说明 notes |", "|---|---|---|---|---|")
    for field in table.fields:
        yield _row([f"`{field.name}`", field.header(), field.header("en"), _type(field), _notes(field)])


def _type(field: SchemaField) -> str:
    return f"{field.type}, {field.unit}" if field.unit and field.unit != "share" else field.type


def _notes(field: SchemaField) -> str:
    """Return what is to be known of a column: in Chinese, in English, what may stand in its braces, and its codes."""
    parts = [f"`{{{part}}}`: {', '.join(f'`{v}`' for v in values if v)}" for part, values in template_parts(field.name).items() if values]
    codes = "；".join(f"`{code}` {said}" for code, said in codes_of(field)) if field.type == "string" else ""
    return " ".join(text for text in (field.description, field.description_en, "; ".join(parts), codes) if text)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
