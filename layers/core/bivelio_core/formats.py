"""What a text in a format looks like, in words and with an example, for the message of a fault.

The one table of formats, by name. A fault of the constraint `format` (or `type`, for instants and days) names its
format in `expected`; for a pattern of a model the name is found here. Only refusals import this.
"""

from typing import NamedTuple

Text = dict[str, str]
"""A text by language."""


class Format(NamedTuple):
    """A noun phrase in each language with the blank `{example}`, the example, and the patterns that it explains."""

    text: Text
    example: str = ""
    patterns: tuple[str, ...] = ()

    def described(self, language: str) -> str:
        """The phrase with its example: `una data com 2026-03-15`."""
        return self.text[language].format(example=self.example)


def _format(ca: str, es: str, en: str, example: str = "", *patterns: str) -> Format:
    return Format({"ca": ca, "es": es, "en": en}, example, patterns)


FORMATS: dict[str, Format] = {
    "timestamp": _format(
        "una data i hora amb la seva zona (RFC 3339), com {example}",
        "una fecha y hora con su zona (RFC 3339), como {example}",
        "a date and time with its offset (RFC 3339), such as {example}",
        "2026-03-15T12:00:00Z",
    ),
    "date": _format("una data com {example}", "una fecha como {example}", "a date such as {example}", "2026-03-15"),
    "date_or_time": _format(
        "un dia, o un dia i una hora, com {example}",
        "un día, o un día y una hora, como {example}",
        "a day, or a day and a time, such as {example}",
        "2026-03-15T10:00:00",
    ),
    "email": _format(
        "una adreça electrònica com {example}",
        "una dirección de correo electrónico como {example}",
        "an e-mail address such as {example}",
        "maria@example.com",
        r"^[^@\s]+@[^@\s]+$",
    ),
    "phone": _format(
        "un número de telèfon com {example}",
        "un número de teléfono como {example}",
        "a phone number such as {example}",
        "+34 600 111 222",
    ),
    "telegram_chat": _format(
        "l'identificador d'un xat privat de Telegram, com {example}",
        "el identificador de un chat privado de Telegram, como {example}",
        "the id of a private chat of Telegram, such as {example}",
        "123456789",
    ),
    "url": _format(
        "una adreça web com {example}",
        "una dirección web como {example}",
        "a web address such as {example}",
        "https://example.com/avisos",
        r"^https?://[^\s]+$",
    ),
    "without_spaces": _format(
        "un text sense espais, com {example}",
        "un texto sin espacios, como {example}",
        "a text without spaces, such as {example}",
        "t=",
        r"^\S+$",
    ),
    "operation": _format(
        "el nom d'una operació, com {example}",
        "el nombre de una operación, como {example}",
        "the name of an operation, such as {example}",
        "contacts.create",
        r"^[a-z_]{1,40}\.[a-z_]{1,60}$",
    ),
    "origin": _format(
        "l'origen d'una pàgina web, sense camí, com {example}",
        "el origen de una página web, sin ruta, como {example}",
        "the origin of a web page, without a path, such as {example}",
        "https://www.example.com",
        r"^https?://[a-z0-9.-]+(:\d{1,5})?$",
    ),
    "host": _format(
        "el nom d'un servidor, com {example} o *.example.com",
        "el nombre de un servidor, como {example} o *.example.com",
        "the name of a host, such as {example} or *.example.com",
        "api.example.com",
        r"^(?:\*\.[a-z0-9-]+\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?$",
    ),
    "header_name": _format(
        "el nom d'una capçalera HTTP, com {example}",
        "el nombre de una cabecera HTTP, como {example}",
        "the name of an HTTP header, such as {example}",
        "X-Signature",
        r"^[A-Za-z0-9!#$%&'*+.^_`|~-]+$",
    ),
    "header_value": _format(
        "el valor d'una capçalera HTTP, en caràcters ASCII i sense espais als extrems, com {example}",
        "el valor de una cabecera HTTP, en caracteres ASCII y sin espacios en los extremos, como {example}",
        "the value of an HTTP header, in ASCII characters and without spaces around it, such as {example}",
        "abc123",
        r"^([!-~]([ -~]*[!-~])?)?$",
    ),
    "amount": _format(
        "un nombre decimal amb punt, com {example}",
        "un número decimal con punto, como {example}",
        "a decimal number with a point, such as {example}",
        "1250.50",
    ),
    "tax_number": _format(
        "un número d'identificació fiscal, de lletres i xifres, com {example}",
        "un número de identificación fiscal, de letras y cifras, como {example}",
        "a tax number of letters and digits, such as {example}",
        "B12345674",
        r"^[0-9A-Z]+$",
    ),
    "iban": _format(
        "un IBAN com {example}",
        "un IBAN como {example}",
        "an IBAN such as {example}",
        "ES9121000418450200051332",
        r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$",
    ),
    "bic": _format(
        "un BIC de 8 o 11 caràcters, com {example}",
        "un BIC de 8 u 11 caracteres, como {example}",
        "a BIC of 8 or 11 characters, such as {example}",
        "CAIXESBBXXX",
        r"^[A-Z0-9]{8}([A-Z0-9]{3})?$",
    ),
    "country": _format(
        "el codi d'un país, de dues lletres majúscules, com {example}",
        "el código de un país, de dos letras mayúsculas, como {example}",
        "the code of a country, of two capital letters, such as {example}",
        "ES",
        r"^[A-Z]{2}$",
    ),
    "series": _format(
        "una sèrie de lletres majúscules i xifres, com {example}",
        "una serie de letras mayúsculas y cifras, como {example}",
        "a series of capital letters and digits, such as {example}",
        "FAC",
        r"^[A-Z0-9]+$",
    ),
    "language": _format(
        "el codi d'un idioma, de dues lletres minúscules, com {example}",
        "el código de un idioma, de dos letras minúsculas, como {example}",
        "the code of a language, of two small letters, such as {example}",
        "ca",
        r"^[a-z]{2}$",
    ),
    "template_language": _format(
        "l'idioma d'una plantilla, com ca o {example}",
        "el idioma de una plantilla, como ca o {example}",
        "the language of a template, such as ca or {example}",
        "es_ES",
        r"^[a-z]{2,3}(_[A-Z]{2})?$",
    ),
    "identifier": _format(
        "un nom que comenci amb una lletra, en minúscules, xifres i '_', com {example}",
        "un nombre que empiece con una letra, en minúsculas, cifras y '_', como {example}",
        "a name that begins with a letter, in small letters, digits and '_', such as {example}",
        "invoice_number",
        r"^[a-z][a-z0-9_]*$",
        r"^[a-z][a-z0-9_]{0,49}$",
        r"^[a-z][a-z0-9_]{0,59}$",
    ),
    "calendar": _format(
        "un nom que comenci amb una lletra, en minúscules, xifres, '_' i '-', com {example}",
        "un nombre que empiece con una letra, en minúsculas, cifras, '_' y '-', como {example}",
        "a name that begins with a letter, in small letters, digits, '_' and '-', such as {example}",
        "primary",
        r"^[a-z][a-z0-9_-]{0,49}$",
    ),
    "category": _format(
        "un nom en minúscules, xifres, '_' i '-', com {example}",
        "un nombre en minúsculas, cifras, '_' y '-', como {example}",
        "a name in small letters, digits, '_' and '-', such as {example}",
        "atencio_client",
        r"^[a-z0-9_-]{1,40}$",
    ),
    "model": _format(
        "el nom d'un model, en lletres, xifres, '.', '_' i '-', com {example}",
        "el nombre de un modelo, en letras, cifras, '.', '_' y '-', como {example}",
        "the name of a model, in letters, digits, '.', '_' and '-', such as {example}",
        "gemini-3.5-flash-lite",
        r"^[A-Za-z0-9._-]{1,100}$",
    ),
    "key_id": _format(
        "l'identificador d'una clau, en lletres, xifres, '_' i '-', com {example}",
        "el identificador de una clave, en letras, cifras, '_' y '-', como {example}",
        "the id of a key, in letters, digits, '_' and '-', such as {example}",
        "2026-03",
        r"^[A-Za-z0-9_-]{1,64}$",
    ),
    "digits": _format(
        "un identificador de només xifres, com {example}",
        "un identificador de solo cifras, como {example}",
        "an id of digits only, such as {example}",
        "106540352242922",
        r"^[0-9]{1,30}$",
    ),
    "bot_token": _format(
        "el token d'un bot de Telegram, amb la forma {example}",
        "el token de un bot de Telegram, con la forma {example}",
        "the token of a Telegram bot, of the form {example}",
        "123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        r"^[0-9]{1,20}:[A-Za-z0-9_-]{20,100}$",
    ),
    "secret": _format(
        "un text de caràcters ASCII visibles, sense espais, com {example}",
        "un texto de caracteres ASCII visibles, sin espacios, como {example}",
        "a text of visible ASCII characters, without spaces, such as {example}",
        "abc-123",
        r"^[\x21-\x7e]+$",
    ),
    "password": _format(
        "un text de caràcters ASCII, sense accents, com {example}",
        "un texto de caracteres ASCII, sin acentos, como {example}",
        "a text of ASCII characters, without accents, such as {example}",
        "abc 123",
        r"^[\x20-\x7e]+$",
    ),
    "tool": _format(
        "el nom d'una eina, d'una sola línia, com {example}",
        "el nombre de una herramienta, de una sola línea, como {example}",
        "the name of a tool, in a single line, such as {example}",
        "read_range",
        r"^[^\x00-\x1f\x7f]+$",
    ),
    "no_null": _format(
        "un text sense el caràcter nul (U+0000)",
        "un texto sin el carácter nulo (U+0000)",
        "a text without the null character (U+0000)",
        "",
        r"^[^\x00]*$",
    ),
    "sha256": _format(
        "el SHA-256 del fitxer: 64 xifres hexadecimals en minúscules, com {example}",
        "el SHA-256 del archivo: 64 cifras hexadecimales en minúsculas, como {example}",
        "the SHA-256 of the file: 64 hexadecimal digits in small letters, such as {example}",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        r"^[0-9a-f]{64}$",
    ),
    "user_id": _format(
        "l'identificador d'un usuari, com {example}",
        "el identificador de un usuario, como {example}",
        "the id of a user, such as {example}",
        "usr_4k7m9p2q",
        r"^usr_[0-9a-z]+$",
    ),
    "organisation_id": _format(
        "l'identificador d'una organització, com {example}",
        "el identificador de una organización, como {example}",
        "the id of an organisation, such as {example}",
        "org_4k7m9p2q",
        r"^org_[0-9a-z]{1,32}$",
        r"^(org_[0-9a-z]{1,32}|platform)$",
    ),
    "iteration": _format(
        "la posició d'una iteració, com 0 o {example}",
        "la posición de una iteración, como 0 o {example}",
        "the position of an iteration, such as 0 or {example}",
        "2.1",
        r"^[0-9]{1,4}(\.[0-9]{1,4})*$",
        r"^[0-9]+(\.[0-9]+)*$",
    ),
    "cursor": _format(
        "un cursor tal com l'ha donat una resposta anterior",
        "un cursor tal como lo ha dado una respuesta anterior",
        "a cursor as an earlier answer gave it",
        "",
        r"^[\w.=-]+$",
    ),
    "csv": _format(
        "un fitxer CSV que comenci amb els noms de les columnes, com {example}",
        "un archivo CSV que empiece con los nombres de las columnas, como {example}",
        "a CSV file that begins with the names of the columns, such as {example}",
        "name,email,phone",
    ),
    "csv_row": _format(
        "una fila de CSV amb les cometes tancades, com {example}",
        "una fila de CSV con las comillas cerradas, como {example}",
        "a row of CSV with its quotes closed, such as {example}",
        'Maria,"Puig, Pons i fills"',
    ),
}

SENTENCE: Text = {
    "ca": "El camp '{field}' ha de ser {expected}.",
    "es": "El campo '{field}' debe ser {expected}.",
    "en": "The field '{field}' must be {expected}.",
}
"""In place of the general sentence of `format` and `type`, where the format is known."""

_BY_PATTERN = {pattern: name for name, each in FORMATS.items() for pattern in each.patterns}


def of_pattern(pattern: str) -> str | None:
    """The name of the format that a pattern of a model expresses."""
    return _BY_PATTERN.get(pattern)


def sentence(field: str, expected: str, language: str) -> str | None:
    """What to write in a field, with an example; None when the format is not in the table."""
    if (text_format := FORMATS.get(expected)) is None:
        return None
    return SENTENCE[language].format(field=field, expected=text_format.described(language))
