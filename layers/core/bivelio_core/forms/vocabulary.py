"""The fields and the kinds of forms that the rules know, and the words that mean them."""

from typing import NamedTuple

from .models import FieldType


class KnownField(NamedTuple):
    """A field: its name, its type, and the phrases that mean it, folded."""

    key: str
    type: FieldType
    phrases: tuple[str, ...]


def _field(key: str, kind: FieldType, phrases: str) -> KnownField:
    return KnownField(key, kind, tuple(phrases.split("|")))


FIELDS = (
    _field("birth_date", "date", "data de naixement|fecha de nacimiento|date of birth|birthday|aniversari"),
    _field("full_name", "text", "nom complet|nom i cognoms|nombre completo|nombre y apellidos|full name"),
    _field("company", "text", "nom de l empresa|nombre de la empresa|company name|empresa|companyia|compania|company|"
           "organitzacio|organizacion"),
    _field("name", "text", "nom|nombre|name"),
    _field("surname", "text", "cognoms|cognom|apellidos|apellido|surname|last name"),
    _field("email", "email", "correu electronic|correo electronico|correu|correo|email|e-mail|mail"),
    _field("phone", "phone", "telefon|telefono|mobil|movil|phone|mobile"),
    _field("tax_number", "tax_number", "nif|cif|dni|nie|tax number|vat number|tax id"),
    _field("iban", "iban", "iban|compte bancari|cuenta bancaria|bank account"),
    _field("address", "text", "adreca|domicili|direccion|domicilio|address"),
    _field("postal_code", "postal_code", "codi postal|codigo postal|postal code|zip code|zip"),
    _field("city", "text", "poblacio|ciutat|municipi|poblacion|ciudad|city|town"),
    _field("country", "text", "pais|country"),
    _field("website", "url", "lloc web|pagina web|sitio web|web|website"),
    _field("appointment", "date_time", "data i hora|fecha y hora|date and time"),
    _field("start_date", "date", "data d inici|fecha de inicio|start date"),
    _field("end_date", "date", "data de fi|fecha de fin|end date"),
    _field("date", "date", "data|dia|fecha|date|day"),
    _field("time", "time", "hora|time|hour"),
    _field("age", "integer", "edat|edad|age"),
    _field("quantity", "integer", "quantitat|nombre de persones|unitats|cantidad|"
           "numero de personas|unidades|quantity|number of people|units"),
    _field("budget", "money", "pressupost|presupuesto|budget"),
    _field("amount", "money", "import|importe|preu|precio|amount|price"),
    _field("product", "text", "producte|servei|producto|servicio|product|service"),
    _field("order_number", "text", "numero de comanda|numero de pedido|order number"),
    _field("position", "text", "carrec|lloc de treball|cargo|puesto|position|job title"),
    _field("cv", "file", "curriculum|cv|resume"),
    _field("attachment", "file", "adjunt|fitxer|document|adjunto|fichero|archivo|documento|attachment|file|document"),
    _field("rating", "rating", "valoracio|puntuacio|satisfaccio|"
           "valoracion|puntuacion|satisfaccion|rating|score|satisfaction"),
    _field("recommends", "yes_no", "recomanaries|recomanaria|recomendarias|recomendaria|recommend"),
    _field("subject", "text", "assumpte|motiu|asunto|motivo|subject|reason"),
    _field("comments", "long_text", "comentaris|observacions|comentarios|observaciones|comments|remarks|notes"),
    _field("message", "long_text", "missatge|descripcio|mensaje|descripcion|message|description"),
    _field("consent", "consent", "politica de privacitat|politica de privacidad|privacy policy|"
           "consentiment|consentimiento|consent|gdpr"),
)  # fmt: skip
"""In this order: what a longer phrase means comes before what a part of it means."""


class FormKind(NamedTuple):
    """A kind of form: its name, the words that name it, and the fields it has when none are named."""

    name: str
    words: str
    fields: tuple[str, ...]


KINDS = (
    FormKind("registration",
             "inscripcio inscripcion inscriure inscribir registre registro registration enrolment matricula",
             ("full_name", "email", "phone", "comments", "consent")),
    FormKind("survey",
             "enquesta encuesta survey satisfaccio satisfaccion satisfaction opinio opinion feedback",
             ("rating", "recommends", "comments")),
    FormKind("application",
             "candidatura candidat candidato feina empleo vacant vacante job application",
             ("full_name", "email", "phone", "position", "cv", "message", "consent")),
    FormKind("appointment",
             "cita reserva reservar reunio reunion visita appointment booking meeting",
             ("name", "email", "phone", "appointment", "subject")),
    FormKind("order", "comanda pedido order compra purchase",
             ("name", "email", "address", "postal_code", "product", "quantity")),
    FormKind("complaint",
             "reclamacio reclamacion queixa queja complaint incidencia incident devolucio devolucion",
             ("name", "email", "order_number", "subject", "message")),
    FormKind("quote",
             "pressupost presupuesto quote pricing",
             ("name", "company", "email", "phone", "product", "budget", "message")),
    FormKind("client",
             "client cliente proveidor proveedor customer supplier onboarding alta",
             ("company", "tax_number", "name", "email", "phone", "address", "iban")),
    FormKind("contact", "contacte contacto contact consulta enquiry",
             ("name", "email", "phone", "message", "consent")),
)  # fmt: skip
"""In this order: the first that a text names."""

GENERAL = FormKind("general", "", ("name", "email", "message"))
