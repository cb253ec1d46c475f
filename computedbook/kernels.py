"""The kernels of a build, forked from one process that has imported what every chapter imports.

Each notebook still gets a kernel of its own; what it saves is the imports (``kernel_preload`` in
the configuration names them). Jupyter finds `Forked` by its entry point, and uses it because the
environment says so while a build runs. See ``benchmarks/kernels.py``.
"""

import asyncio
import contextlib
import gc
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from jupyter_client.provisioning import LocalProvisioner

from computedbook import SAFE

if TYPE_CHECKING:
    from sphinx.application import Sphinx

NAME, CHOICE = "computedbook-forked", "JUPYTER_DEFAULT_PROVISIONER_NAME"
TRACE = "BUDGETBOOK_TRACE"
WRITING = os.O_WRONLY | os.O_RDWR


def setup(app: "Sphinx") -> dict:
    """Have kernels made here while the book is built."""
    app.add_config_value("kernel_preload", [], "", (list,))
    app.connect("builder-inited", begin)
    app.connect("build-finished", end)
    return SAFE


def begin(app: "Sphinx") -> None:
    """Choose this module's kernels, forked where that is safe."""
    os.environ[CHOICE] = NAME
    NURSERY.modules = app.config.kernel_preload if sys.platform == "linux" else None


def end(app: "Sphinx", error: Exception | None) -> None:
    """Leave the kernels that others start alone."""
    os.environ.pop(CHOICE, None)
    NURSERY.close()


class Forked(LocalProvisioner):
    """Makes kernels that are spoken to through files, and that end without ceremony.

    A port is free when it is chosen; when it is used, it may be another kernel's.
    """

    folder = ""

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        if os.name == "posix":
            self.folder = tempfile.mkdtemp(prefix="kernel-")
            self.parent.transport, self.parent.ip = "ipc", f"{self.folder}/kernel"
            self.parent.connection_file = f"{self.folder}/kernel.json"
        arguments = [*kwargs.pop("extra_arguments", ()), "--log-level=ERROR"]
        return await super().pre_launch(extra_arguments=arguments, **kwargs)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        self.cwd, environment = kwargs.get("cwd") or ".", kwargs.get("env") or os.environ
        traced = TRACE in environment and "ipykernel_launcher" in cmd
        if not traced or NURSERY.modules is None:
            cmd = [__name__ if traced and part == "ipykernel_launcher" else part for part in cmd]
            return await super().launch_kernel(cmd, **kwargs)
        self.process = NURSERY.fork(cmd, self.cwd, environment)
        self.pid = self.pgid = self.process.pid
        return self.connection_info

    async def shutdown_requested(self, restart: bool = False) -> None:
        await self.kill()
        while await self.poll() is None:
            await asyncio.sleep(0.001)

    async def cleanup(self, restart: bool = False) -> None:
        await super().cleanup(restart)
        shutil.rmtree(self.folder, ignore_errors=True)


class Nursery:
    """A process that forks kernels. Nothing is forked while `modules`, its imports, is None."""

    modules: list[str] | None = None
    owner = process = None

    def fork(self, cmd: list[str], folder: str, environment: dict[str, str]) -> "Kernel":
        """A kernel as `cmd` would start it. RuntimeError if the modules cannot be imported."""
        at = cmd.index("ipykernel_launcher")
        if self.owner != os.getpid():  # each process that reads pages has one of its own
            self.owner, pipe = os.getpid(), subprocess.PIPE
            command = [*cmd[:at], __name__, "nursery", *self.modules]
            self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
        order = [cmd[at + 1 :], os.path.abspath(folder), dict(environment)]
        print(json.dumps(order), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"No kernel could be forked after importing {self.modules}")
        return Kernel(int(answer))

    def close(self) -> None:
        """End the process; a later build has one of its own."""
        self.modules = None
        if self.owner == os.getpid():
            self.process.communicate()
            self.owner = None


NURSERY = Nursery()


class Kernel:
    """A forked kernel, as far as Jupyter uses a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        return None if os.path.exists(f"/proc/{self.pid}") else 0

    wait = poll  # which Jupyter asks first

    def send_signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError):  # it may have ended by itself
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it where its group is gone already, as when it died by itself."""
        self.send_signal(signal.SIGKILL)

    terminate = kill


# In the process that forks, and in each kernel


def serve(modules: Iterable[str], orders: Iterable[str]) -> None:
    """Fork a kernel for each order, a line of JSON: arguments, folder and environment."""
    # These are read when modules are imported.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    for module in ("ipykernel.debugger", "ipykernel.kernelapp", *modules):
        importlib.import_module(module)
    gc.freeze()  # what is shared stays shared
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    for order in orders:
        if os.fork() == 0:
            arguments, folder, environment = json.loads(order)
            os.setsid()  # its group is its own before its number is known
            print(os.getpid(), flush=True)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(2, 1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.environ.clear()
            os.environ.update(environment)
            os.chdir(folder)
            run(arguments)
            os._exit(0)


def run(arguments: list[str]) -> None:
    """Be a kernel that notes the files which it opens."""
    from ipykernel.kernelapp import launch_new_instance

    if os.environ.get(TRACE):
        trace(os.environ[TRACE])
    launch_new_instance(arguments)


def trace(path: str) -> None:
    """Append the name of every file that this process opens for reading to the file at `path`."""
    log = os.open(path, os.O_WRONLY | os.O_APPEND)

    def note(event: str, arguments: tuple) -> None:
        if event == "open" and isinstance(arguments[0], str) and not arguments[2] & WRITING:
            os.write(log, f"{os.path.abspath(arguments[0])}\n".encode())

    sys.addaudithook(note)


if __name__ == "__main__":
    if sys.argv[1] == "nursery":
        serve(sys.argv[2:], iter(sys.stdin.readline, ""))
    else:
        run(sys.argv[1:])
