"""How many budgets a second does the audit check, and how do its time and memory grow?

    python benchmarks/audit.py [FEW MANY]

Makes that many synthetic packages (1,000 and 10,000 if not said), all ten tables with table 9's 110
rows and the narrative, one after the other, and takes the processor time of the audit alone. Each
count runs in a process of its own, so that the peak memory is its own; the few are run before and
after the many, so that a machine that slows down meanwhile does not look like growth.
"""

import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import synthetic  # noqa: E402

from budgetbook import audit  # noqa: E402


def measure(count):
    """Audit `count` packages. Returns processor seconds, cells compared, peak memory in KiB."""
    shapes = list(synthetic.SHAPES)
    seconds = cells = 0
    for seed in range(count):
        package = synthetic.make(shapes[seed % len(shapes)], seed)
        start = time.process_time()
        results = audit.run(package)
        seconds += time.process_time() - start
        cells += sum(len(result["cells"]) for result in results)
        assert not any(result["status"] == "fail" for result in results)
    return seconds, cells, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(few, many):
    measured = []
    for count in (few, many, few):
        command = [sys.executable, __file__, "--measure", str(count)]
        seconds, cells, memory = subprocess.check_output(command, text=True).split()
        seconds, cells, memory = float(seconds), int(cells), int(memory)
        measured.append((seconds, memory))
        print(
            f"{count:>7,} packages: {seconds:.2f} s, {count / seconds:,.0f} packages/s,"
            f" {cells / count:,.0f} comparisons each, {memory / 1024:.0f} MiB"
        )
    (before, memory), (seconds, most_memory), (after, _) = measured
    print(
        f"{many / few:.1f} × the packages: {2 * seconds / (before + after):.1f} × the time,"
        f" {most_memory / memory:.2f} × the memory"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(*measure(int(sys.argv[2])))
    else:
        main(*(int(count) for count in sys.argv[1:] or (1000, 10000)))
