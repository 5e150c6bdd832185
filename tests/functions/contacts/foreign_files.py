"""Files of contacts as other programs write them: their headers, with people and companies who do not exist.

Each column has beside it where it must go; None for one that is left out.
"""

import csv
import io
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from stdnum.es import cif, dni

FIRST = [
    "Anna",
    "Núria",
    "Mercè",
    "Laia",
    "Íngrid",
    "Pere",
    "Joan",
    "Àlex",
    "José",
    "María",
    "Begoña",
    "Iñaki",
    "Álvaro",
    "Zoë",
]
LAST = ["Roca", "Vila", "Puig", "Serra", "Muñoz", "Ibáñez", "Güell", "Soler", "O'Brien", "Peña", "Camps", "Ferrer"]
TOWNS = (("Girona", "Girona", "17001"), ("Reus", "Tarragona", "43201"), ("Sabadell", "Barcelona", "08201"))
STREETS = ("Carrer Major, 12", "C/ de la Pau 3, 2n 1a", "Av. Diagonal, 401", 'Pl. "Nova", 1')
FORMS = ("S.L.", "S.A.", "SCCL")
WORDS = ("Fusteria", "Tallers", "Forn", "Electricitat", "Assessoria")


class Person(NamedTuple):
    """Who a row is of."""

    number: int
    first: str
    last: str
    email: str
    other_email: str
    mobile: str
    landline: str
    company: str
    title: str
    street: str
    city: str
    province: str
    code: str
    nif: str
    birthday: date
    tags: Sequence[str]
    notes: str
    web: str


class Column(NamedTuple):
    """A column: its name, where it must go, and its cell for somebody."""

    name: str
    target: str | None
    cell: Callable[[Person], Any]


class ForeignFile(NamedTuple):
    """A file of a program: its columns, and how it is written."""

    program: str | None
    columns: Sequence[Column]
    write: Callable[[Sequence[str], Iterator[list[Any]]], bytes]

    def content(self, rows: int) -> bytes:
        """The file with this many people."""
        names = [column.name for column in self.columns]
        return self.write(names, ([column.cell(who) for column in self.columns] for who in people(rows)))

    @property
    def targets(self) -> dict[str, str | None]:
        """Where each column must go."""
        return {column.name: column.target for column in self.columns}


def people(rows: int) -> Iterator[Person]:
    """People who do not exist, always the same."""
    draw = random.Random(29)
    for number in range(rows):
        first, last = draw.choice(FIRST), f"{draw.choice(LAST)} {draw.choice(LAST)}"
        city, province, code = draw.choice(TOWNS)
        digits = f"{draw.randrange(10**8):08d}"
        yield Person(
            number,
            first,
            last,
            f"persona{number}@exemple.cat",
            f"p{number}@particular.example.com",
            f"6{draw.randrange(10**8):08d}",
            f"+34 93 {draw.randrange(100, 1000)} {draw.randrange(10, 100)} {draw.randrange(10, 100)}",
            f"{draw.choice(WORDS)} {last.split(maxsplit=1)[0]} {draw.choice(FORMS)}",
            draw.choice(("Gerent", "Cap de compres", "Comptable")),
            draw.choice(STREETS),
            city,
            province,
            code,
            digits + dni.calc_check_digit(digits),
            date(1950, 1, 1) + timedelta(days=draw.randrange(18_000)),
            draw.sample(("client", "fira 2025", "VIP"), draw.randrange(3)),
            draw.choice(("", "Trucar al matí; no dilluns", "Línia u\nlínia dos")),
            f"https://www.exemple{number}.cat",
        )


def company_number(number: int) -> str:
    """A CIF with its control character."""
    return "B" + f"{number % 10**7:07d}" + cif.calc_check_digits("B" + f"{number % 10**7:07d}")[0]


def written(encoding: str = "utf-8", delimiter: str = ",", line_break: str = "\r\n") -> Callable[..., bytes]:
    """A way to write CSV."""

    def write(names: Sequence[str], rows: Iterator[list[Any]]) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=delimiter, lineterminator=line_break)
        writer.writerow(names)
        writer.writerows(rows)
        return text.getvalue().encode(encoding)

    return write


def workbook(names: Sequence[str], rows: Iterator[list[Any]]) -> bytes:
    """A workbook of Excel, in which days are days and some numbers are numbers."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet("Clients"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, names)
        for number, row in enumerate(rows, start=1):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, day)
                else:
                    sheet.write(number, place, cell)
    return file.getvalue()


def cards(_: Sequence[str], rows: Iterator[list[Any]]) -> bytes:
    """VCards as iCloud exports them."""
    return "".join(card for (card,) in rows).encode()


def card(who: Person) -> str:
    """The card of somebody: with groups and labels, and a long line that is folded."""
    lines = [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "PRODID:-//Apple Inc.//iCloud Web Address Book 2117B3//EN",
        f"N:{who.last};{who.first};;;",
        f"FN:{who.first} {who.last}",
        f"ORG:{who.company.replace(',', chr(92) + ',')};",
        f"TITLE:{who.title}",
        f"item1.EMAIL;type=INTERNET;type=pref:{who.email}",
        "item1.X-ABLabel:_$!<Work>!$_",
        f"EMAIL;type=INTERNET;type=HOME:{who.other_email}",
        f"TEL;type=CELL;type=VOICE;type=pref:{who.mobile}",
        f"item2.TEL:{who.landline}",
        "item2.X-ABLabel:Magatzem",
        f"item3.ADR;type=WORK:;;{who.street.replace(',', chr(92) + ',')};{who.city};{who.province};{who.code};Espanya",
        "item3.X-ABADR:es",
        f"BDAY;value=date:{who.birthday.isoformat()}",
        f"CATEGORIES:{','.join(who.tags)}",
        f"NOTE:{who.notes.replace(chr(10), chr(92) + 'n').replace(';', chr(92) + ';')}",
        f"item4.URL;type=pref:{who.web}",
        "item4.X-ABLabel:_$!<HomePage>!$_",
        "PHOTO;ENCODING=b;TYPE=JPEG:" + "QUJD" * 60,
        "REV:2026-11-01T10:00:00Z",
        "END:VCARD",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    return "\r\n ".join(line[at : at + 70] for at in range(0, len(line), 70)) or line


def _c(name: str, target: str | None, cell: Callable[[Person], Any] | str = "") -> Column:
    return Column(name, target, (lambda _: cell) if isinstance(cell, str) else cell)


GOOGLE = ForeignFile(
    "google",
    [
        _c("First Name", "first_name", lambda w: w.first),
        _c("Middle Name", "first_name"),
        _c("Last Name", "last_name", lambda w: w.last),
        _c("Phonetic First Name", None),
        _c("Name Prefix", None),
        _c("Nickname", "custom_fields.nickname", lambda w: w.first[:3]),
        _c("File As", None),
        _c("Organization Name", "company", lambda w: w.company),
        _c("Organization Title", "job_title", lambda w: w.title),
        _c("Organization Department", "custom_fields.department", "Compres"),
        _c(
            "Birthday", "birthday", lambda w: w.birthday.isoformat() if w.number % 2 else w.birthday.strftime("--%m-%d")
        ),
        _c("Notes", "custom_fields.notes", lambda w: w.notes),
        _c("Photo", None, "https://lh3.googleusercontent.com/x"),
        _c("Labels", "tags", lambda w: " ::: ".join(["* myContacts", *w.tags])),
        _c("E-mail 1 - Label", "emails.1.label", "* Work"),
        _c(
            "E-mail 1 - Value", "emails.1", lambda w: f"{w.email} ::: {w.other_email}" if w.number % 5 == 0 else w.email
        ),
        _c("E-mail 2 - Label", "emails.2.label", "Home"),
        _c("E-mail 2 - Value", "emails.2", lambda w: w.other_email),
        _c("Phone 1 - Label", "phones.1.label", "Mobile"),
        _c("Phone 1 - Value", "phones.1", lambda w: w.mobile),
        _c("Phone 2 - Label", "phones.2.label", "Work"),
        _c("Phone 2 - Value", "phones.2", lambda w: w.landline),
        _c("Address 1 - Label", "addresses.1.label", "Work"),
        _c("Address 1 - Formatted", None, lambda w: f"{w.street}\n{w.code} {w.city}"),
        _c("Address 1 - Street", "addresses.1.street", lambda w: w.street),
        _c("Address 1 - City", "addresses.1.city", lambda w: w.city),
        _c("Address 1 - PO Box", None),
        _c("Address 1 - Region", "addresses.1.province", lambda w: w.province),
        _c("Address 1 - Postal Code", "addresses.1.postal_code", lambda w: w.code),
        _c("Address 1 - Country", "addresses.1.country", "Spain"),
        _c("Address 1 - Extended Address", "addresses.1.street"),
        _c("Website 1 - Label", None, "HomePage"),
        _c("Website 1 - Value", "websites", lambda w: w.web),
    ],
    written(line_break="\n"),
)
GOOGLE_OLD = ForeignFile(
    "google",
    [
        _c("Name", "name", lambda w: f"{w.first} {w.last}"),
        _c("Given Name", "first_name", lambda w: w.first),
        _c("Additional Name", "first_name"),
        _c("Family Name", "last_name", lambda w: w.last),
        _c("Yomi Name", None),
        _c("Birthday", "birthday", lambda w: w.birthday.isoformat()),
        _c("Notes", "custom_fields.notes", lambda w: w.notes),
        _c("Group Membership", "tags", lambda w: " ::: ".join([*w.tags, "* myContacts"])),
        _c("E-mail 1 - Type", "emails.1.label", "* "),
        _c("E-mail 1 - Value", "emails.1", lambda w: w.email),
        _c("Phone 1 - Type", "phones.1.label", "Mobile"),
        _c("Phone 1 - Value", "phones.1", lambda w: w.mobile),
        _c("Phone 2 - Type", "phones.2.label", "Work Fax"),
        _c("Phone 2 - Value", "phones.2", lambda w: w.landline),
        _c("Address 1 - Type", "addresses.1.label", "Home"),
        _c("Address 1 - Formatted", None, lambda w: w.street),
        _c("Address 1 - Street", "addresses.1.street", lambda w: w.street),
        _c("Address 1 - City", "addresses.1.city", lambda w: w.city),
        _c("Address 1 - Region", "addresses.1.province", lambda w: w.province),
        _c("Address 1 - Postal Code", "addresses.1.postal_code", lambda w: w.code),
        _c("Address 1 - Country", "addresses.1.country", "ES"),
        _c("Organization 1 - Type", None),
        _c("Organization 1 - Name", "company", lambda w: w.company),
        _c("Organization 1 - Title", "job_title", lambda w: w.title),
        _c("Website 1 - Type", None, "Profile"),
        _c("Website 1 - Value", "websites", lambda w: w.web),
    ],
    written("utf-16"),
)
OUTLOOK_EN = ForeignFile(
    "outlook",
    [
        _c("First Name", "first_name", lambda w: w.first),
        _c("Middle Name", "first_name"),
        _c("Last Name", "last_name", lambda w: w.last),
        _c("Company", "company", lambda w: w.company),
        _c("Department", "custom_fields.department", "Compres"),
        _c("Job Title", "job_title", lambda w: w.title),
        _c("Business Street", "addresses.work.street", lambda w: w.street),
        _c("Business City", "addresses.work.city", lambda w: w.city),
        _c("Business State", "addresses.work.province", lambda w: w.province),
        _c("Business Postal Code", "addresses.work.postal_code", lambda w: w.code),
        _c("Business Country/Region", "addresses.work.country", "Spain"),
        _c("Home Street", "addresses.home.street", lambda w: w.street[::-1] if w.number % 2 else ""),
        _c("Home City", "addresses.home.city", lambda w: w.city if w.number % 2 else ""),
        _c("Home Postal Code", "addresses.home.postal_code", lambda w: w.code if w.number % 2 else ""),
        _c("Home Country/Region", "addresses.home.country", lambda w: "Portugal" if w.number % 2 else ""),
        _c("Business Fax", "phones.fax"),
        _c("Business Phone", "phones.work", lambda w: w.landline),
        _c("Home Phone", "phones.home"),
        _c("Mobile Phone", "phones.mobile", lambda w: w.mobile),
        _c("Birthday", "birthday", lambda w: w.birthday.strftime("%m/%d/%Y")),
        _c("Categories", "tags", lambda w: ";".join(w.tags)),
        _c("E-mail Address", "email", lambda w: w.email),
        _c("E-mail Type", None, "SMTP"),
        _c("E-mail Display Name", None, lambda w: f"{w.first} ({w.email})"),
        _c("E-mail 2 Address", "emails.2", lambda w: w.other_email),
        _c("Gender", "custom_fields.gender", "Unspecified"),
        _c("Notes", "custom_fields.notes", lambda w: w.notes),
        _c("Priority", None, "Normal"),
        _c("Web Page", "websites", lambda w: w.web.removeprefix("https://")),
    ],
    written("cp1252"),
)
OUTLOOK_ES = ForeignFile(
    "outlook",
    [
        _c("Nombre", "first_name", lambda w: w.first),
        _c("Apellidos", "last_name", lambda w: w.last),
        _c("Organización", "company", lambda w: w.company),
        _c("Puesto", "job_title", lambda w: w.title),
        _c("E-mail Address", "email", lambda w: w.email),
        _c("Dirección de correo electrónico 2", "emails.2", lambda w: w.other_email),
        _c("Teléfono del trabajo", "phones.work", lambda w: w.landline),
        _c("Particular", "phones.home"),
        _c("Mobile Phone", "phones.mobile", lambda w: w.mobile),
        _c("Calle del trabajo", "addresses.work.street", lambda w: w.street),
        _c("Ciudad de trabajo", "addresses.work.city", lambda w: w.city),
        _c("Provincia o estado de trabajo", "addresses.work.province", lambda w: w.province),
        _c("Código postal del trabajo", "addresses.work.postal_code", lambda w: w.code.lstrip("0")),
        _c("País o región del trabajo", "addresses.work.country", "España"),
        _c("Home Street", "addresses.home.street"),
        _c("Página web", "websites", lambda w: w.web),
        _c("Categorías", "tags", lambda w: ";".join(w.tags)),
        _c("Notas", "custom_fields.notes", lambda w: w.notes),
    ],
    written("cp1252", ";"),
)
HUBSPOT_EN = ForeignFile(
    "hubspot",
    [
        _c("Record ID", "id", lambda w: 51_000_000 + w.number),
        _c("First Name", "first_name", lambda w: w.first),
        _c("Last Name", "last_name", lambda w: w.last),
        _c("Email", "email", lambda w: w.email),
        _c("Phone Number", "phone", lambda w: w.landline),
        _c("Mobile Phone Number", "phones.mobile", lambda w: w.mobile),
        _c("Contact owner", "owner", "Marta Soler"),
        _c("Associated Company", "company", lambda w: w.company),
        _c("Associated Company IDs", None, lambda w: 900 + w.number),
        _c("Job Title", "job_title", lambda w: w.title),
        _c("Lifecycle Stage", "custom_fields.lifecycle_stage", "Customer"),
        _c("Lead Status", "custom_fields.lead_status", "New"),
        _c("City", "address.city", lambda w: w.city),
        _c("Create Date", "custom_fields.create_date", "2026-01-05 10:33"),
    ],
    written("utf-8-sig"),
)
HUBSPOT_ES = ForeignFile(
    "hubspot",
    [
        _c("ID de registro", "id", lambda w: 51_000_000 + w.number),
        _c("Nombre", "first_name", lambda w: w.first),
        _c("Apellidos", "last_name", lambda w: w.last),
        _c("Correo", "email", lambda w: w.email),
        _c("Número de teléfono", "phone", lambda w: w.mobile),
        _c("Propietario del contacto", "owner", "Marta Soler"),
        _c("Empresa asociada", "company", lambda w: w.company),
        _c("Ciudad", "address.city", lambda w: w.city),
        _c("Etapa del ciclo de vida", "custom_fields.lifecycle_stage", "Cliente"),
    ],
    written(),
)
HOLDED_EN = ForeignFile(
    "holded",
    [
        _c("Fiscal name", "name", lambda w: w.company),
        _c("Trade name", "custom_fields.trade_name", lambda w: w.company.split()[0]),
        _c("Contact ID/NIF", "tax_id.number", lambda w: company_number(w.number)),
        _c("Contact email", "email", lambda w: w.email),
        _c("Phone", "phone", lambda w: w.landline),
        _c("Mobile", "phones.mobile", lambda w: w.mobile),
        _c("Address", "address.street", lambda w: w.street),
        _c("Population", "address.city", lambda w: w.city),
        _c("Postal code", "address.postal_code", lambda w: w.code),
        _c("Province", "address.province", lambda w: w.province),
        _c("Country", "address.country", "Spain"),
        _c("Tags separated by -", "tags", lambda w: "-".join(w.tags)),
    ],
    workbook,
)
HOLDED_ES = ForeignFile(
    None,
    [
        _c("Nombre", "name", lambda w: w.company),
        _c("ID", "tax_id.number", lambda w: company_number(w.number)),
        _c("Teléfono", "phone", lambda w: w.landline),
        _c("Móvil", "phones.mobile", lambda w: w.mobile),
        _c("Dirección", "address.street", lambda w: w.street),
        _c("Población", "address.city", lambda w: w.city),
        _c("Código postal", "address.postal_code", lambda w: w.code),
        _c("Provincia", "address.province", lambda w: w.province),
        _c("País", "address.country", "España"),
    ],
    written(delimiter=";"),
)
SALESFORCE = ForeignFile(
    "salesforce",
    [
        _c("First Name", "first_name", lambda w: w.first),
        _c("Last Name", "last_name", lambda w: w.last),
        _c("Account Name", "company", lambda w: w.company),
        _c("Title", "job_title", lambda w: w.title),
        _c("Email", "email", lambda w: w.email),
        _c("Phone", "phone", lambda w: w.landline),
        _c("Mobile", "phones.mobile", lambda w: w.mobile),
        _c("Mailing Street", "address.street", lambda w: w.street),
        _c("Mailing City", "address.city", lambda w: w.city),
        _c("Mailing State/Province", "address.province", lambda w: w.province),
        _c("Mailing Zip/Postal Code", "address.postal_code", lambda w: w.code),
        _c("Mailing Country", "address.country", "España"),
    ],
    written(line_break="\n"),
)
CATALAN_EXCEL = ForeignFile(
    None,
    [
        _c("Codi", "id", lambda w: 4300 + w.number),
        _c("Nom", "first_name", lambda w: w.first),
        _c("Cognoms", "last_name", lambda w: w.last),
        _c("NIF", "tax_id.number", lambda w: w.nif),
        _c("Correu electrònic", "email", lambda w: w.email if w.number % 7 else "no en té"),
        _c("Telèfon fix", "phones.landline", lambda w: w.landline),
        _c("Mòbil", "phones.mobile", lambda w: int(w.mobile)),
        _c("Adreça", "address.street", lambda w: w.street),
        _c("CP", "address.postal_code", lambda w: int(w.code)),
        _c("Població", "address.city", lambda w: w.city),
        _c("Província", "address.province", lambda w: w.province),
        _c("Data de naixement", "birthday", lambda w: w.birthday),
        _c("Saldo", "custom_fields.saldo", "1.234,56"),
        _c("Data alta", "custom_fields.data_alta", lambda w: date(2024, 3, 1 + w.number % 28)),
        _c("Grup", "tags", lambda w: ", ".join(w.tags)),
        _c("Observacions", "custom_fields.notes", lambda w: w.notes),
        _c("Web", "websites", lambda w: w.web.removeprefix("https://")),
        _c("Fax", "phones.fax"),
    ],
    workbook,
)
ICLOUD = ForeignFile(None, [_c("card", None, card)], cards)

FILES = {
    "google": GOOGLE,
    "google_old": GOOGLE_OLD,
    "outlook_en": OUTLOOK_EN,
    "outlook_es": OUTLOOK_ES,
    "hubspot_en": HUBSPOT_EN,
    "hubspot_es": HUBSPOT_ES,
    "holded_en": HOLDED_EN,
    "holded_es": HOLDED_ES,
    "salesforce": SALESFORCE,
    "catalan_excel": CATALAN_EXCEL,
}
