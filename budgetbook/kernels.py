"""The kernels of a build, forked from one process that has imported what every chapter imports.

Each notebook still gets a kernel of its own; what it saves is the imports. See
``benchmarks/kernels.py``.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import time

from jupyter_client.launcher import launch_kernel


class Nursery:
    """A process that forks kernels; called in the place of `jupyter_client.launch_kernel`."""

    def __init__(self):
        self.owner = self.process = None

    def __call__(self, cmd, cwd=None, env=None, **others):
        if "ipykernel_launcher" not in cmd:
            return launch_kernel(cmd, cwd=cwd, env=env, **others)
        if self.owner != os.getpid():  # each process that reads pages has one of its own
            self.owner = os.getpid()
            self.process = subprocess.Popen(
                [*cmd[: cmd.index("-m")], "-m", __name__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        order = [arguments, os.path.abspath(cwd or "."), dict(env or os.environ)]
        print(json.dumps(order), file=self.process.stdin, flush=True)
        return Kernel(int(self.process.stdout.readline()))


class Kernel:
    """A forked kernel, as far as Jupyter uses a `subprocess.Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, pid):
        self.pid = pid

    def poll(self):
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self, timeout=None):
        while self.poll() is None:
            time.sleep(0.01)
        return 0

    def send_signal(self, number):
        os.kill(self.pid, number)


def serve(orders):
    """Fork a kernel for each order, a line of JSON: arguments, folder and environment."""
    # These are read when modules are imported.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    import ipykernel.debugger  # which each kernel would import
    import ipykernel.kernelapp
    import matplotlib_inline.backend_inline  # noqa: F401

    import budgetbook.notebook

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
            if budgetbook.TRACE in environment:
                budgetbook.trace(environment[budgetbook.TRACE])
            ipykernel.kernelapp.launch_new_instance(arguments)
            os._exit(0)


if __name__ == "__main__":
    serve(iter(sys.stdin.readline, ""))
