"""How much of a stranger's file we are willing to open. Every number says why it stands; chosen ones say so."""

from __future__ import annotations

from typing import Final

# A4 at 600 dpi is 35 million pixels, A3 at 600 dpi 70. A "PNG" of 124 KB that unpacks to a thousand million pixels took
# 5.9 GB; nothing of paper is larger than A3.
MAX_PIXELS: Final = 72_000_000
# One side alone: a strip of 1 x 70 million pixels breaks decoders that allocate by row.
MAX_SIDE_PX: Final = 20_000
# Chosen: two ballots of four sides for each of 500 flats. More is an accident or an attack.
MAX_PAGES: Final = 4_000
# Chosen: 4,000 pages of 500 KB; a grey JPEG page of 200 dpi has 390 KB.
MAX_FILE_BYTES: Final = 2_000_000_000
# A single picture: MAX_PIXELS in three channels, uncompressed, are 216 MB.
MAX_PICTURE_BYTES: Final = 220_000_000
MAX_ZIP_MEMBERS: Final = 4_000
MAX_ZIP_BYTES: Final = 2_000_000_000
# Chosen: deflate cannot do better than 1,032 to 1, which is what a bomb of zeros has; scans are compressed already.
MAX_ZIP_RATIO: Final = 300
# PDF 1.7 allows 14,400 units a side (5 m). 420 bytes with a larger MediaBox cost pdfium 1.6 GB.
MAX_PDF_SIDE_PT: Final = 14_400
# Instructions of one page, unpacked. Chosen: a scan needs one line that places its image.
MAX_PDF_CONTENT_BYTES: Final = 8_000_000

# The child process. Libraries alone map 302 MB (measured); one page of 72 million pixels in colour takes 216 MB and is held
# twice while it is turned. An A4 page of 600 dpi in colour came to 383 MB resident. The rest of the 1.1 GB is chosen room.
CHILD_ADDRESS_BYTES: Final = 1_100_000_000
# A colour page of 600 dpi with both codes covered, so that every rescue is tried, took 2.1 s of processor after decoding;
# 60 s is chosen, for slower machines.
CHILD_CPU_SECONDS_PER_PAGE: Final = 60
# Chosen: wall clock without a sign of life, on a machine that does other things too.
CHILD_SILENCE_SECONDS: Final = 120
# Chosen: how many pages of one file may kill their child before the rest is refused. Else 4,000 pages of a minute each
# would keep a worker for three days.
MAX_DEATHS: Final = 20
