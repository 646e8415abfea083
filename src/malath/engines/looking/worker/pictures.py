"""Pictures: decoded by Pillow, given out as bare pixels, so that nothing of the file's own bytes goes on."""

from __future__ import annotations

import io
import warnings
from pathlib import Path
from typing import BinaryIO

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from . import limits, ocr, pdq, tools
from .task import NotLookedError, Task

# Only formats that people send, each named: Pillow knows thirty more. EPS would start Ghostscript.
_PLUGINS = (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Jpeg2KImagePlugin,
    JpegImagePlugin,
    PngImagePlugin,
    PpmImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
_FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "JPEG2000"]
# The limits below are checked before a pixel is decoded; Pillow's own warning would come later.
Image.MAX_IMAGE_PIXELS = None
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"mif1")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
warnings.simplefilter("ignore")


def open_picture(task: Task) -> Image.Image:
    """The picture, not yet decoded. Raises NotLookedError for what Pillow does not read and for a flood of pixels."""
    try:
        picture = Image.open(_drawn(task) if _is_heif(task) else task.open(), formats=_FORMATS)
    except UnidentifiedImageError:
        raise NotLookedError("file.broken") from None
    width, height = picture.size
    most = limits.JPEG_PIXELS if picture.format in ("JPEG", "MPO") else limits.PIXELS
    task.fact("width", width)
    task.fact("height", height)
    if width * height > most:
        raise NotLookedError("limit.pixels", f"{width}x{height}")
    return picture


def _is_heif(task: Task) -> bool:
    """The pictures of many telephones (HEIC, ISO/IEC 23008-12), which Pillow does not read."""
    head = task.head(12)
    return head[4:8] == b"ftyp" and head[8:12] in _HEIF


def _drawn(task: Task) -> BinaryIO:
    """The picture as libheif draws it, turned as its telephone was held."""
    copy = Path("/tmp/heif.png")  # noqa: S108 - a file system in memory, this sandbox's own
    ran = tools.run(task, ["heif-convert", task.path, str(copy)], seconds=limits.TOOL_CPU)
    # Of several pictures in one file, each is given a number.
    drawn = copy if copy.is_file() else copy.with_name("heif-1.png")
    if ran.code or not drawn.is_file() or drawn.is_symlink():
        raise NotLookedError("file.broken")
    return drawn.open("rb")


def look_at_picture(task: Task) -> None:
    """Size, thumbnail, viewing copy, hash, and what a machine reads in it."""
    picture = open_picture(task)
    frames = getattr(picture, "n_frames", 1)
    if frames > 1:
        task.fact("frames", frames)
        task.left_out("frames", "image.first_frame_only")
    view = decoded(task, picture, limits.VIEWING_COPY)
    if task.wished("viewing_copy"):
        give(task, "viewing_copy", view)
    if task.wished("thumbnail"):
        give(task, "thumbnail", shrunk(view, limits.THUMBNAIL))
    if task.wished("hashes"):
        bits, quality = pdq.hash_of(view)
        task.voice.say("hash", of="image", index=0, bits=bits, quality=quality)
    if task.wished("ocr"):
        task.part("ocr", lambda task: ocr.read_picture(task, ocr_copy(task, view)))


def ocr_copy(task: Task, view: Image.Image) -> Image.Image:
    """The picture in grey at a size that letters need: decoded again where the viewing copy has lost too much."""
    try:
        picture = open_again(task)
        return decoded(task, picture, limits.OCR_SIDE, quiet=True).convert("L")
    except (OSError, ValueError, MemoryError, NotLookedError):
        return view.convert("L")


def open_again(task: Task) -> Image.Image:
    """The same picture from its beginning."""
    return Image.open(task.open(), formats=_FORMATS)


def decoded(task: Task, picture: Image.Image, longest: int, *, quiet: bool = False) -> Image.Image:
    """Upright, in sRGB, without transparency, its longest side at most `longest`.

    A picture that breaks off is shown as far as it goes, and said to be broken.
    """
    if picture.format in ("JPEG", "MPO"):
        picture.draft("RGB", (longest, longest))
    try:
        picture.load()
    except (OSError, SyntaxError, ValueError, EOFError, IndexError) as broken:
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        picture = open_again(task)
        picture.load()
        if not quiet:
            task.left_out("picture", "file.broken", type(broken).__name__)
    orientation = picture.getexif().get(0x0112, 1)
    profile = picture.info.get("icc_profile")
    small = _flat(shrunk(picture, longest), profile)
    turn = _TURNS.get(orientation)
    return small.transpose(turn) if turn is not None else small


def shrunk(picture: Image.Image, longest: int) -> Image.Image:
    """A smaller copy, or the picture itself where it is small already."""
    if max(picture.size) <= longest:
        return picture
    if picture.mode not in ("RGB", "RGBA", "L", "LA", "CMYK", "I;16", "I", "F"):
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    small = picture.copy() if picture.readonly else picture
    factor = longest / max(small.size)
    size = (max(1, round(small.width * factor)), max(1, round(small.height * factor)))
    return small.resize(size, reducing_gap=2.0)


def _flat(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if picture.mode in ("I;16", "I", "F"):
        picture = picture.convert("F").point(lambda value: value / 256).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        ground = Image.new("RGBA", clear.size, "white")
        ground.alpha_composite(clear)
        picture = ground.convert("RGB")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return (
                ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or picture
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            return picture.convert("RGB")
    return picture.convert("RGB")


def give(task: Task, use: str, picture: Image.Image, **more: float) -> None:
    """Send a picture as its pixels, three bytes each."""
    task.voice.say("picture", picture.tobytes(), use=use, width=picture.width, height=picture.height, **more)
