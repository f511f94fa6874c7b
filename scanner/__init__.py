"""From paper to marks: safe decoding, identify, register, score, interpret.

Knows ballots; not the web, not the database, not the law. Says which marks it saw, never which votes count. Importing this
loads no image library: files are opened in child processes.
"""

from scanner.picture_file import crop
from scanner.read_files import read_files, read_upload
from scanner.reading import CODE_VERSION, REASONS, Mark, PageReading
from scanner.refusals import FileRefused

__all__ = ["CODE_VERSION", "REASONS", "FileRefused", "Mark", "PageReading", "crop", "read_files", "read_upload"]
