"""Hostile data: text that would be markup, and packages damaged in a thousand ways.

Whatever a text cell says, the pages show it as text; nothing of it becomes an element, a link or a
script. A damaged package gives the same numbers as the whole one, or a message that says where.
"""

import csv
import io
import json
import random
import re
import shutil
from itertools import zip_longest

import pytest
from bs4 import BeautifulSoup, Tag
from conftest import Book
from reading import EDITIONS, ROOT, copy_book, notebooks, read_book, rows_of, save, tables

from budgetbook import charts, diagrams, figures, package
from budgetbook import tables as budgetbook_tables
from computedbook import drawings

# Text made hostile. No payload has digits: a page reads a threshold out of a name by its digits.

PAYLOADS = [
    "<script>window.pwned=true</script>",
    "<img src=x onerror=window.pwned=true>",
    '" onmouseover="window.pwned=true" id="x',
    "' autofocus onfocus='window.pwned=true",
    "</title></td></text></svg></data></figure><b>",
    "{eval}`window.pwned` {term}`x` {{ x }} {% x %}",
    "**bold** _x_ `code` | # x",
    "[x](javascript:window.pwned=true)",
    '=HYPERLINK("javascript:window.pwned=true")',
    "{total} {} {x!r:>} %s %(x)d",
    r"$x$ $\frac{$ \$ \n \\",
    "&amp;&lt;b&gt; & &nbsp;",
    "]]> --> <!-- -- x",
]
EVERYTHING = ["".join(PAYLOADS)]
LOOKS = ("stacked", "word", "text")
NAMED_IN_PROSE = ("term_zh", "term_en")  # links in the prose name these terms


def is_free(column, text):
    """Whether a cell holds words of its own: no key, no choice, no unit that is computed with."""
    words = column.endswith(("_zh", "_en"))
    return bool(text) and (words or (column == "unit" and text not in ("万元", "%")))


def spell(number):
    return "zq" + "".join(chr(97 + number // 26**place % 26) for place in (2, 1, 0))


def mark_texts(folder, payloads, leave=()):
    """Put a mark of its own, and a payload, behind every text; the payloads by mark, the cells.

    Equal texts are marked alike, for a name is one name. A text that a notebook's code looks up
    is marked in the code too.
    """
    marks, looked_up, cells = {}, {}, 0
    for path, fields in tables(folder).values():
        rows = rows_of(path)
        for row in rows:
            for column, text in row.items():
                listed = "enum" in fields[column].get("constraints", {})
                if is_free(column, text) and not listed and column not in leave:
                    number = len(marks)
                    marks.setdefault(text, (spell(number), payloads[number % len(payloads)]))
                    row[column] = text + "".join(marks[text])
                    if column in ("name_zh", "unit"):
                        looked_up[text] = row[column]
                    cells += 1
        save(path, rows)
    for path in notebooks(folder).values():
        source = path.read_text("utf8")
        for text, marked in looked_up.items():
            literal = json.dumps(json.dumps(marked, ensure_ascii=False))[1:-1]
            source = source.replace(f'\\"{text}\\"', literal)
        path.write_text(source, "utf8")
    return dict(marks.values()), cells


def parts(html):
    """A page as a browser takes it apart: elements, their attributes, and the texts between."""
    for node in BeautifulSoup(html, "html.parser").descendants:
        if isinstance(node, Tag):
            yield f"<{node.name}>", ""
            for name, value in node.attrs.items():
                yield name, value if isinstance(value, str) else " ".join(value)
        else:
            yield type(node).__name__, str(node)


def without_looks(classes):
    return " ".join(each for each in classes.split() if each not in LOOKS)


def misfits(plain, hostile, payloads):
    """Where a hostile page is not the page with plain marks, each mark followed by its payload.

    The other page's marks are letters, of which no element or attribute can come.
    """
    mark = re.compile("|".join(payloads))
    for old, new in zip_longest(parts(plain), parts(hostile), fillvalue=("nothing", "")):
        wanted = mark.sub(lambda found: found[0] + payloads[found[0]], old[1])
        if old[0] == new[0] == "aria-describedby":  # a digest of what is beside it
            continue
        if old[0] == "class":  # in which it is seen how long the texts of a table are
            wanted, new = without_looks(wanted), ("class", without_looks(new[1]))
        if old[0] == "id":  # an anchor made of a name
            wanted = "-".join(re.findall("[a-z0-9]+", wanted.lower()))
            assert set("\"' <>&").isdisjoint(new[1])
            new = ("id", "-".join(re.findall("[a-z0-9]+", new[1].lower())))
        if (old[0], wanted) != new:
            yield f"expected {old[0]} {wanted[:200]!r}, found {new[0]} {new[1][:200]!r}"


@pytest.fixture
def whole_labels(monkeypatch):
    """Charts that draw every label in one line, after seeing that the lines are only broken.

    All labels are taken to be as wide as one another.
    """
    wrap = drawings.wrap

    def squeezed(text):
        return "".join(text.split())

    def whole(text, room):
        assert squeezed("".join(wrap(text, room))) == squeezed(text)
        return [text]

    for module in (charts, diagrams, drawings):
        monkeypatch.setattr(module, "wrap", whole)
        monkeypatch.setattr(module, "measure", lambda *lines: 100)


def read_marked(folder, payloads, language, names=None):
    folder.mkdir()
    marks, cells = mark_texts(copy_book(folder), payloads)
    return read_book(folder, language, names), marks, cells


@pytest.mark.parametrize("language", EDITIONS)
def test_text_stays_text(complete, whole_labels, tmp_path, language, record):
    plain, marks, cells = read_marked(tmp_path / "plain", [""], language)
    shown = {mark for mark in marks for page in plain.values() if mark in page.html}
    assert len(shown) > len(marks) / 2  # the others are in the other language
    turns = [PAYLOADS[turn:] + PAYLOADS[:turn] for turn in range(len(PAYLOADS))]
    for number, payloads in enumerate([EVERYTHING, *(turns if complete else ())]):
        hostile, marks, _ = read_marked(tmp_path / str(number), payloads, language)
        wrong = [
            f"{name}: {each}"
            for name, page in plain.items()
            for each in misfits(page.html, hostile[name].html, marks)
        ]
        assert wrong[:5] == []
    record("Text cells made hostile", cells)


def test_markup_does_not_go_unseen(whole_labels, tmp_path, monkeypatch):
    names = [name] = ["chapters/tables/table-9"]
    plain, _, _ = read_marked(tmp_path / "plain", [""], "en", names)
    for module in (budgetbook_tables, figures, drawings):
        with monkeypatch.context() as careless:
            for maker in {"Markup", "escape"} & set(vars(module)):
                careless.setattr(module, maker, str)
            folder = tmp_path / module.__name__
            hostile, marks, _ = read_marked(folder, PAYLOADS, "en", names)
        assert any(misfits(plain[name].html, hostile[name].html, marks)), module


def test_control_characters_are_refused(tmp_path):
    chance = random.Random(1)
    folder = copy_book(tmp_path) / "data"
    for resource in package.describe(folder)["resources"]:
        path = folder / resource["path"]
        for _ in range(4):
            before, rows = path.read_bytes(), rows_of(path)
            row = chance.choice(rows)
            column = chance.choice([each for each in row if is_free(each, row[each])])
            row[column] += chr(chance.choice([*range(32), *range(127, 160), 0x2028, 0x202E])) + "x"
            save(path, rows)
            with pytest.raises(package.PackageError) as caught:
                package.read_resource(folder, resource)
            path.write_bytes(before)
            found = f"{path}:{rows.index(row) + 2}: "
            if row[column][-2] not in "\r\n":  # which may end the row
                found += f"column {column}: found {row[column]!r}"
            assert caught.value.problems[0].startswith(found)


def test_the_built_book_shows_it_and_runs_nothing(complete, tmp_path):
    if not complete:
        pytest.skip("make proof builds it")
    book = Book(tmp_path / "hostile")
    marks, _ = mark_texts(book.folder, PAYLOADS, leave=NAMED_IN_PROSE)
    done = book.make()
    assert done.returncode == 0, done.stdout[-6000:]
    visit(book.site, [*book.texts(), *(f"zh/{name}" for name in book.texts("zh"))], marks)


def visit(site, names, marks):
    """Open the pages in Chromium: nothing may run, and every mark must have its payload."""
    from playwright.sync_api import sync_playwright

    seen, wrong, mark = set(), [], re.compile("|".join(marks))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name in names:
            page = browser.new_page()
            page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.goto((site / name).as_uri())
            page.wait_for_timeout(200)  # for what runs a moment after the load
            if page.evaluate("window.pwned") is not None:
                wrong.append("window.pwned")
            # Not the code and not the drawings, whose labels are broken into lines.
            text = page.evaluate(
                "for (const each of document.querySelectorAll('article svg, article .cell_input'))"
                " each.remove(); document.querySelector('article').textContent"
            )
            for found in mark.finditer(text):
                seen.add(found[0])
                if not text.startswith(marks[found[0]], found.end()):
                    wrong.append(f"{name}: {text[found.start() :][:120]!r}")
            page.close()
        browser.close()
    assert wrong == []
    assert seen


# Packages damaged: each kind of damage takes its chances, a file's bytes and its fields

FILES = sorted(path.relative_to(ROOT / "data").as_posix() for path in ROOT.glob("data/*/*.csv"))
DESCRIPTOR = "datapackage.json"
NO_NUMBERS = ["NaN", "nan", "inf", "-Infinity", "1e5", "1E5", "0x1F", "1_000", "1,000.00", "+1.00"]
NO_NUMBERS += ["1.", ".5", "1.5", "01.00", "1.00.00", "١.٠٠", "²", "None", "TRUE", "-0.00"]
NO_NUMBERS += ["#REF!", "#DIV/0!", "1.00万", "¥1.00", "1.00%", "=1+1"]
SIGNS = ["-{}", "−{}", "({})", "{}-", "- {}", "△{}"]
FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
ENCODINGS = ["gb18030", "big5", "shift-jis", "latin-1", "cp1252", "ascii"]  # both ways
WIDE = ["utf-16", "utf-16-le", "utf-16-be", "utf-32"]
ODD = [None, 5, -1, 0.5, "", "x", [], {}, True, "\0", "\ud800", 10**30, float("nan")]


def is_number(field):
    return field["type"] != "string" or field["name"] in ("code", "item")


def parsed(data):
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def written(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def cell(change, wanted=is_number):
    """Damage to one cell of a column that is `wanted`: what `change` makes of it."""

    def damage(chance, data, fields):
        rows = parsed(data)
        columns = [index for index, field in enumerate(fields) if wanted(field)]
        row, index = chance.choice([(r, i) for r in rows[1:] for i in columns if r[i]])
        row[index] = change(chance, row[index])
        return written(rows)

    return damage


def huge(chance, text):
    digits = chance.choices("123456789", k=chance.choice([10, 13, 40, 400, 5000]))
    return "".join(digits) + chance.choice(["", ".00", ".50"])


def truncated(chance, data, _):
    ends = [found.end() for found in re.finditer(b"\n", data)]
    return data[: chance.choice([chance.randrange(len(data)), chance.choice(ends[:-1])])]


def encoded_otherwise(chance, data, _):
    if chance.random() < 0.5:
        return data.decode().encode(chance.choice(ENCODINGS + WIDE), "replace")
    return data.decode(chance.choice(ENCODINGS), "replace").encode()


def columns_reordered(chance, data, _):
    header, *rows = parsed(data)
    order = chance.sample(range(len(header)), len(header))
    if chance.random() < 0.5:
        rows = [[row[index] for index in order] for row in rows]
    return written([[header[index] for index in order], *rows])


def row_doubled(chance, data, _):
    header, *rows = parsed(data)
    rows.insert(chance.randint(0, len(rows)), list(chance.choice(rows)))
    if chance.random() < 0.5:
        rows = [[str(number), *row[1:]] for number, row in enumerate(rows, 1)]
    return written([header, *rows])


def wrong_json(chance, data, _):
    if chance.random() < 0.3:  # a mark too few, too many, or another
        text = data.decode()
        at = chance.choice([found.start() for found in re.finditer(r'[{}\[\],:"]', text)])
        return (text[:at] + chance.choice([",", ",,", "", "'", "}", "“"]) + text[at + 1 :]).encode()
    holder = node = {"": json.loads(data)}
    key = ""
    while isinstance(node[key], dict | list) and node[key] and chance.random() < 0.9:
        node = node[key]
        key = chance.choice(list(node) if isinstance(node, dict) else range(len(node)))
    node[key] = chance.choice(ODD)
    if isinstance(node, dict) and chance.random() < 0.5:
        del node[key]
    return json.dumps(holder.get("")).encode()


OF_TABLES = {
    "full-width digits": cell(lambda chance, text: text.translate(FULL_WIDTH)),
    "a huge number": cell(huge),
    "a negative number": cell(
        lambda chance, text: chance.choice(SIGNS).format(text),
        lambda field: "minimum" in field.get("constraints", {}),
    ),
    "no number": cell(lambda chance, text: chance.choice(NO_NUMBERS)),
    "columns reordered": columns_reordered,
    "a row twice": row_doubled,
}
OF_ANY = {
    "truncated": truncated,
    "in another encoding": encoded_otherwise,
    "a byte order mark": lambda chance, data, _: (
        chance.choice([b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"]) + data
    ),
    "other line ends": lambda chance, data, _: data.replace(
        b"\n", chance.choice([b"\r\n", b"\r", b"\r\r\n", b"\n\r", b"\n\n"])
    ),
    "missing": lambda chance, data, _: None,
}
KINDS = OF_TABLES | OF_ANY | {"wrong JSON": wrong_json}


def complaint(folder, name, whole):
    """What is wrong with how the reader takes the damaged file `name`; empty if nothing is."""
    try:
        return "" if package.read(folder, shown=True) == whole else "read with a difference"
    except package.PackageError as error:
        problems = error.problems
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    located = re.compile(re.escape(f"{folder}/") + r"([\w/-]+\.(?:csv|json))(:\d+)?: (.+)", re.S)
    for problem in problems:
        match = located.fullmatch(problem)
        if not match or (match[1] != name != DESCRIPTOR):
            return f"not located: {problem}"
        if not match[2] and match[1] != DESCRIPTOR and "missing" not in match[3]:
            return f"no line: {problem}"
        if not re.search("found .*expected|missing|not CSV|not JSON|expected a", match[3], re.S):
            return f"not explained: {problem}"
    return "" if problems else "no problem is named"


def complaints(folder, seeds):
    """Damage the package in `folder`, once for each seed, and see what the reader makes of it."""
    whole = package.read(folder, shown=True)
    fields = {path: list(columns.values()) for path, columns in tables(folder.parent).values()}
    found = {}
    for seed in seeds:
        chance, kind = random.Random(seed), list(KINDS)[seed % len(KINDS)]
        files = FILES if kind in OF_TABLES else [DESCRIPTOR, *FILES]
        name = DESCRIPTOR if kind == "wrong JSON" else chance.choice(files)
        path = folder / name
        before = path.read_bytes()
        damaged = KINDS[kind](chance, before, fields.get(path))
        path.unlink() if damaged is None else path.write_bytes(damaged)
        wrong = complaint(folder, name, whole)
        path.write_bytes(before)
        if wrong:
            found[f"{seed}: {kind}, {name}"] = wrong[:300]
    return found


@pytest.fixture
def untouched_read_once(monkeypatch):
    """Keep the rows of each file as it first was: only a damaged one is read anew."""
    read, kept = package.read_resource, {}

    def read_once(directory, resource):
        path = directory / resource["path"]
        now = resource, path.read_bytes() if path.is_file() else b""
        if resource["name"] not in kept:
            kept[resource["name"]] = now, read(directory, resource)
        first, rows = kept[resource["name"]]
        return rows if now == first else read(directory, resource)

    monkeypatch.setattr(package, "read_resource", read_once)


def test_damage_is_located_or_changes_nothing(complete, tmp_path, request, record):
    if not complete:
        request.getfixturevalue("untouched_read_once")
    assert complaints(copy_book(tmp_path) / "data", range(1000)) == {}
    record("Damaged packages", 1000)


CARELESS = {
    "takes what it finds": ("_value", lambda _, field, text: (text, None), b"\n1,", b"\nx,"),
    "says nothing": ("_header_problem", lambda *found: "", b"row,", b"rows,"),
    "breaks down": ("_mistaken", lambda text: {}[text], b"", b""),
}  # fmt: skip


@pytest.mark.parametrize("how", CARELESS)
def test_a_careless_reader_does_not_go_unseen(tmp_path, monkeypatch, how):
    part, careless, old, new = CARELESS[how]
    folder, name = copy_book(tmp_path) / "data", FILES[-1]
    whole = package.read(folder, shown=True)
    assert complaint(folder, name, whole) == ""
    monkeypatch.setattr(package, part, careless)
    path = folder / name
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    assert complaint(folder, name, whole)
