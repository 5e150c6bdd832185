"""The constraints of invoices that no field alone can judge, in Catalan, Spanish and English."""

from bivelio_core.faults import register

UNKNOWN_RATE = register(
    "tax_rate",
    {
        "ca": "El camp '{field}' no és un tipus d'IVA vigent aquell dia: {expected}.",
        "es": "El campo '{field}' no es un tipo de IVA vigente ese día: {expected}.",
        "en": "The field '{field}' is not a rate of IVA of that day: {expected}.",
    },
)
RATE_OF_CATEGORY = register(
    "category_rate",
    {
        "ca": "El camp '{field}' no lliga amb la categoria '{category}'.",
        "es": "El campo '{field}' no concuerda con la categoría '{category}'.",
        "en": "The field '{field}' does not go with the category '{category}'.",
    },
)
UNKNOWN_RECARGO = register(
    "recargo_rate",
    {
        "ca": "El camp '{field}' no és el recàrrec d'equivalència d'aquest tipus d'IVA, que és {expected}.",
        "es": "El campo '{field}' no es el recargo de equivalencia de este tipo de IVA, que es {expected}.",
        "en": "The field '{field}' is not the recargo of this rate of IVA, which is {expected}.",
    },
)
OTHER_REGIME = register(
    "tax_regime",
    {
        "ca": "El règim '{regime}' del camp '{field}' no es pot facturar amb aquest servei, que només fa factures "
        "d'IVA del territori comú.",
        "es": "El régimen '{regime}' del campo '{field}' no se puede facturar con este servicio, que solo hace "
        "facturas de IVA del territorio común.",
        "en": "The regime '{regime}' of the field '{field}' cannot be invoiced by this service, which makes invoices "
        "of IVA of the common territory only.",
    },
)
ZERO_QUANTITY = register(
    "not_zero",
    {
        "ca": "El camp '{field}' no pot ser zero.",
        "es": "El campo '{field}' no puede ser cero.",
        "en": "The field '{field}' cannot be zero.",
    },
)
NEGATIVE = register(
    "not_negative",
    {
        "ca": "El camp '{field}' només pot ser negatiu en una rectificativa per diferències.",
        "es": "El campo '{field}' solo puede ser negativo en una rectificativa por diferencias.",
        "en": "The field '{field}' can be negative in a rectification by difference only.",
    },
)
TOTAL_TOO_LARGE = register(
    "total_maximum",
    {
        "ca": "L'import total que resulta de '{field}' és massa gran (màxim: {limit}).",
        "es": "El importe total que resulta de '{field}' es demasiado grande (máximo: {limit}).",
        "en": "The total that '{field}' comes to is too large (maximum: {limit}).",
    },
)
ARCHIVED_CLIENT = register(
    "archived",
    {
        "ca": "El contacte del camp '{field}' està arxivat.",
        "es": "El contacto del campo '{field}' está archivado.",
        "en": "The contact of the field '{field}' is archived.",
    },
)
CLIENT_WITHOUT_NIF = register(
    "nif_missing",
    {
        "ca": "El client no té NIF, obligatori en una factura de més de {limit} euros. Posa'l al contacte, al camp "
        "'tax_id.number'.",
        "es": "El cliente no tiene NIF, obligatorio en una factura de más de {limit} euros. Ponlo en el contacto, en "
        "el campo 'tax_id.number'.",
        "en": "The client has no tax number, which an invoice above {limit} euros must have. Set 'tax_id.number' "
        "of the contact.",
    },
)
NIF_OR_SIMPLIFIED = register(
    "nif_missing_or_simplified",
    {
        "ca": "El client no té NIF. Fins a {limit} euros pots fer-ne una factura simplificada: posa 'document_type' "
        "a 'simplified'. Si no, posa el NIF al contacte, al camp 'tax_id.number'.",
        "es": "El cliente no tiene NIF. Hasta {limit} euros puedes hacer una factura simplificada: pon "
        "'document_type' a 'simplified'. Si no, pon el NIF en el contacto, en el campo 'tax_id.number'.",
        "en": "The client has no tax number. Up to {limit} euros you can make a simplified invoice: set "
        "'document_type' to 'simplified'. Otherwise set 'tax_id.number' of the contact.",
    },
)
TOO_LARGE_FOR_SIMPLIFIED = register(
    "simplified_maximum",
    {
        "ca": "Una factura simplificada ('{field}') no pot passar de {limit} euros, IVA inclòs.",
        "es": "Una factura simplificada ('{field}') no puede superar {limit} euros, IVA incluido.",
        "en": "A simplified invoice ('{field}') cannot exceed {limit} euros, IVA included.",
    },
)
DUE_BEFORE_ISSUE = register(
    "due_before_issue",
    {
        "ca": "El camp '{field}' no pot ser anterior a la data d'emissió.",
        "es": "El campo '{field}' no puede ser anterior a la fecha de emisión.",
        "en": "The field '{field}' cannot be before the date of issue.",
    },
)
RANGE = register(
    "date_range",
    {
        "ca": "El camp '{field}' no pot ser anterior a 'from_date'.",
        "es": "El campo '{field}' no puede ser anterior a 'from_date'.",
        "en": "The field '{field}' cannot be before 'from_date'.",
    },
)
BEFORE_LAST_ISSUED = register(
    "before_last_issued",
    {
        "ca": "El camp '{field}' no pot ser anterior a l'última factura emesa de la sèrie, del {limit}.",
        "es": "El campo '{field}' no puede ser anterior a la última factura emitida de la serie, del {limit}.",
        "en": "The field '{field}' cannot be before the last issued invoice of the series, of {limit}.",
    },
)
IN_THE_FUTURE = register(
    "in_the_future",
    {
        "ca": "El camp '{field}' no pot ser posterior a avui, {limit}.",
        "es": "El campo '{field}' no puede ser posterior a hoy, {limit}.",
        "en": "The field '{field}' cannot be after today, {limit}.",
    },
)
SETTING_MISSING = register(
    "setting_missing",
    {
        "ca": "Per emetre factures falta el camp '{field}': envia'l a /invoices/settings_update.",
        "es": "Para emitir facturas falta el campo '{field}': envíalo a /invoices/settings_update.",
        "en": "To issue invoices, the field '{field}' is missing: send it to /invoices/settings_update.",
    },
)
RESERVED_SERIES = register(
    "reserved_series",
    {
        "ca": "La sèrie del camp '{field}' és la de les rectificatives.",
        "es": "La serie del campo '{field}' es la de las rectificativas.",
        "en": "The series of the field '{field}' is that of rectifications.",
    },
)
NIF_IN_USE = register(
    "nif_in_use",
    {
        "ca": "Ja s'han emès factures amb un altre NIF; el camp '{field}' no es pot canviar.",
        "es": "Ya se han emitido facturas con otro NIF; el campo '{field}' no se puede cambiar.",
        "en": "Invoices have been issued under another tax number; the field '{field}' cannot change.",
    },
)
DISCOUNT_TOO_LARGE = register(
    "discount_maximum",
    {
        "ca": "El descompte del camp '{field}' no pot passar de la suma de les línies, {limit}.",
        "es": "El descuento del campo '{field}' no puede superar la suma de las líneas, {limit}.",
        "en": "The discount of the field '{field}' cannot exceed the sum of the lines, {limit}.",
    },
)
CREDIT_TOO_LARGE = register(
    "credit_maximum",
    {
        "ca": "El camp '{field}' abona més del que queda de la factura, {limit}. Si és el que vols, envia "
        "'allow_excess': true.",
        "es": "El campo '{field}' abona más de lo que queda de la factura, {limit}. Si es lo que quieres, envía "
        "'allow_excess': true.",
        "en": "The field '{field}' takes back more than is left of the invoice, {limit}. If you mean it, send "
        "'allow_excess': true.",
    },
)
NOTHING_LEFT = register(
    "nothing_left",
    {
        "ca": "De la factura no queda res per abonar: ja s'ha abonat tota. Envia 'line_items' per corregir una altra "
        "cosa.",
        "es": "De la factura no queda nada por abonar: ya se ha abonado entera. Envía 'line_items' para corregir otra "
        "cosa.",
        "en": "Nothing is left of the invoice to take back: all of it was. Send 'line_items' to correct something "
        "else.",
    },
)
PAID_TOO_MUCH = register(
    "payment_maximum",
    {
        "ca": "El camp '{field}' supera l'import pendent, {limit}.",
        "es": "El campo '{field}' supera el importe pendiente, {limit}.",
        "en": "The field '{field}' exceeds the amount due, {limit}.",
    },
)
WRONG_SIGN = register(
    "payment_sign",
    {
        "ca": "El camp '{field}' ha de tenir el signe de l'import pendent, {limit}.",
        "es": "El campo '{field}' debe tener el signo del importe pendiente, {limit}.",
        "en": "The field '{field}' must have the sign of the amount due, {limit}.",
    },
)
WRONG_CODE = register(
    "rectification_code",
    {
        "ca": "El camp '{field}' ha de ser R5 si es rectifica una factura simplificada, i un altre si no.",
        "es": "El campo '{field}' debe ser R5 si se rectifica una factura simplificada, y otro si no.",
        "en": "The field '{field}' must be R5 if a simplified invoice is rectified, and another one if not.",
    },
)
NOT_AN_IMAGE = register(
    "logo_format",
    {
        "ca": "El camp '{field}' ha de ser una imatge PNG o JPEG en base64.",
        "es": "El campo '{field}' debe ser una imagen PNG o JPEG en base64.",
        "en": "The field '{field}' must be a PNG or JPEG image in base64.",
    },
)
NOT_RECORDABLE = register(
    "not_recordable",
    {
        "ca": "El camp '{field}' falta o no té la forma que demana el registre de facturació.",
        "es": "El campo '{field}' falta o no tiene la forma que exige el registro de facturación.",
        "en": "The field '{field}' is missing, or not in the form that the record of invoices needs.",
    },
)
TOO_MANY = register(
    "too_many",
    {
        "ca": "El camp '{field}' ja té {limit} elements, el màxim.",
        "es": "El campo '{field}' ya tiene {limit} elementos, el máximo.",
        "en": "The field '{field}' already has {limit} items, the maximum.",
    },
)
NO_ADDRESS = register(
    "no_email_address",
    {
        "ca": "El client no tenia cap adreça electrònica quan es va emetre la factura: posa-la a '{field}'.",
        "es": "El cliente no tenía ninguna dirección de correo cuando se emitió la factura: ponla en '{field}'.",
        "en": "The client had no e-mail address when the invoice was issued: set '{field}'.",
    },
)
SENT_BY_A_STEP = register(
    "sent_by_a_step",
    {
        "ca": "El camp '{field}' no es pot usar en un pas: emet la factura amb el pas invoice.issue i envia-la en un "
        "pas a part.",
        "es": "El campo '{field}' no se puede usar en un paso: emite la factura con el paso invoice.issue y envíala "
        "en un paso aparte.",
        "en": "The field '{field}' cannot be used in a step: issue the invoice with the step invoice.issue, and send "
        "it by a step of its own.",
    },
)
