"""The code with which an owner enrols: printed in the notice, derived from the installation's key, never stored."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assembly.model import Notice
from ballots.code import ALPHABET

if TYPE_CHECKING:
    from assembly.adapters.keys import Keys

LENGTH = 10
# What people type for a letter: look-alikes of base 32, and the same letters on a Russian keyboard.
_TYPED = str.maketrans("OILUОЗАВЕКМНРСТХУ", "011V03ABEKMHPCTXY")


def enrolment_code(keys: Keys, notice: Notice) -> str:
    """The code of a notice as it is printed: ABCD-EFGH-JK, 50 bits."""
    bits = int.from_bytes(keys.derive("enrolment code", notice.id)[:8], "big")
    letters = "".join(ALPHABET[(bits >> (5 * place)) & 31] for place in range(LENGTH))
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def enrolment_digest(keys: Keys, code: str) -> str:
    """What is kept of a code, and what a typed one is looked up by; case, dashes and look-alikes do not matter."""
    letters = re.sub(r"[\s\-–—‑.]", "", code.upper()).translate(_TYPED)
    return keys.digest(f"enrolment\0{letters}")
