"""Why a function may not be called, or gives nothing for what it was given, in our three languages."""

from bivelio_core.faults import Text

OF_FUNCTIONS: dict[str, Text] = {
    "unknown_function": {
        "ca": "no hi ha cap funció '{name}' (posició {position})",
        "es": "no hay ninguna función '{name}' (posición {position})",
        "en": "there is no function '{name}' (position {position})",
    },
    "similar_function": {
        "ca": "no hi ha cap funció '{name}' (posició {position}); volies dir '{similar}'?",
        "es": "no hay ninguna función '{name}' (posición {position}); ¿querías decir '{similar}'?",
        "en": "there is no function '{name}' (position {position}); did you mean '{similar}'?",
    },
    "argument_count": {
        "ca": "'{name}' (posició {position}) rep {given} arguments: {signature}",
        "es": "'{name}' (posición {position}) recibe {given} argumentos: {signature}",
        "en": "'{name}' (position {position}) is given {given} arguments: {signature}",
    },
    "argument_type": {
        "ca": "l'argument {number} de '{name}' (posició {position}) és {types}: {signature}",
        "es": "el argumento {number} de '{name}' (posición {position}) es {types}: {signature}",
        "en": "argument {number} of '{name}' (position {position}) is {types}: {signature}",
    },
    "argument_wrong": {
        "ca": "l'argument {number} de '{name}' (posició {position}) no és bo, {reason}: {signature}",
        "es": "el argumento {number} de '{name}' (posición {position}) no es bueno, {reason}: {signature}",
        "en": "argument {number} of '{name}' (position {position}) is wrong, {reason}: {signature}",
    },
    "called_wrongly": {
        "ca": "'{name}' pren altres arguments: {signature}",
        "es": "'{name}' toma otros argumentos: {signature}",
        "en": "'{name}' takes other arguments: {signature}",
    },
    "given": {
        "ca": "l'argument {number} de '{name}' ha de ser {wanted} i és {actual}: {signature}",
        "es": "el argumento {number} de '{name}' debe ser {wanted} y es {actual}: {signature}",
        "en": "argument {number} of '{name}' must be {wanted} and is {actual}: {signature}",
    },
    "given_element": {
        "ca": "l'argument {number} de '{name}' ha de ser {wanted} i conté {actual}: {signature}",
        "es": "el argumento {number} de '{name}' debe ser {wanted} y contiene {actual}: {signature}",
        "en": "argument {number} of '{name}' must be {wanted} and contains {actual}: {signature}",
    },
    "keys": {
        "ca": "'{name}' ordena per nombres o per textos, tots iguals, i hi troba {actual}",
        "es": "'{name}' ordena por números o por textos, todos iguales, y encuentra {actual}",
        "en": "'{name}' orders by numbers or by texts, all alike, and finds {actual}",
    },
    "part": {
        "ca": "dins d'un text 'contains' busca un text, i rep {actual}",
        "es": "dentro de un texto 'contains' busca un texto, y recibe {actual}",
        "en": "in a text 'contains' looks for a text, and is given {actual}",
    },
    "language": {
        "ca": "'{language}' no és cap de les llengües {known}",
        "es": "'{language}' no es ninguna de las lenguas {known}",
        "en": "'{language}' is none of the languages {known}",
    },
    "pattern_long": {
        "ca": "el patró té més de {limit} caràcters",
        "es": "el patrón tiene más de {limit} caracteres",
        "en": "the pattern is longer than {limit} characters",
    },
    "pattern_field": {
        "ca": "'{field}' de '{pattern}' no és cap de {known}; posa el text entre cometes simples",
        "es": "'{field}' de '{pattern}' no es ninguno de {known}; pon el texto entre comillas simples",
        "en": "'{field}' in '{pattern}' is none of {known}; put text between single quotes",
    },
    "pattern_quote": {
        "ca": "al patró '{pattern}' hi ha una cometa sense tancar",
        "es": "en el patrón '{pattern}' hay una comilla sin cerrar",
        "en": "the pattern '{pattern}' has a quote that is not closed",
    },
    "pattern_time": {
        "ca": "'{field}' de '{pattern}': {date} és una data i no té hora",
        "es": "'{field}' de '{pattern}': {date} es una fecha y no tiene hora",
        "en": "'{field}' in '{pattern}': {date} is a date and has no time",
    },
    "pattern_read": {
        "ca": "'{field}' de '{pattern}' no és cap de {known}, amb què es llegeixen dates",
        "es": "'{field}' de '{pattern}' no es ninguno de {known}, con que se leen fechas",
        "en": "'{field}' in '{pattern}' is none of {known}, by which dates are read",
    },
    "pattern_needs": {
        "ca": "al patró '{pattern}' hi han de ser l'any, el mes i el dia, i cada camp una vegada",
        "es": "en el patrón '{pattern}' deben estar el año, el mes y el día, y cada campo una vez",
        "en": "the pattern '{pattern}' needs year, month and day, and each field once",
    },
    "not_written": {
        "ca": "'{text}' no està escrit com '{pattern}'",
        "es": "'{text}' no está escrito como '{pattern}'",
        "en": "'{text}' is not written as '{pattern}'",
    },
    "no_such_date": {
        "ca": "'{text}' no és cap data que existeixi",
        "es": "'{text}' no es ninguna fecha que exista",
        "en": "'{text}' is no date that exists",
    },
    "no_moment": {
        "ca": "'{text}' no és cap data ni hora, com ara 2026-03-02 o 2026-03-02T09:30:00Z",
        "es": "'{text}' no es ninguna fecha ni hora, como 2026-03-02 o 2026-03-02T09:30:00Z",
        "en": "'{text}' is no date or time, such as 2026-03-02 or 2026-03-02T09:30:00Z",
    },
    "no_offset": {
        "ca": "'{text}' no té desplaçament: escriu-hi Z o +02:00, o fes servir parse_date amb una zona",
        "es": "'{text}' no tiene desplazamiento: escribe Z o +02:00, o usa parse_date con una zona",
        "en": "'{text}' has no offset: write Z or +02:00, or parse_date with a zone",
    },
    "zone": {
        "ca": "'{name}' no és cap zona horària IANA, com ara Europe/Madrid",
        "es": "'{name}' no es ninguna zona horaria IANA, como Europe/Madrid",
        "en": "'{name}' is no IANA time zone, such as Europe/Madrid",
    },
    "unit": {
        "ca": "'{name}' no és cap de {known}",
        "es": "'{name}' no es ninguno de {known}",
        "en": "'{name}' is none of {known}",
    },
    "hours_of_date": {
        "ca": "'{value}' és una data: les hores se sumen a una hora",
        "es": "'{value}' es una fecha: las horas se suman a una hora",
        "en": "'{value}' is a date: hours are added to a time",
    },
    "hours": {
        "ca": "{hours} hores són més de 200 anys",
        "es": "{hours} horas son más de 200 años",
        "en": "{hours} hours are more than 200 years",
    },
    "hour_of_date": {
        "ca": "'{value}' és una data: no té hora",
        "es": "'{value}' es una fecha: no tiene hora",
        "en": "'{value}' is a date: it has no hour",
    },
    "whole": {
        "ca": "{number} no és un nombre enter de {limit} com a màxim",
        "es": "{number} no es un número entero de {limit} como máximo",
        "en": "{number} is no whole number of at most {limit}",
    },
    "region": {
        "ca": "els festius de '{name}' no se saben, només els de {known}",
        "es": "los festivos de '{name}' no se saben, solo los de {known}",
        "en": "the holidays of '{name}' are not known, only those of {known}",
    },
    "regex": {
        "ca": "'{pattern}' no és cap patró de RE2 ({about})",
        "es": "'{pattern}' no es ningún patrón de RE2 ({about})",
        "en": "the pattern '{pattern}' is none of RE2 ({about})",
    },
    "replaced_empty": {
        "ca": "un text buit no es pot substituir",
        "es": "un texto vacío no se puede sustituir",
        "en": "an empty text cannot be replaced",
    },
    "separator_empty": {
        "ca": "el separador és buit",
        "es": "el separador está vacío",
        "en": "the separator is empty",
    },
    "fill": {
        "ca": "un text s'omple amb un sol caràcter",
        "es": "un texto se rellena con un solo carácter",
        "en": "a text is filled up with one character",
    },
    "no_json": {
        "ca": "el text no és JSON (línia {line}, columna {column})",
        "es": "el texto no es JSON (línea {line}, columna {column})",
        "en": "the text is no JSON (line {line}, column {column})",
    },
    "key_text": {
        "ca": "index_by: la clau d'un objecte és un text, no {value}",
        "es": "index_by: la clave de un objeto es un texto, no {value}",
        "en": "index_by: a key of an object is a text, not {value}",
    },
    "chunk": {
        "ca": "{size} no és la mida de cap llista",
        "es": "{size} no es el tamaño de ninguna lista",
        "en": "{size} is no size of a list",
    },
    "key": {
        "ca": "una clau és un text, un nombre, true, false o null, no pas una llista ni un objecte",
        "es": "una clave es un texto, un número, true, false o null, no una lista ni un objeto",
        "en": "a key is a text, a number, a truth value or null, no list and no object",
    },
    "currency": {
        "ca": "'{code}' no és el codi de cap moneda, com ara EUR",
        "es": "'{code}' no es el código de ninguna moneda, como EUR",
        "en": "'{code}' is no code of a currency, such as EUR",
    },
    "division": {
        "ca": "un nombre no es pot dividir per 0",
        "es": "un número no se puede dividir por 0",
        "en": "a number cannot be divided by 0",
    },
    "digits": {
        "ca": "{digits} no és un nombre de xifres, {limit} com a màxim",
        "es": "{digits} no es un número de cifras, {limit} como máximo",
        "en": "{digits} is no number of digits, at most {limit}",
    },
    "no_number": {
        "ca": "{number} no és un nombre amb què es pugui calcular",
        "es": "{number} no es un número con que se pueda calcular",
        "en": "{number} is no number to calculate with",
    },
    "large_number": {
        "ca": "el resultat és més gran que qualsevol nombre de JSON",
        "es": "el resultado es mayor que cualquier número de JSON",
        "en": "the result is larger than any number of JSON",
    },
}
