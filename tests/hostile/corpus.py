"""Text that means harm to a terminal, to markup or to an eye: every kind that is known to have been used."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

BEL, ST, C1_ST = "\x07", "\x1b\\", "\x9c"

_OSC = {
    "0": "owned",
    "1": "icon",
    "2": "title",
    "4": "1;rgb:00/00/00",
    "5": "0;red",
    "7": "file://host/etc",
    "8": ";https://evil.example",
    "9": "notification",
    "10": "?",
    "11": "#000000",
    "12": "red",
    "22": "wait",
    "52": "c;cm0gLXJmIH4=",
    "66": "s=2;big",
    "99": "i=1;hello",
    "104": "",
    "133": "A",
    "777": "notify;a;b",
    "1337": "File=inline=1:AAAA",
    "L": "icon",
}
"""Operating system commands by their number: titles, colours, links, the clipboard, files, notifications."""
_OSC_ENDS = {"BEL": BEL, "ST": ST, "C1 ST": C1_ST, "no end": ""}

_CSI = (
    *(
        "A",
        "5B",
        "3C",
        "2D",
        "1E",
        "F",
        "G",
        "1;1H",
        "13;37f",
        "J",
        "2J",
        "3J",
        "1K",
        "2L",
        "M",
        "4P",
        "S",
        "T",
    ),
    *(
        "9X",
        "9@",
        "Z",
        "3g",
        "5i",
        "4i",
        "r",
        "s",
        "u",
        "c",
        ">c",
        "=c",
        "5n",
        "6n",
        "?6n",
        "!p",
        "0q",
        "2 q",
    ),
    *(
        "31m",
        "5m",
        "8m",
        "38;5;1m",
        "48:2::255:0:0m",
        "0;30;40m",
        "53m",
        ">4;2m",
        "?4m",
        "18t",
        "21t",
        "8;1;1t",
    ),
    *(
        "?5h",
        "?25l",
        "?47h",
        "?1049l",
        "?1000h",
        "?1003h",
        "?2004h",
        "?2026h",
        "20h",
        "4h",
        "?69h",
        "1$r",
        "1*x",
    ),
    *("?1;2;3$p", "200~", "201~", "1;2;3;4;5;6T", "&w", "1+x", "99999999999A", ";;;;;;;m"),
)
"""Control sequences without their introducer: movement, erasing, modes, reports, colours, paste."""

_STRINGS = {
    "DCS terminfo": "\x1bP+q544e\x1b\\",
    "DCS settings": "\x1bP$qm\x1b\\",
    "DCS sixel": "\x1bPq#0;2;0;0;0~~\x1b\\",
    "DCS tmux": "\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\",
    "DCS keys": "\x1bP1;1|17/0a\x1b\\",
    "DCS by C1": "\x90+q544e\x9c",
    "APC kitty": "\x1b_Gf=24,s=1,v=1;AAAA\x1b\\",
    "APC by C1": "\x9fGf=24\x9c",
    "PM": "\x1b^private\x1b\\",
    "PM by C1": "\x9eprivate\x9c",
    "SOS": "\x1bXstring\x1b\\",
    "SOS by C1": "\x98string\x9c",
    "DCS without an end": "\x1bP1$r",
}
_ESCAPES = (
    *"cDEHMNOZ78=>no|}~",
    "#8",
    "#3",
    "(0",
    "(B",
    ")0",
    "%G",
    "%@",
    " F",
    " G",
    "V",
    "W",
    "l",
    "m",
    "`",
)
"""What follows ESC by itself: reset, character sets, keypads, alignment, guarded areas."""

_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180e\u180f\u200b\u200c\u200d\u2028\u2029\u2060\u2061\u2062"
    "\u2063\u2064\u2065\u206a\u206f\u3164\ufe00\ufe0f\ufeff\uffa0\ufff9\ufffa\ufffb\U0001bca0\U0001d173"
    "\U000e0001\U000e0020\U000e0041\U000e007f\U000e0100\U000e01ef"
)
"""Zero-width characters, separators, fillers, variation selectors, tags: they show nothing by themselves."""
_NOBODYS = "\ue000\uf8ff\U000f0000\U0010fffd\u0378\ufffe\ufdd0\U0001fffe\U0010ffff\ufff0"
"""Private, unassigned and no characters: every font and terminal makes something else of them."""

_MARKUP = (
    "[/]",
    "[red]x[/]",
    "[bold red on blue]x",
    "[/red]",
    "[",
    "]",
    "[]",
    "[[]]",
    "\\[b]",
    "\\",
    "[@click=app.quit]x[/]",
    "[@click=app.bell()]x[/@click]",
    "[link=https://evil.example]x[/link]",
    "[link=javascript:alert(1)]x[/]",
    "[$error]x[/$error]",
    "[on $primary]x",
    "[not bold]x",
    "[#ff0000]x[/#ff0000]",
    "[rgb(1,2,3)]x",
    "[blink reverse conceal]x[/]",
    "[/][/][/][/]",
    "[red\n]x[/]",
    "$name ${name} {name} {0!r:>1000} %s %n %(x)s",
    ":smile: :warning:",
    "<b>x</b> &lt;b&gt; <script>alert(1)</script>",
    "# heading *emphasis* `code` | cell |",
)
_LONG = {
    "one letter": "x" * 3000,
    "wide letters": "漢" * 1500,
    "a long name": "a." * 1500,
    "blanks": " " * 3000 + "x",
    "escapes without end": "\x1b[" * 1000,
    "brackets": "[" * 3000,
    "bidi nested": "\u202e" * 200 + "x",
}
_COMBINING = {
    "an accent on nothing": "\u0301",
    "forty accents": "e" + "\u0301" * 40,
    "zalgo": "Z" + "\u0335\u0322\u033a\u0347\u0310\u0342" * 20,
    "enclosing": "a\u20dd\u20e3b",
    "Thai": "ก\u0e31\u0e49" * 10 + "\u0e4d" * 10,
    "Hangul letters": "\u1100\u1161\u11a8" * 5,
    "Devanagari": "\u0915\u094d\u0937\u093f",
}
_EMOJI = {
    "a family": "👨\u200d👩\u200d👧\u200d👦",
    "a flag of tags": "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
    "a flag": "🇯🇵🇯",
    "a skin tone": "👋🏽 🏽",
    "a keycap": "1\ufe0f\u20e3",
    "text and picture": "⚠\ufe0e ⚠\ufe0f",
    "joiners alone": "\u200d\u200d\u200d",
}
_OTHER_SCRIPTS = {
    "Hebrew": "שלום.example.com",
    "Arabic": "مرحبا.example.com",
    "mixed directions": "abc אבג 123 دهو",
    "override of a name": "invoice\u202etxt.exe",
    "isolate of a name": "\u2067example.com\u2069.evil.example",
    "look-alikes": "аррӏе.com",
    "full width": "ｅｘａｍｐｌｅ．ｃｏｍ",
    "Mongolian": "\u182e\u1823\u180b",
    "mathematical": "𝓮𝔁𝓪𝓶𝓹𝓵𝓮",
}
_LINES = {
    "line feed": "one\ntwo",
    "carriage return": "right\rwrong",
    "both": "one\r\ntwo",
    "tab": "a\tb",
    "vertical tab": "a\x0bb",
    "form feed": "a\x0cb",
    "next line": "a\x85b",
    "line separator": "a\u2028b",
    "backspace": "right\x08\x08\x08\x08\x08wrong",
    "forged entry": "ok\n2026-11-28T02:00:05.123Z INFO 1 acm_tui: all is well",
}
_SURROGATES = {"high": "a\ud83d", "low": "a\ude00b", "reversed": "\ude00\ud83d", "escape": "\udc1b[2J"}
"""Halves of characters, as JSON can hold them: they can be shown, but written to no file."""


def _named() -> Iterator[tuple[str, str]]:
    for number, body in _OSC.items():
        for ending, end in _OSC_ENDS.items():
            yield f"OSC {number}, {ending}", f"\x1b]{number};{body}{end}"
    for number in ("0", "8", "52"):
        for ending, end in _OSC_ENDS.items():
            yield f"C1 OSC {number}, {ending}", f"\x9d{number};{_OSC[number]}{end}"
    yield "a whole link", f"\x1b]8;;https://evil.example{ST}shop.example.com\x1b]8;;{ST}"
    for sequence in _CSI:
        yield f"CSI {sequence}", f"\x1b[{sequence}"
    for sequence in ("2J", "31m", "1;1H", "?1049l", "6n", "5i"):
        yield f"C1 CSI {sequence}", f"\x9b{sequence}"
    yield from _STRINGS.items()
    for rest in _ESCAPES:
        yield f"ESC {rest}", f"\x1b{rest}"
    for code in (*range(0x20), 0x7F):
        yield f"C0 {code:02X}", f"a{chr(code)}b"
    for code in range(0x80, 0xA0):
        yield f"C1 {code:02X}", f"a{chr(code)}b"
    for kind, characters in (("bidi", _BIDI), ("unseen", _UNSEEN), ("nobody's", _NOBODYS)):
        for one in characters:
            yield f"{kind} U+{ord(one):04X}", f"a{one}b"
    yield "a message in tags", "ok" + "".join(chr(0xE0000 + ord(one)) for one in "delete everything")
    for place, text in enumerate(_MARKUP, 1):
        yield f"markup {place}", text
    for kind, texts in (
        ("long", _LONG),
        ("combining", _COMBINING),
        ("emoji", _EMOJI),
        ("script", _OTHER_SCRIPTS),
        ("lines", _LINES),
        ("half", _SURROGATES),
    ):
        for name, text in texts.items():
            yield f"{kind}: {name}", text


PAYLOADS: dict[str, str] = dict(_named())
"""By what they are."""


def is_whole(text: str) -> bool:
    """Whether *text* is Unicode: only that can be written to a journal."""
    return not any(unicodedata.category(one) == "Cs" for one in text)
