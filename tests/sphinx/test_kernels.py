"""Kernels that are forked, and what they note."""

import json
import os
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from computedbook import kernels


def run(*sources):
    """What each cell printed, run in one kernel as a build starts them."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3").execute()
    return [cell.outputs[0].text.strip() if cell.outputs else "" for cell in notebook.cells]


@pytest.fixture
def choose(monkeypatch, tmp_path):
    """Makes kernels start as in a build, with these modules in the nursery."""

    def choose(modules):
        from jupyter_client.provisioning import KernelProvisionerFactory

        KernelProvisionerFactory.clear_instance()
        monkeypatch.setenv(kernels.CHOICE, kernels.NAME)
        monkeypatch.setenv(kernels.TRACE, str(tmp_path / "opened"))
        (tmp_path / "opened").touch()
        kernels.NURSERY.close()  # of builds before
        kernels.NURSERY.modules = modules

    yield choose
    kernels.NURSERY.close()


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")
def test_a_forked_kernel_has_what_was_preloaded_and_an_environment_of_its_own(
    choose, monkeypatch, tmp_path
):
    choose(["colorsys"])
    monkeypatch.setenv("RAIN", "31")
    ask = "import os, sys; print('colorsys' in sys.modules, os.environ['RAIN'], os.getpid())"
    (first,), parent = run(ask), kernels.NURSERY.process.pid
    monkeypatch.setenv("RAIN", "13")
    (second,) = run(ask)
    assert first.startswith("True 31 ") and second.startswith("True 13 ")
    assert kernels.NURSERY.process.pid == parent
    for pid in (first.split()[-1], second.split()[-1]):
        with pytest.raises(ProcessLookupError):  # it ended with its notebook
            os.kill(int(pid), 0)


@pytest.mark.parametrize("modules", [[], None], ids=["forked", "started"])
def test_a_kernel_notes_what_it_opens_to_read(choose, tmp_path, modules):
    choose(modules)
    (tmp_path / "read").touch()
    run(f"open({str(tmp_path / 'read')!r}); open({str(tmp_path / 'written')!r}, 'w');")
    opened = (tmp_path / "opened").read_text("utf8").splitlines()
    assert str(tmp_path / "read") in opened and str(tmp_path / "written") not in opened


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")
def test_modules_that_cannot_be_imported_are_named(choose):
    choose(["no_such_module"])
    with pytest.raises(RuntimeError, match="no_such_module"):
        run("1")


def test_a_kernel_that_is_gone_can_be_ended():
    process = subprocess.Popen(["true"])
    process.wait()
    kernel = kernels.Kernel(process.pid)
    kernel.kill()
    kernel.terminate()
    assert kernel.poll() == 0


def test_a_build_leaves_the_kernels_of_others_alone():
    code = (
        "import json, os; from computedbook import kernels as k; k.end(None, None);"
        "print(json.dumps([k.CHOICE in os.environ, k.NURSERY.modules]))"
    )
    environment = {**os.environ, kernels.CHOICE: kernels.NAME}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment)
    assert json.loads(done.stdout) == [False, None]
