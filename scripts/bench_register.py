"""Measures reading a register: one line of JSON with the seconds and the peak memory of this process.

Usage: python scripts/bench_register.py [rows]   (10,000 by default)
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

WRITER = "--write"
COLUMNS = (
    "№ п/п", "Помещение", "Вид", "Подъезд", "Кадастровый номер", "Площадь, кв. м", "Собственник", "Тип", "Доля",
    "Документ", "E-mail", "Телефон",
)  # fmt: skip
SHARES = (("1",), ("1/2", "1/2"), ("совместная", "совместная"), ("1/3", "1/3", "1/3"), ("7/24", "17/24"))


def write_register(path: Path, rows: int, seed: int = 1) -> None:
    """Writes an invented register with about that many rows, as a spreadsheet program would."""
    import openpyxl

    chance = random.Random(seed)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Реестр")
    sheet.append(COLUMNS)
    written, unit = 0, 0
    while written < rows:
        unit += 1
        area = chance.randint(2500, 9900) / 100
        shares = chance.choice(SHARES)[: rows - written] or ("1",)
        for place, share in enumerate(shares):
            written += 1
            sheet.append([
                written, str(unit), "жилое", 1 + unit // 400, f"77:05:0001001:{unit}", area,
                f"Собственник{unit} Имя{place} Отчество", "физлицо", share,
                f"собственность 77:05:0001001:{unit}-77/01/2020-{place + 1} от 01.02.2020",
                f"owner{written}@example.org", None,
            ])  # fmt: skip
    book.save(path)


def main() -> None:
    """Writes in another process, so that the peak memory is the reader's own."""
    arguments = sys.argv[1:]
    if arguments[:1] == [WRITER]:
        write_register(Path(arguments[1]), int(arguments[2]))
        return
    rows = int(arguments[0]) if arguments else 10_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        subprocess.run([sys.executable, __file__, WRITER, str(path), str(rows)], check=True)
        sys.path.insert(0, str(Path(__file__).parent.parent))
        from assembly.register_import import read_register

        idle_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        started = time.perf_counter()
        draft = read_register(path)
        seconds = time.perf_counter() - started
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({
        "bench": "register", "rows": rows, "units": len(draft.units), "holdings": len(draft.holdings),
        "errors": len(draft.errors), "seconds": round(seconds, 3), "peak_memory_mib": round(peak_mib, 1),
        "idle_memory_mib": round(idle_mib, 1),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
