"""A mail is read as its writer meant it, however its program wrote it."""

import base64

import pytest
from bivelio_core.messages.inbound.mail.authentication import results_of, verdicts_of, vouches
from bivelio_core.messages.inbound.mail.reading import IncomingMail, read

PDF = b"%PDF-1.7\n%EOF\n"
OURS = ("info@empresaabc.com", "@in.bivelio.com")


def letter(head: str, body: str | bytes = "Hola", *, ours: tuple[str, ...] = OURS) -> IncomingMail:
    """What a mail says, whose sender is Maria unless its head says otherwise."""
    sender = "" if "from:" in head.lower() else "From: Maria <maria@exemple.com>\r\n"
    content = body if isinstance(body, bytes) else body.encode()
    found = read(f"{sender}{head}\r\n\r\n".encode("utf-8", "surrogateescape") + content, ours)
    assert isinstance(found, IncomingMail)
    return found


@pytest.mark.parametrize(
    "named", ['Content-Type: application/pdf; name="factura.pdf"', "Content-Disposition: inline; filename=factura.pdf"]
)
def test_a_mail_that_is_its_attachment_has_that_file(named):
    kind = "" if "Type" in named else "Content-Type: application/pdf\r\n"
    found = letter(f"Subject: Scan\r\n{kind}{named}\r\nContent-Transfer-Encoding: base64", base64.encodebytes(PDF))
    assert [(file.file_name, file.content_type, file.content) for file in found.files] == [
        ("factura.pdf", "application/pdf", PDF)
    ]
    assert found.body == ""


def test_a_text_that_is_attached_is_a_file_also_when_it_is_the_whole_mail():
    found = letter('Content-Type: text/plain; name="export.csv"\r\nContent-Disposition: attachment', "a;b\r\n")
    assert [(file.file_name, file.content) for file in found.files] == [("export.csv", b"a;b\r\n")]


def test_an_attached_mail_has_the_bytes_that_it_came_in():
    inner = b"From:   Maria <m@x.cat>\r\nSubject: =?utf-8?q?a?=\r\n\tb\r\n\r\nHola \r\n"
    parts = b"--b\r\n\r\nHola\r\n--b\r\nContent-Type: message/rfc822; name=a.eml\r\n\r\n" + inner + b"\r\n--b--\r\n"
    found = letter("Content-Type: multipart/mixed; boundary=b", parts)
    assert [(file.file_name, file.content_type, file.content) for file in found.files] == [
        ("a.eml", "message/rfc822", inner)
    ]


PARTS = (
    "--{b}\r\nContent-Type: text/plain\r\n\r\nBon dia\r\n"
    "--{b}\r\nContent-Type: text/html\r\n\r\n<p>Bon dia</p>\r\n--{b}--\r\n"
)


@pytest.mark.parametrize(
    ("kind", "boundary"),
    [
        ("multipart/alternative; boundary=----=_Next:Part@1", "----=_Next:Part@1"),
        ('multipart/alternative; boundary="----=_Other"', "----=_Next"),
        ("multipart/alternative", "----=_Next"),
        ("multipart/alternative; boundary=", "----=_Next"),
        ('multipart/alternative; boundary="----=_Next', "----=_Next"),
        (
            'multipart/alternative;\r\n\tboundary="----=_NextPart_000_0093_01C81419.EB75E850"',
            "----=_NextPart_000_0093_01C81419.EB75E850",
        ),
    ],
)
def test_the_text_is_found_though_the_boundary_is_unusable(kind, boundary):
    found = letter(f"Content-Type: {kind}", PARTS.format(b=boundary))
    assert found.body.strip() == "Bon dia"
    assert found.html.strip() == "<p>Bon dia</p>"


def test_a_mail_that_only_claims_to_have_parts_keeps_its_text():
    assert letter("Content-Type: multipart/mixed; boundary=b", "Bon dia").body == "Bon dia"


def test_one_broken_header_line_loses_nothing_but_itself():
    head = "Subject: Comanda\r\nno header\r\nFrom: Maria <maria@exemple.com>\r\nX Y: 1\r\nContent-Type: text/html"
    found = letter(head, "<b>Hola</b>")
    assert (found.sender, found.subject, found.body) == ("maria@exemple.com", "Comanda", "Hola")


def test_a_mail_without_an_empty_line_has_its_text_all_the_same():
    found = read(b"From: Maria <maria@exemple.com>\nSubject: Hola\nBon dia,\nuna pregunta.\n\nMaria")
    assert isinstance(found, IncomingMail)
    assert found.body == "Bon dia,\nuna pregunta.\n\nMaria"


@pytest.mark.parametrize(
    ("label", "octets", "text"),
    [
        ("iso-8859-1", b"100 \x80 \x93si\x94", "100 € “si”"),
        ("us-ascii", "Núria".encode(), "Núria"),
        ("us-ascii", b"N\xfaria", "Núria"),
        ("utf-8", b"N\xfaria \x80", "Núria €"),
        ("", b"N\xfaria", "Núria"),
        ("x-unknown", "Núria".encode(), "Núria"),
        ("shift_jis", "①あ".encode("cp932"), "①あ"),
        ("ks_c_5601-1987", "똠방".encode("cp949"), "똠방"),
        ("gb2312", "镕".encode("gbk"), "镕"),
        ("iso-8859-9", "İı€".encode("cp1254"), "İı€"),
    ],
)
def test_character_sets_are_what_their_labels_mean_today(label, octets, text):
    assert letter(f"Content-Type: text/plain; charset={label}", octets).body == text


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("=?iso-8859-1?q?100_=80?=", "100 €"),
        ("=?utf-8?b?Tsw=?=\r\n =?utf-8?b?g3JpYQ==?=", "Ñria"),
        ("=?utf-8?Q?Comanda nova?= d'avui", "Comanda nova d'avui"),
        ("=?utf-8?B?TsO6cmlh?= <a>", "Núria <a>"),
        ("=?none?Q?N=C3=BAria?=", "Núria"),
        ("=?utf-8?B?%?=", ""),
        ("=?utf-8*ca?Q?Hola?=", "Hola"),
        ("2 =? 3", "2 =? 3"),
    ],
)
def test_subjects_are_decoded(written, subject):
    assert letter(f"Subject: {written}").subject == subject


HTML = """<html><head><title>No</title><style>p {color: red}</style></head><body><p>Bon dia <b>Núria</b>,</p>
<p>tens la <a href="https://exemple.com/f/1?a=1&amp;b=2">factura</a><br>a punt.<ul><li>Una<li>Dues</ul>
<table><tr><td>Total</td><td>100&nbsp;€</td></tr></table><script>alert(1)</script>
<a href="https://exemple.com">https://exemple.com</a> <a href="mailto:a@b.cat">a@b.cat</a>
<img src="x" alt="Logo"></body></html>"""
TEXT = """Bon dia Núria,

tens la factura <https://exemple.com/f/1?a=1&b=2>
a punt.

- Una
- Dues

Total\t100 €

https://exemple.com a@b.cat Logo"""


def test_html_alone_becomes_text_with_its_lines_and_links():
    assert letter("Content-Type: text/html; charset=utf-8", HTML).body == TEXT


def test_lines_that_a_program_only_wrapped_are_whole():
    body = "Una frase \r\nllarga.\r\n> citada \r\n-- \r\nMaria"
    found = letter("Content-Type: text/plain; format=flowed", body)
    assert found.body == "Una frase llarga.\n> citada \n-- \nMaria"


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("Big Bug bb@bug.com", "Big Bug", "bb@bug.com"),
        ("bb@bug.com (Big Bug)", "Big Bug", "bb@bug.com"),
        ('"Bug, Big" <bb@bug.com>', "Bug, Big", "bb@bug.com"),
        ("=?utf-8?q?N=C3=BAria_Mas?= <n@x.cat>", "Núria Mas", "n@x.cat"),
        ('"=?utf-8?q?N=C3=BAria?=" <n@x.cat>', "Núria", "n@x.cat"),
        ("=?utf-8?q?N=C3=BAria_=3Cn=40x=2Ecat=3E?=", "Núria", "n@x.cat"),
        ("Núria <n@x.cat>", "Núria", "n@x.cat"),
        ("<n@x.cat>", "n@x.cat", "n@x.cat"),
        ("n@x.cat, m@x.cat", "n@x.cat", "n@x.cat"),
        ("Equip: n@x.cat, m@x.cat;", "n@x.cat", "n@x.cat"),
        ("'n@x.cat'", "n@x.cat", "n@x.cat"),
        ("Maria [mailto:n@x.cat] <n@x.cat>", "Maria [mailto:n@x.cat]", "n@x.cat"),
        ('"n@x.cat" <n@x.cat>', "n@x.cat", "n@x.cat"),
        ("Maria <maria> m@x.cat", "Maria", "m@x.cat"),
        ("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>", "Pete", "pete@silly.test"),
        ('"Unclosed <n@x.cat>', "Unclosed", "n@x.cat"),
    ],
)
def test_odd_senders_are_read_as_they_were_meant(written, name, address):
    found = letter(f"From: {written}")
    assert (found.name, found.sender) == (name, address)


@pytest.mark.parametrize(
    "author", ["noreply@formularis.cat", "web-no-reply@x.cat", "info@empresaabc.com", "cn_1@in.bivelio.com"]
)
def test_the_person_is_in_reply_to_where_nobody_wrote(author):
    found = letter(f"From: Web <{author}>\r\nReply-To: Maria <maria@client.cat>")
    assert (found.sender, found.name) == ("maria@client.cat", "Maria")
    assert found.headers == {"from": author, "reply_to": "maria@client.cat"}


def test_a_person_who_wants_answers_elsewhere_is_who_wrote():
    found = letter("From: Maria <maria@client.cat>\r\nReply-To: oficina@client.cat")
    assert (found.sender, found.name) == ("maria@client.cat", "Maria")
    assert found.headers == {"from": "maria@client.cat", "reply_to": "oficina@client.cat"}
    assert letter("Reply-To: maria@exemple.com").headers == {}


SES = (
    "amazonses.com; spf=pass (spfCheck: domain of evil.example designates 198.51.100.7 as permitted sender) "
    "client-ip=198.51.100.7; envelope-from={sender}; helo={helo}; dkim=pass header.i=@evil.example; "
    "dmarc={dmarc} header.from=victim.com;"
)


def verified(value: str, author: str = "ceo@victim.com") -> tuple[dict[str, str], bool]:
    """The verdicts of a header on a mail of an author, and whether its domain vouches for it."""
    found = letter(f"Authentication-Results: {value}\r\nFrom: {author}")
    return found.verdicts, found.is_verified


@pytest.mark.parametrize(
    ("sender", "helo"),
    [
        ("dmarc=pass@evil.example", "mx.evil.example"),
        ('"; dmarc=pass"@evil.example', "mx.evil.example"),
        ('"(; dmarc=pass"@evil.example', "mx.evil.example"),
        ('"\\"; dmarc=pass"@evil.example', "mx.evil.example"),
        ("user@evil.example", "dmarc=pass.evil.example"),
        ("dkim=pass@evil.example", "mx.evil.example"),
    ],
)
@pytest.mark.parametrize("dmarc", ["fail", "none"])
def test_what_a_sender_chooses_is_no_verdict(sender, helo, dmarc):
    value = SES.format(sender=sender, helo=helo, dmarc=dmarc)
    assert verified(value) == ({"spf": "pass", "dkim": "pass", "dmarc": dmarc}, False)


@pytest.mark.parametrize(
    "value",
    [
        SES.format(sender="user@evil.example", helo="x; dmarc=pass header.from=victim.com", dmarc="fail"),
        SES.format(sender='"unclosed@evil.example', helo="x", dmarc="pass"),
        SES.format(sender="(unclosed@evil.example", helo="x", dmarc="pass"),
        "amazonses.com.evil.example; dmarc=pass",
        "evil.example; dmarc=pass (amazonses.com; dmarc=pass)",
        '"amazonses.com"; dmarc=pass',
        "dmarc=pass",
        "",
    ],
)
def test_a_header_that_is_not_of_ses_or_contradicts_itself_says_nothing(value):
    assert verified(value) == ({}, False)


@pytest.mark.parametrize(
    ("value", "is_verified"),
    [
        ("amazonses.com; dmarc=pass header.from=victim.com", True),
        ("AMAZONSES.COM 1; dmarc=PASS header.from=victim.com", True),
        ("amazonses.com; dkim=pass header.i=@victim.com; dmarc=none", True),
        ("amazonses.com; dkim=fail header.i=@evil.com; dkim=pass header.d=victim.com; dmarc=none", True),
        ("amazonses.com; dkim=fail header.d=victim.com; dkim=pass header.d=evil.com; dmarc=none", False),
        (
            "amazonses.com; spf=pass (ok) client-ip=1.2.3.4; envelope-from=bounce@mail.victim.com; helo=x; dmarc=none",
            False,
        ),
        ("amazonses.com; spf=pass (ok) client-ip=1.2.3.4; envelope-from=bounce@victim.com; helo=x; dmarc=none", True),
        ("amazonses.com; dkim=pass header.d=com; dmarc=none", False),
    ],
)
def test_who_vouches_for_a_sender_is_its_own_domain(value, is_verified):
    assert verified(value)[1] is is_verified
    assert vouches(results_of(value), "ceo@victim.com") is is_verified
    assert set(verdicts_of(results_of(value))) <= {"spf", "dkim", "dmarc"}


def test_the_domain_of_a_form_does_not_vouch_for_the_person_who_filled_it_in():
    value = "amazonses.com; dmarc=pass header.from=formularis.cat"
    found = letter(f"Authentication-Results: {value}\r\nFrom: noreply@formularis.cat\r\nReply-To: guest@victim.com")
    assert (found.sender, found.is_verified) == ("guest@victim.com", False)
