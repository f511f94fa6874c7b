"""Read one set by the code of `veche scan read`, in a process of its own: its time and memory are then its own.

    python scripts/bench_paper_read.py SET READINGS.json JOBS

Writes the readings, prints one line of JSON: pages, the clock's and the processor's seconds of the reading processes, and the
peak memory of the largest in MiB.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scanner import read_files


def main() -> None:
    folder, kept, jobs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    started = time.perf_counter()
    pages = [reading.as_json() for reading in read_files(sorted(folder.glob("scan-*")), folder / "layout.json", jobs)]
    seconds = time.perf_counter() - started
    kept.write_text(json.dumps({"seconds": seconds, "pages": pages}, ensure_ascii=False))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = {"pages": len(pages), "seconds": seconds, "cpu_seconds": used.ru_utime + used.ru_stime}
    print(json.dumps({**took, "peak_mib": round(used.ru_maxrss / 1024)}))


if __name__ == "__main__":
    main()
