"""The QR of a page as a one-bit picture."""

from __future__ import annotations

LEVEL = "Q"  # at 25 mm Q and H read equally well, and H needs smaller modules


def qr_bitmap(text: str) -> tuple[bytes, int]:
    """The symbol without its quiet zone: rows padded to bytes (1 = dark), and modules on one side."""
    import numpy
    import zxingcpp

    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=LEVEL)
    modules = numpy.asarray(symbol.to_image(scale=1, add_quiet_zones=False))
    return numpy.packbits(modules == 0, axis=1).tobytes(), int(modules.shape[0])
