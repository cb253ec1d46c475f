"""The command: a report, and a code to leave with; a malformed package is located, never raised."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import synthetic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgetbook.cli import amount, main

ROOT = Path(__file__).parent.parent
DATA = ROOT / "data"
TABLE_5 = "tables/05-general-public-budget.csv"
MISPRINT = ",303.39,200.89,2.50"


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def replace(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def correct(copy):
    replace(copy / TABLE_5, MISPRINT, MISPRINT.replace("303.39", "203.39"))


@pytest.mark.published
def test_the_document_fails_and_the_report_explains(capsys):
    assert main(["check", str(DATA)]) == 1
    report, errors = capsys.readouterr()
    assert errors == ""
    assert "4 fail, 1 warn" in report.splitlines()[0]
    assert report.index("FAIL") < report.index("WARNING") < report.index("20  2/2")
    assert "A row's total is its basic spending plus its project spending." in report
    lines = [line for line in report.splitlines() if "table 5, row 3 (21505 " in line]
    assert len(lines) == 5  # four failing comparisons and the correction
    assert all("printed 303.39, recomputed 203.39" in line for line in lines[:-1])
    assert lines[-1].endswith("printed 303.39, should be 203.39, one digit changed")
    assert "printed 2.50, recomputed blank" in report
    assert "If one cell is wrong, it is this one" in report


@pytest.mark.published
def test_the_report_in_chinese(capsys):
    assert main(["check", str(DATA), "--lang", "zh"]) == 1
    report = capsys.readouterr().out
    assert "表5第3行（21505 工业和信息产业监管）" in report
    assert "原文303.39，应为203.39，错了一位数字" in report
    assert not any(word in report for word in ("FAIL", "printed", "Table"))


@pytest.mark.published
def test_json_has_the_stated_shape(capsys):
    assert main(["check", str(DATA), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["package", "checks", "correction"]
    assert found["package"] == json.loads((DATA / "datapackage.json").read_bytes())["name"]
    for check in found["checks"]:
        assert set(check) == {"id", "title", "severity", "status", "cells"}
        assert check["severity"] in ("error", "warning")
        assert check["status"] in ("pass", "fail", "warn", "not applicable")
        for cell in check["cells"]:
            assert set(cell) == {"table", "row", "code", "column", "printed", "recomputed"}
    checks = {check["id"]: check for check in found["checks"]}
    misprint = {
        "table": "05-general-public-budget",
        "row": 3,
        "code": "21505",
        "column": "total",
        "printed": "303.39",
    }
    assert misprint | {"recomputed": "203.39"} in checks["t5-rows-sum"]["cells"]
    assert checks["t6-rows-sum"]["cells"][0]["printed"] is None
    assert checks["vehicles-sum"]["cells"][0]["printed"] == "0"
    assert found["correction"] == {
        "verdict": "one",
        "claims": 5,
        "cells": [misprint | {"corrected": "203.39", "slip": "changed"}],
    }


@pytest.mark.published
def test_a_package_that_holds_exits_0(copy, capsys):
    correct(copy)
    assert main(["check", str(copy)]) == 0
    report = capsys.readouterr().out
    assert "0 fail, 1 warn" in report and "FAIL" not in report and "one cell" not in report
    assert main(["check", str(copy), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["correction"] is None


@pytest.mark.published
def test_candidates_are_listed_when_there_are_several(copy, capsys):
    correct(copy)
    replace(copy / "tables/09-basic-expenditure-items.csv", ",19.60", ",29.60")
    assert main(["check", str(copy)]) == 1
    report = capsys.readouterr().out
    assert "it is one of these 3;" in report
    assert report.index("should be 19.60") < report.index("should be 29.06")  # 39.06 - 10.00


@pytest.mark.published
def test_no_single_correction_is_said_too(copy, capsys):
    replace(copy / "tables/10-three-public-expenses.csv", ",0.18", ",0.19")
    assert main(["check", str(copy)]) == 1
    assert "No correction of a single cell" in capsys.readouterr().out


@pytest.mark.parametrize("shape", synthetic.SHAPES)
def test_it_works_on_another_bureau(shape, tmp_path, capsys):
    figures = synthetic.make(shape, 5)
    synthetic.write(figures, tmp_path)
    assert main(["check", str(tmp_path)]) == 0
    figures["03-expenditure"][0]["total"] += 1
    synthetic.write(figures, tmp_path)
    assert main(["check", str(tmp_path), "--lang", "zh"]) == 1
    assert "如果只错了一格，那就是这一格" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "located"),
    [
        (MISPRINT, ",303.399,200.89,2.50", f"{TABLE_5}:4: column total: found '303.399'"),
        (MISPRINT, ",３０３.39,200.89,2.50", f"{TABLE_5}:4: column total: found '３０３.39'"),
        ("basic,project", "basic", f"{TABLE_5}:1: column project is missing"),
    ],
)
def test_a_malformed_package_exits_2_and_says_where(copy, capsys, old, new, located):
    replace(copy / TABLE_5, old, new)
    assert main(["check", str(copy)]) == 2
    output, errors = capsys.readouterr()
    assert output == "" and located in errors


def test_a_missing_package_exits_2(tmp_path, capsys):
    assert main(["check", str(tmp_path)]) == 2
    assert "datapackage.json" in capsys.readouterr().err


def test_as_a_command():
    """From the book's folder, `data` is the package to check."""
    command = [sys.executable, "-m", "budgetbook", "check"]
    for extra, code in (([], 1), (["nowhere"], 2), (["--lang", "fr"], 2)):
        done = subprocess.run(command + extra, cwd=ROOT, capture_output=True, encoding="utf-8")
        assert done.returncode == code
        assert "Traceback" not in done.stderr


def test_amounts_in_words_of_the_document():
    assert amount("05-general-public-budget", 30339) == "303.39"
    assert amount("05-general-public-budget", 4) == "0.04"
    assert amount("statements", -171374) == "-1713.74"
    assert amount("statements", -4) == "-0.04"
    assert amount("05-general-public-budget", None) == ""
    assert amount("assets", 3) == "3"


# Damage: whatever happens to its bytes or cells, a package is read or its fault is located

FILES = sorted(path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file())
DAMAGED = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def survives(copy, name, damaged, capsys):
    """Put `damaged` in the place of the file; the command must end well. Then undo it."""
    path = copy / name
    whole = path.read_bytes()
    try:
        path.write_bytes(damaged)
        code = main(["check", str(copy), "--json"])
        output, errors = capsys.readouterr()
        assert "Traceback" not in errors
        if code == 2:
            assert output == ""
            for problem in errors.splitlines():
                assert problem.startswith(str(copy)) and ": " in problem
            assert errors
        else:
            assert code in (0, 1) and errors == ""
            assert (code == 1) == any(
                check["status"] == "fail" for check in json.loads(output)["checks"]
            )
    finally:
        path.write_bytes(whole)


@DAMAGED
@given(
    name=st.sampled_from(FILES),
    where=st.floats(0, 1),
    drop=st.integers(0, 40),
    put=st.binary(max_size=12),
)
def test_damaged_bytes(copy, capsys, name, where, drop, put):
    data = (DATA / name).read_bytes()
    start = int(where * len(data))
    survives(copy, name, data[:start] + put + data[start + drop :], capsys)


ODD = [
    "",
    "0",
    "0.00",
    "-1.00",
    "1e3",
    "12.345",
    "999999999999.99",
    "９.00",
    "NaN",
    "TRUE",
    "x,y",
    '"',
    "\ufeff",
    "1 000.00",
    "215",
    "2150501",
    "21505011",
    "05-general-public-budget",
    "name_zh",
    "\x00",
    "合计",
    "1,000.00",
    "=1+1",
]


@DAMAGED
@given(
    name=st.sampled_from([name for name in FILES if name.endswith(".csv")]),
    line=st.integers(0, 200),
    column=st.integers(0, 20),
    text=st.sampled_from(ODD)
    | st.text(max_size=6)
    | st.integers(0, 10**6).map(lambda n: f"{n // 100}.{n % 100:02}"),
)
def test_damaged_cells(copy, capsys, name, line, column, text):
    lines = (DATA / name).read_text(encoding="utf-8").split("\n")
    cells = lines[line % (len(lines) - 1)].split(",")
    cells[column % len(cells)] = text
    lines[line % (len(lines) - 1)] = ",".join(cells)
    survives(copy, name, "\n".join(lines).encode("utf-8", "surrogatepass"), capsys)


@DAMAGED
@given(
    name=st.sampled_from([name for name in FILES if name.endswith(".csv")]),
    first=st.integers(0, 200),
    second=st.integers(0, 200),
    how=st.sampled_from(["drop", "double", "swap"]),
)
def test_damaged_rows(copy, capsys, name, first, second, how):
    lines = (DATA / name).read_text(encoding="utf-8").splitlines(keepends=True)
    first, second = first % len(lines), second % len(lines)
    if how == "drop":
        del lines[first]
    elif how == "double":
        lines.insert(second, lines[first])
    else:
        lines[first], lines[second] = lines[second], lines[first]
    survives(copy, name, "".join(lines).encode(), capsys)
