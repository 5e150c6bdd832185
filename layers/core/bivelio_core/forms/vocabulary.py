"""The fields and the kinds of forms that the rules know, with their words and labels in our languages."""

from typing import NamedTuple

from .models import FieldType, Language


class KnownField(NamedTuple):
    """A field: its name, its type, its labels, and the phrases that mean it, folded."""

    key: str
    type: FieldType
    labels: dict[Language, str]
    phrases: tuple[str, ...]


def _entry(key: str, kind: FieldType, ca: str, es: str, en: str, phrases: str) -> KnownField:
    return KnownField(key, kind, {"ca": ca, "es": es, "en": en}, tuple(phrases.split("|")))


FIELDS = (
    _entry("birth_date", "date", "Data de naixement", "Fecha de nacimiento", "Date of birth",
           "data de naixement|fecha de nacimiento|date of birth|birthday|aniversari"),
    _entry("full_name", "text", "Nom i cognoms", "Nombre y apellidos", "Full name",
           "nom complet|nom i cognoms|nombre completo|nombre y apellidos|full name"),
    _entry("company", "text", "Empresa", "Empresa", "Company",
           "nom de l empresa|nombre de la empresa|company name|empresa|companyia|compania|company|"
           "organitzacio|organizacion"),
    _entry("name", "text", "Nom", "Nombre", "Name", "nom|nombre|name"),
    _entry("surname", "text", "Cognoms", "Apellidos", "Surname", "cognoms|cognom|apellidos|apellido|surname|last name"),
    _entry("email", "email", "Correu electrònic", "Correo electrónico", "E-mail",
           "correu electronic|correo electronico|correu|correo|email|e-mail|mail"),
    _entry("phone", "phone", "Telèfon", "Teléfono", "Phone", "telefon|telefono|mobil|movil|phone|mobile"),
    _entry("tax_number", "tax_number", "NIF", "NIF", "Tax number", "nif|cif|dni|nie|tax number|vat number|tax id"),
    _entry("iban", "iban", "IBAN", "IBAN", "IBAN", "iban|compte bancari|cuenta bancaria|bank account"),
    _entry("address", "text", "Adreça", "Dirección", "Address", "adreca|domicili|direccion|domicilio|address"),
    _entry("postal_code", "postal_code", "Codi postal", "Código postal", "Postal code",
           "codi postal|codigo postal|postal code|zip code|zip"),
    _entry("city", "text", "Població", "Población", "City", "poblacio|ciutat|municipi|poblacion|ciudad|city|town"),
    _entry("country", "text", "País", "País", "Country", "pais|country"),
    _entry("website", "url", "Lloc web", "Sitio web", "Website", "lloc web|pagina web|sitio web|web|website"),
    _entry("appointment", "date_time", "Data i hora", "Fecha y hora", "Date and time",
           "data i hora|fecha y hora|date and time"),
    _entry("start_date", "date", "Data d'inici", "Fecha de inicio", "Start date",
           "data d inici|fecha de inicio|start date"),
    _entry("end_date", "date", "Data de fi", "Fecha de fin", "End date", "data de fi|fecha de fin|end date"),
    _entry("date", "date", "Data", "Fecha", "Date", "data|dia|fecha|date|day"),
    _entry("time", "time", "Hora", "Hora", "Time", "hora|time|hour"),
    _entry("age", "integer", "Edat", "Edad", "Age", "edat|edad|age"),
    _entry("quantity", "integer", "Quantitat", "Cantidad", "Quantity",
           "quantitat|nombre de persones|unitats|cantidad|numero de personas|unidades|quantity|number of people|units"),
    _entry("budget", "money", "Pressupost", "Presupuesto", "Budget", "pressupost|presupuesto|budget"),
    _entry("amount", "money", "Import", "Importe", "Amount", "import|importe|preu|precio|amount|price"),
    _entry("product", "text", "Producte", "Producto", "Product", "producte|servei|producto|servicio|product|service"),
    _entry("order_number", "text", "Número de comanda", "Número de pedido", "Order number",
           "numero de comanda|numero de pedido|order number"),
    _entry("position", "text", "Càrrec", "Cargo", "Position", "carrec|lloc de treball|cargo|puesto|position|job title"),
    _entry("cv", "file", "Currículum", "Currículum", "CV", "curriculum|cv|resume"),
    _entry("attachment", "file", "Document adjunt", "Documento adjunto", "Attachment",
           "adjunt|fitxer|document|adjunto|fichero|archivo|documento|attachment|file|document"),
    _entry("rating", "rating", "Valoració", "Valoración", "Rating",
           "valoracio|puntuacio|satisfaccio|valoracion|puntuacion|satisfaccion|rating|score|satisfaction"),
    _entry("recommends", "yes_no", "Ens recomanaries?", "¿Nos recomendarías?", "Would you recommend us?",
           "recomanaries|recomanaria|recomendarias|recomendaria|recommend"),
    _entry("subject", "text", "Assumpte", "Asunto", "Subject", "assumpte|motiu|asunto|motivo|subject|reason"),
    _entry("comments", "long_text", "Comentaris", "Comentarios", "Comments",
           "comentaris|observacions|comentarios|observaciones|comments|remarks|notes"),
    _entry("message", "long_text", "Missatge", "Mensaje", "Message",
           "missatge|descripcio|mensaje|descripcion|message|description"),
    _entry("consent", "consent", "Accepto la política de privacitat", "Acepto la política de privacidad",
           "I accept the privacy policy",
           "politica de privacitat|politica de privacidad|privacy policy|consentiment|consentimiento|consent|gdpr"),
)  # fmt: skip
"""In this order: what a longer phrase means comes before what a part of it means."""


class FormKind(NamedTuple):
    """A kind of form: its titles, the words that name it, and the fields it has when none are named."""

    titles: dict[Language, str]
    words: str
    fields: tuple[str, ...]


KINDS = (
    FormKind({"ca": "Inscripció", "es": "Inscripción", "en": "Registration"},
             "inscripcio inscripcion inscriure inscribir registre registro registration enrolment matricula",
             ("full_name", "email", "phone", "comments", "consent")),
    FormKind({"ca": "Enquesta de satisfacció", "es": "Encuesta de satisfacción", "en": "Satisfaction survey"},
             "enquesta encuesta survey satisfaccio satisfaccion satisfaction opinio opinion feedback",
             ("rating", "recommends", "comments")),
    FormKind({"ca": "Candidatura", "es": "Candidatura", "en": "Job application"},
             "candidatura candidat candidato feina empleo vacant vacante job application",
             ("full_name", "email", "phone", "position", "cv", "message", "consent")),
    FormKind({"ca": "Sol·licitud de cita", "es": "Solicitud de cita", "en": "Appointment request"},
             "cita reserva reservar reunio reunion visita appointment booking meeting",
             ("name", "email", "phone", "appointment", "subject")),
    FormKind({"ca": "Comanda", "es": "Pedido", "en": "Order"}, "comanda pedido order compra purchase",
             ("name", "email", "address", "postal_code", "product", "quantity")),
    FormKind({"ca": "Reclamació", "es": "Reclamación", "en": "Complaint"},
             "reclamacio reclamacion queixa queja complaint incidencia incident devolucio devolucion",
             ("name", "email", "order_number", "subject", "message")),
    FormKind({"ca": "Sol·licitud de pressupost", "es": "Solicitud de presupuesto", "en": "Quote request"},
             "pressupost presupuesto quote pricing",
             ("name", "company", "email", "phone", "product", "budget", "message")),
    FormKind({"ca": "Alta de client", "es": "Alta de cliente", "en": "New client"},
             "client cliente proveidor proveedor customer supplier onboarding alta",
             ("company", "tax_number", "name", "email", "phone", "address", "iban")),
    FormKind({"ca": "Contacte", "es": "Contacto", "en": "Contact"}, "contacte contacto contact consulta enquiry",
             ("name", "email", "phone", "message", "consent")),
)  # fmt: skip
"""In this order: the first that a text names."""

GENERAL = FormKind({"ca": "Formulari", "es": "Formulario", "en": "Form"}, "", ("name", "email", "message"))
