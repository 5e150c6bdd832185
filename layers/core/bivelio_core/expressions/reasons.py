"""Why an expression may not be saved or cannot be evaluated, in our three languages; those of functions beside them.

Imported when a reason is told, which few requests do.
"""

from typing import Any

from bivelio_core.faults import LANGUAGES, Text

from .functions.reasons import OF_FUNCTIONS
from .reason import Reason

REASONS: dict[str, Text] = {
    "about": {"ca": "'{expression}': {reason}", "es": "'{expression}': {reason}", "en": "'{expression}': {reason}"},
    "empty": {"ca": "l'expressió és buida", "es": "la expresión está vacía", "en": "empty expression"},
    "too_long": {
        "ca": "té més de {limit} caràcters",
        "es": "tiene más de {limit} caracteres",
        "en": "longer than {limit} characters",
    },
    "unclosed": {"ca": "'{{{{' sense '}}}}'", "es": "'{{{{' sin '}}}}'", "en": "'{{{{' without '}}}}'"},
    "unreadable": {
        "ca": "no s'entén '{token}' a la posició {position}",
        "es": "no se entiende '{token}' en la posición {position}",
        "en": "'{token}' is not understood at position {position}",
    },
    "incomplete": {
        "ca": "s'acaba abans de ser completa",
        "es": "termina antes de estar completa",
        "en": "it ends before it is complete",
    },
    "backticks": {
        "ca": "els nombres van entre accents greus: {suggested}",
        "es": "los números van entre acentos graves: {suggested}",
        "en": "numbers stand between backticks: {suggested}",
    },
    "negation": {
        "ca": "'!' només nega el que té just al costat, i això no seria mai cert: escriu {suggested}",
        "es": "'!' solo niega lo que tiene justo al lado, y esto no sería nunca cierto: escribe {suggested}",
        "en": "'!' negates only what is right beside it, so this would never be true: write {suggested}",
    },
    "surrogate": {
        "ca": "mig parell substitut no és cap caràcter",
        "es": "medio par sustituto no es ningún carácter",
        "en": "half of a surrogate pair is no character",
    },
    "nested": {
        "ca": "té massa nivells (màxim: {limit})",
        "es": "tiene demasiados niveles (máximo: {limit})",
        "en": "nested more than {limit} deep",
    },
    "repeats": {
        "ca": "podria repetir les dades {growth} vegades; el màxim són {limit}",
        "es": "podría repetir los datos {growth} veces; el máximo son {limit}",
        "en": "it may repeat its data {growth} times, at most {limit} are allowed",
    },
    "too_much": {
        "ca": "l'expressió fa massa feina: fes que llegeixi o repeteixi menys",
        "es": "la expresión hace demasiado trabajo: haz que lea o repita menos",
        "en": "the expression does too much: let it read or repeat less",
    },
    "everything": {
        "ca": "'@' o '*' sols ho llegirien tot: anomena el que cal",
        "es": "'@' o '*' solos lo leerían todo: nombra lo que hace falta",
        "en": "'@' or '*' alone would read everything; name what is needed",
    },
    "slice": {
        "ca": "el pas d'un tall no pot ser 0",
        "es": "el paso de un corte no puede ser 0",
        "en": "the step of a slice cannot be 0",
    },
    "step_id": {
        "ca": "després de 'steps' hi ha d'anar l'id d'un pas",
        "es": "después de 'steps' debe ir el id de un paso",
        "en": "'steps' must be followed by the id of a step",
    },
    "reference": {
        "ca": "'&' només va davant del que una funció pren com a expressió, com ara sort_by(people, &age)",
        "es": "'&' solo va delante de lo que una función toma como expresión, como sort_by(people, &age)",
        "en": "'&' stands only before what a function takes as an expression, as in sort_by(people, &age)",
    },
    "secret": {
        "ca": "un secret va sol, com ara {{{{ secrets.name }}}}: cap funció ni operador no en pren",
        "es": "un secreto va solo, como {{{{ secrets.name }}}}: ninguna función ni operador lo toma",
        "en": "a secret stands alone, as in {{{{ secrets.name }}}}: no function and no operator takes one",
    },
    "root": {
        "ca": "'{name}' no és cap d'aquests: {known}; {hint}",
        "es": "'{name}' no es ninguno de estos: {known}; {hint}",
        "en": "'{name}' is not one of {known}; {hint}",
    },
    "literal": {
        "ca": "el literal s'escriu entre accents greus: `{name}`",
        "es": "el literal se escribe entre acentos graves: `{name}`",
        "en": "the literal is written between backticks: `{name}`",
    },
    "quoted": {
        "ca": "un text s'escriu entre cometes simples: '{name}'",
        "es": "un texto se escribe entre comillas simples: '{name}'",
        "en": "a text is written between single quotes: '{name}'",
    },
    "start_only": {
        "ca": "només pot llegir input i trigger",
        "es": "solo puede leer input y trigger",
        "en": "it may read input and trigger only",
    },
    "bound": {
        "ca": "amb els valors que llegeix de l'execució té més de {limit} caràcters",
        "es": "con los valores que lee de la ejecución tiene más de {limit} caracteres",
        "en": "with the values that it reads of the run it has more than {limit} characters",
    },
    "host": {
        "ca": "un valor dins del host d'una URL té un caràcter que l'acaba",
        "es": "un valor dentro del host de una URL tiene un carácter que lo termina",
        "en": "a value inside the host of a URL has a character that ends the host",
    },
    "value_depth": {
        "ca": "el valor té més de {limit} nivells",
        "es": "el valor tiene más de {limit} niveles",
        "en": "the value is nested more than {limit} deep",
    },
    "value_number": {
        "ca": "el valor és un nombre que JSON no pot escriure",
        "es": "el valor es un número que JSON no puede escribir",
        "en": "the value is a number that JSON cannot write",
    },
    "value_expression": {
        "ca": "el valor és una expressió, no pas dades",
        "es": "el valor es una expresión, no datos",
        "en": "the value is an expression itself, not data",
    },
    "value_size": {
        "ca": "el valor té més de {limit} caràcters",
        "es": "el valor tiene más de {limit} caracteres",
        "en": "the value has more than {limit} characters",
    },
    "text_size": {
        "ca": "l'expressió fa un text de {length} caràcters; el màxim són {limit}",
        "es": "la expresión hace un texto de {length} caracteres; el máximo son {limit}",
        "en": "the expression makes a text of {length} characters, at most {limit} are allowed",
    },
    "order": {
        "ca": "'{operator}' compara {left} amb {right}, que no tenen ordre: converteix en nombre el que pot ser text, "
        "com ara to_number(input.total), i dona un valor al que pot faltar, com ara not_null(input.total, `0`)",
        "es": "'{operator}' compara {left} con {right}, que no tienen orden: convierte en número lo que puede ser un "
        "texto, como to_number(input.total), y da un valor a lo que puede faltar, como not_null(input.total, `0`)",
        "en": "'{operator}' compares {left} with {right}, which have no order: make numbers of what can be text, as in "
        "to_number(input.total), and give what can be missing a value, as in not_null(input.total, `0`)",
    },
    "unordered": {
        "ca": "'{operator}' no ordena {types}: només els nombres i els textos tenen ordre",
        "es": "'{operator}' no ordena {types}: solo los números y los textos tienen orden",
        "en": "'{operator}' does not order {types}: only numbers and strings have an order",
    },
    "may_be_no_number": {
        "ca": "'{operator}' compara {what}, que en executar-se pot ser un text o faltar, i llavors falla: si és un "
        "nombre, escriu to_number({what})",
        "es": "'{operator}' compara {what}, que al ejecutarse puede ser un texto o faltar, y entonces falla: si es un "
        "número, escribe to_number({what})",
        "en": "'{operator}' compares {what}, which can be text or missing when it runs, and then fails: if it is a "
        "number, write to_number({what})",
    },
    "may_be_no_text": {
        "ca": "'{operator}' compara amb un text {what}, que en executar-se pot ser un nombre o faltar, i llavors "
        "falla: comprova abans que hi és",
        "es": "'{operator}' compara con un texto {what}, que al ejecutarse puede ser un número o faltar, y entonces "
        "falla: comprueba antes que está",
        "en": "'{operator}' compares {what} with text; it can be a number or missing when it runs, and then fails: "
        "check first that it is there",
    },
    "a_value": {"ca": "un valor", "es": "un valor", "en": "a value"},
    "impossible": {
        "ca": "amb aquests valors no es pot calcular",
        "es": "con estos valores no se puede calcular",
        "en": "it cannot be evaluated with these values",
    },
    "null": {"ca": "null", "es": "null", "en": "null"},
    "string": {"ca": "un text", "es": "un texto", "en": "a string"},
    "number": {"ca": "un nombre", "es": "un número", "en": "a number"},
    "boolean": {"ca": "un valor true o false", "es": "un valor true o false", "en": "a boolean"},
    "array": {"ca": "una llista", "es": "una lista", "en": "an array"},
    "object": {"ca": "un objecte", "es": "un objeto", "en": "an object"},
    "expref": {"ca": "una expressió", "es": "una expresión", "en": "an expression"},
    "array-number": {"ca": "una llista de nombres", "es": "una lista de números", "en": "an array of numbers"},
    "array-string": {"ca": "una llista de textos", "es": "una lista de textos", "en": "an array of strings"},
}
"""By reason. The last ones are JMESPath's types."""

OR: Text = {"ca": " o ", "es": " o ", "en": " or "}


def texts_of(reason: Reason) -> Text:
    """A reason in each language. Among its values may be reasons, and tuples of reasons, of which any can be."""
    return {language: _sentence(reason, language) for language in LANGUAGES}


def _sentence(reason: Reason, language: str) -> str:
    name, values = reason
    text = (REASONS.get(name) or OF_FUNCTIONS[name])[language]
    return text.format_map({field: _value(value, language) for field, value in values.items()})


def _value(value: Any, language: str) -> Any:
    if isinstance(value, Reason):
        return _sentence(value, language)
    if isinstance(value, tuple):
        return OR[language].join(_sentence(each, language) for each in value)
    return value
