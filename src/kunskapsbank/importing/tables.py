"""Tables as Markdown has them: a head, rows of as many cells, and one line in each cell."""

from __future__ import annotations

from bs4 import Tag
from bs4.element import NavigableString

from .notes import Notes
from .tree import BLOCKS, mark, new_tag, words

MOST_COLUMNS, MOST_ROWS = 50, 500  #: That a cell is written out over.


def plain_tables(text: Tag, notes: Notes) -> None:
    """Mend every table of *text* in place; what was not plain to see is marked."""
    for table in list(text.find_all("table")):
        if table.decomposed:
            continue
        rows = [row for row in _own(table, ["tr"]) if row.find(["td", "th"])]
        if len(rows) < 2 or max(len(_own(row, ["td", "th"])) for row in rows) < 2:
            _open_table(table, notes)  # Tables inside it stand by themselves then.
            continue
        if table.find("table"):
            for inner in _own(table, ["table"]):
                _to_words(inner)
            mark(table, notes.mark("imported.table-in-table"))
        _plain_cells(table, rows, notes)
        head = rows[0].find_all(["td", "th"])
        if not all(cell.name == "th" for cell in head):
            if not all(words(cell) == _bold_words(cell) for cell in head):
                mark(table, notes.mark("imported.table-head"))
            for cell in head:
                cell.name = "th"
        for cell in head:
            for bold in cell.find_all(["strong", "b"]):
                bold.unwrap()
        caption = table.find("caption")
        if isinstance(caption, Tag):
            caption.name = "p"
            table.insert_before(caption.extract())


def _own(one: Tag, names: list[str]) -> list[Tag]:
    """What is called one of *names* in *one*, but not in a table inside it."""
    table = one if one.name == "table" else one.find_parent("table")
    return [inner for inner in one.find_all(names) if inner.find_parent("table") is table]


def _bold_words(cell: Tag) -> str:
    return " ".join(" ".join(words(one) for one in cell.find_all(["strong", "b"])).split())


def _open_table(table: Tag, notes: Notes) -> None:
    """A table of one row or one column only places things: its cells become paragraphs."""
    cells = [cell for cell in _own(table, ["td", "th"]) if words(cell) or cell.find("img")]
    for number, cell in enumerate(cells):
        holder = new_tag("p") if cell.find(list(BLOCKS)) is None else new_tag("div")
        for child in list(cell.children):
            holder.append(child.extract())
        table.insert_before(holder)
        if number == 0:
            mark(holder, notes.mark("imported.table-of-one"))
        if holder.name == "div":
            holder.unwrap()
    table.decompose()


def _plain_cells(table: Tag, rows: list[Tag], notes: Notes) -> None:
    """Cells over several rows or columns are written out, and what is in a cell stands on one line."""
    spread = False
    for row in rows:
        for cell in row.find_all(["td", "th"]):
            across = _span(cell, "colspan")
            for _ in range(across - 1):
                cell.insert_after(new_tag(cell.name))
            spread = spread or across > 1 or _span(cell, "rowspan") > 1
            del cell["colspan"]
            blocks = cell.find_all(["p", "li"])
            for block in blocks[:-1]:
                block.append(NavigableString(" " if block.name == "p" else "; "))
            _to_inline(cell)
    for number, row in enumerate(rows):
        for at, cell in enumerate(row.find_all(["td", "th"])):
            for below in rows[number + 1 : number + _span(cell, "rowspan")]:
                cells = below.find_all(["td", "th"])
                (cells[at].insert_before if at < len(cells) else below.append)(new_tag("td"))
            del cell["rowspan"]
    if spread:
        mark(table, notes.mark("imported.table-spans"))


def _span(cell: Tag, name: str) -> int:
    written = str(cell.get(name, "1")).strip()
    most = MOST_COLUMNS if name == "colspan" else MOST_ROWS
    return min(max(int(written), 1), most) if written.isdecimal() and len(written) < 6 else 1


def _to_inline(cell: Tag) -> None:
    for one in list(
        cell.find_all(["p", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "br"])
    ):
        if one.name == "br":
            one.replace_with(NavigableString(" "))
        else:
            one.unwrap()


def _to_words(one: Tag) -> None:
    one.insert_before(NavigableString(f" {one.get_text(' ')} "), *one.find_all("img"))
    one.decompose()
