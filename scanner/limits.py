"""How much of a stranger's file we are willing to open. Every number says why it stands."""

from __future__ import annotations

from typing import Final

# A4 at 600 dpi is 35 million pixels, A3 at 600 dpi 70. A "PNG" of 124 KB that unpacks to a thousand million pixels took
# 5.9 GB; nothing of paper is larger than A3.
MAX_PIXELS: Final = 72_000_000
# One side alone: a strip of 1 x 70 million pixels breaks decoders that allocate by row.
MAX_SIDE_PX: Final = 20_000
# A day's pile of a large house is about 2,000 sides; a file of 10,000 pages is an accident or an attack.
MAX_PAGES: Final = 4_000
# 2,000 colour sides at 300 dpi are about 1.6 GB in one PDF.
MAX_FILE_BYTES: Final = 2_000_000_000
# A single picture: an uncompressed A4 colour TIFF of 600 dpi is 105 MB.
MAX_PICTURE_BYTES: Final = 220_000_000
MAX_ZIP_MEMBERS: Final = 4_000
MAX_ZIP_BYTES: Final = 2_000_000_000
# Scans hardly shrink in a ZIP, empty bilevel pages by perhaps a hundred times; a "bomb" by a thousand and more.
MAX_ZIP_RATIO: Final = 300
# PDF 1.7 allows 14,400 units a side (5 m). 420 bytes with a larger MediaBox cost pdfium 1.6 GB.
MAX_PDF_SIDE_PT: Final = 14_400
# Instructions of one page, unpacked: a scan needs a hundred bytes, a page of text and lines some hundred thousand.
MAX_PDF_CONTENT_BYTES: Final = 8_000_000

# The child process. Libraries alone map 320 MB; one page of 72 million pixels in colour takes 216 MB and is held twice
# while it is turned. 1.1 GB of address space opens every honest page and stops the rest.
CHILD_ADDRESS_BYTES: Final = 1_100_000_000
# The slowest honest page (600 dpi colour, rendered, rescue chain) took 6 s on a busy core.
CHILD_CPU_SECONDS_PER_PAGE: Final = 60
# Wall clock without a sign of life, on a machine that does other things too.
CHILD_SILENCE_SECONDS: Final = 120
