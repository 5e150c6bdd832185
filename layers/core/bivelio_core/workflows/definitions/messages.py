"""The messages of a definition's faults, in our three languages. Importing this module registers them."""

from bivelio_core.faults import register

DUPLICATE_ID = register(
    "duplicate_id",
    {
        "ca": "El camp '{field}' repeteix l'id '{id}' d'un altre pas.",
        "es": "El campo '{field}' repite el id '{id}' de otro paso.",
        "en": "The field '{field}' repeats the id '{id}' of another step.",
    },
)
TOO_MANY_DAYS = register(
    "too_many_days",
    {
        "ca": "Es poden demanar {limit} dies com a màxim.",
        "es": "Se pueden pedir {limit} días como máximo.",
        "en": "At most {limit} days can be asked for.",
    },
)
DATE_ORDER = register(
    "date_order",
    {
        "ca": "El camp '{field}' no pot ser anterior a 'from_date'.",
        "es": "El campo '{field}' no puede ser anterior a 'from_date'.",
        "en": "The field '{field}' cannot be before 'from_date'.",
    },
)
UNKNOWN_STEP = register(
    "unknown_step",
    {
        "ca": "El camp '{field}' fa referència al pas '{id}', que no existeix.",
        "es": "El campo '{field}' hace referencia al paso '{id}', que no existe.",
        "en": "The field '{field}' refers to the step '{id}', which does not exist.",
    },
)
NOT_EARLIER = register(
    "not_earlier",
    {
        "ca": "El camp '{field}' llegeix el pas '{id}', que no és anterior: només es poden llegir els anteriors.",
        "es": "El campo '{field}' lee el paso '{id}', que no es anterior: solo se pueden leer los anteriores.",
        "en": "The field '{field}' reads the step '{id}', which is not an earlier one: only those can be read.",
    },
)
CYCLE = register(
    "cycle",
    {
        "ca": "El camp '{field}' torna al pas '{id}': només es pot saltar endavant, dins del mateix bloc.",
        "es": "El campo '{field}' vuelve al paso '{id}': solo se puede saltar hacia delante, dentro del mismo bloque.",
        "en": "The field '{field}' goes back to the step '{id}': jumps only go forward, within the same body.",
    },
)
EXPRESSION = "expression"
NO_ELEMENT = register(
    "no_element",
    {
        "ca": "El camp '{field}' fa servir 'item' o 'index' fora d'un for_each.",
        "es": "El campo '{field}' usa 'item' o 'index' fuera de un for_each.",
        "en": "The field '{field}' uses 'item' or 'index' outside a for_each.",
    },
)
SECRET_PLACE = register(
    "secret_place",
    {
        "ca": "El camp '{field}' fa servir un secret: només pot ser en aquests camps d'un http_request: {expected}.",
        "es": "El campo '{field}' usa un secreto: solo puede estar en estos campos de un http_request: {expected}.",
        "en": "The field '{field}' uses a secret, which may only be in these fields of an http_request: {expected}.",
    },
)
UNKNOWN_SECRET = register(
    "unknown_secret",
    {
        "ca": "El camp '{field}' fa servir el secret '{name}', que no existeix.",
        "es": "El campo '{field}' usa el secreto '{name}', que no existe.",
        "en": "The field '{field}' uses the secret '{name}', which does not exist.",
    },
)
SECRET_HOST = register(
    "secret_host",
    {
        "ca": "El camp '{field}' fa servir el secret '{name}', que no es pot enviar a '{host}'.",
        "es": "El campo '{field}' usa el secreto '{name}', que no se puede enviar a '{host}'.",
        "en": "The field '{field}' uses the secret '{name}', which may not be sent to '{host}'.",
    },
)
CRON = register(
    "cron",
    {
        "ca": "El camp '{field}' no és una expressió cron vàlida, com ara '0 9 * * 1-5'.",
        "es": "El campo '{field}' no es una expresión cron válida, como '0 9 * * 1-5'.",
        "en": "The field '{field}' is not a valid cron expression, such as '0 9 * * 1-5'.",
    },
)
TIME_ZONE = register(
    "time_zone",
    {
        "ca": "El camp '{field}' no és una zona horària IANA, com ara Europe/Madrid.",
        "es": "El campo '{field}' no es una zona horaria IANA, como Europe/Madrid.",
        "en": "The field '{field}' is not an IANA time zone, such as Europe/Madrid.",
    },
)
EXACTLY_ONE = register(
    "exactly_one",
    {
        "ca": "Al camp '{field}' cal indicar exactament un d'aquests: {expected}.",
        "es": "En el campo '{field}' hay que indicar exactamente uno de estos: {expected}.",
        "en": "The field '{field}' takes exactly one of: {expected}.",
    },
)
POINTLESS = register(
    "not_for_this_type",
    {
        "ca": "El camp '{field}' no serveix de res en un pas de tipus '{type}'.",
        "es": "El campo '{field}' no sirve de nada en un paso de tipo '{type}'.",
        "en": "The field '{field}' has no use in a step of type '{type}'.",
    },
)
SIGNED = register(
    "signed",
    {
        "ca": "El camp '{field}' ha de contenir {{body}} una vegada, i {{timestamp}} si i només si hi ha "
        "'timestamp_header'.",
        "es": "El campo '{field}' debe contener {{body}} una vez, y {{timestamp}} si y solo si hay 'timestamp_header'.",
        "en": "The field '{field}' contains {{body}} once, and {{timestamp}} if and only if there is a "
        "'timestamp_header'.",
    },
)
SIGNED_ID = register(
    "signed_id",
    {
        "ca": "El camp '{field}' ha de contenir {{id}} si i només si hi ha 'id_header'.",
        "es": "El campo '{field}' debe contener {{id}} si y solo si hay 'id_header'.",
        "en": "The field '{field}' contains {{id}} if and only if there is an 'id_header'.",
    },
)
PLACEHOLDER = register(
    "unknown_placeholder",
    {
        "ca": "El camp '{field}' té {unknown}, que res no substitueix: s'hi pot escriure {{body}}, {{timestamp}} (amb "
        "'timestamp_header') i {{id}} (amb 'id_header').",
        "es": "El campo '{field}' tiene {unknown}, que nada sustituye: se puede escribir {{body}}, {{timestamp}} (con "
        "'timestamp_header') e {{id}} (con 'id_header').",
        "en": "The field '{field}' has {unknown}, which nothing is put in for: it can have {{body}}, {{timestamp}} "
        "(with a 'timestamp_header') and {{id}} (with an 'id_header').",
    },
)
ONE_HEADER = register(
    "one_header",
    {
        "ca": "El camp '{field}' és la capçalera de la signatura, i cap crida no s'hi podria verificar: indica què hi "
        "separa les parts ('separator') i què precedeix l'hora ('timestamp_prefix'). Per a Stripe: \"separator\": "
        '",", "prefix": "v1=", "timestamp_prefix": "t=".',
        "es": "El campo '{field}' es la cabecera de la firma, y ninguna llamada se podría verificar: indica qué separa "
        "sus partes ('separator') y qué precede a la hora ('timestamp_prefix'). Para Stripe: \"separator\": "
        '",", "prefix": "v1=", "timestamp_prefix": "t=".',
        "en": "The field '{field}' is the header of the signature, so no call could be verified: say what stands "
        "between its parts ('separator') and before the time ('timestamp_prefix'). For Stripe: \"separator\": "
        '",", "prefix": "v1=", "timestamp_prefix": "t=".',
    },
)
SAME_HEADER = register(
    "same_header",
    {
        "ca": "El camp '{field}' no pot ser la capçalera de la signatura: cap crida no s'hi podria verificar.",
        "es": "El campo '{field}' no puede ser la cabecera de la firma: ninguna llamada se podría verificar.",
        "en": "The field '{field}' cannot be the header of the signature: no call could be verified.",
    },
)
HAS_SEPARATOR = register(
    "has_separator",
    {
        "ca": "El camp '{field}' conté el separador '{separator}' i no seria mai sencer en cap part de la capçalera.",
        "es": "El campo '{field}' contiene el separador '{separator}' y nunca estaría entero en una parte de la "
        "cabecera.",
        "en": "The field '{field}' contains the separator '{separator}', so no part of the header could have it.",
    },
)
ONLY_HMAC = register(
    "only_hmac",
    {
        "ca": "El camp '{field}' no serveix de res amb 'method': 'token', que és igual a cada crida: treu-lo, o fes "
        "servir 'hmac'.",
        "es": "El campo '{field}' no sirve de nada con 'method': 'token', que es igual en cada llamada: quítalo, o usa "
        "'hmac'.",
        "en": "The field '{field}' has no use with 'method': 'token', which is the same in each call: leave it out, or "
        "use 'hmac'.",
    },
)
KEY_BASE64 = register(
    "key_base64",
    {
        "ca": "El camp '{field}' no és base64 (amb 'whsec_' al davant o sense), com demana 'secret_encoding'.",
        "es": "El campo '{field}' no es base64 (con 'whsec_' delante o sin él), como pide 'secret_encoding'.",
        "en": "The field '{field}' is not base64 (with or without 'whsec_' before it), as 'secret_encoding' says.",
    },
)
