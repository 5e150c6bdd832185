"""Words of texts in Catalan, Spanish and English, compared without accents and endings; and the concepts they name."""

import re
import unicodedata
from functools import cache

SHORT = 4
"""Words of fewer letters match only themselves and their plural."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")

CONCEPTS = {
    "appointment": "cita reunio reunion visita agenda hora appointment meeting schedule calendari",
    "billing": "factura facturacio facturacion cobrament cobro rebut recibo invoice billing charge charged",
    "buy": "comprar compra contractar contratar comanda pedido buy purchase order adquirir",
    "cancel": "cancelar cancelacio baixa baja anular anulacio rescindir desistir cancel cancellation unsubscribe churn",
    "complaint": "queixa queja reclamacio reclamacion reclamar enfadat enfadado inacceptable inaceptable complaint "
    "complain unacceptable angry decebut decepcionat decepcionado disappointed",
    "contact": "contacte contacto contactar contact trucar llamar call",
    "create": "crear crea creeu donar alta afegir afegeix anadir anade registrar registra registreu "
    "create add register",
    "delete": "esborrar esborra eliminar elimina borrar borra suprimir delete remove",
    "delivery": "enviament envio lliurament entrega paquet paquete transportista delivery shipping shipment parcel",
    "demo": "demo demostracio demostracion prova prueba trial",
    "downgrade": "rebaixar rebajar reduir reducir baixar bajar downgrade",
    "find": "buscar busca cercar cerca trobar troba encontrar encuentra consultar consulta find search look lookup get",
    "high": "urgent urgente urgencia critic critico immediat inmediato asap high urgently",
    "information": "informacio informacion saber pregunta dubte duda consulta information question info wonder",
    "login": "contrasenya contrasena acces acceso entrar sessio sesion password login access",
    "negative": "malament mal dolent malo pitjor peor queixa queja problema error enfadat enfadado decebut "
    "bad worse worst terrible angry unhappy disappointed complaint broken",
    "payment": "pagar pagament pago cobrament transferencia targeta tarjeta payment pay card",
    "plan": "pla plan subscripcio suscripcion tarifa subscription plans",
    "positive": "gracies gracias excellent excelente perfecte perfecto genial content contento encantat encantado "
    "feliç feliz fantastic thanks thank great excellent happy perfect love",
    "price": "preu precio cost coste pressupost presupuesto oferta tarifa price pricing quote cost",
    "refund": "reemborsament reembolso devolucio devolucion retornar devolver refund reimburse return",
    "sales": "comprar contractar contratar preu precio pressupost presupuesto oferta demo pla plan subscripcio "
    "suscripcion enterprise millorar ampliar sales buy price quote subscription upgrade",
    "support": "problema error incidencia averia ajuda ayuda suport soporte funciona fallar falla help support issue "
    "problem bug broken crash",
    "technical": "problema error incidencia averia funciona fallar falla bloqueja bloquea bug crash technical tecnic "
    "tecnico broken",
    "thanks": "gracies gracias agraeixo agradezco thanks thank",
    "update": "actualitzar actualitza actualizar actualiza modificar modifica canviar canvia cambiar cambia update "
    "change modify",
    "upgrade": "millorar mejorar ampliar pujar subir canviar cambiar enterprise superior upgrade",
}
"""Words that tell of a concept, in three languages. The names are those that schemas use for their values."""

OTHER = frozenset(
    {"other", "others", "altres", "altre", "otros", "otro", "unknown", "none", "general", "neutral", "reply"}
)
"""Names of the value that is meant when no other fits."""


def folded(text: str) -> str:
    """Lower case without accents; `cancel·lar` becomes `cancelar`."""
    plain = unicodedata.normalize("NFKD", re.sub("l[·.•]l", "l", text.casefold()))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The words of a text, folded, without what an apostrophe joins to them (`l'enviament`)."""
    return [word.partition("'")[2] or word for word in _WORD.findall(folded(text).replace("\u2019", "'"))]


def name_words(name: str) -> list[str]:
    """The words of a name: `plan_upgrade`, `planUpgrade` and `Plan upgrade` are plan and upgrade."""
    return words(_CAMEL.sub(" ", name).replace("_", " "))


def same(one: str, other: str) -> bool:
    """Whether two folded words are forms of one: their beginnings agree up to the last letter of the shorter."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SHORT:
        return longer in (shorter + "s", shorter + "es", shorter + "ns")
    return longer.startswith(shorter[: max(SHORT, len(shorter) - 1)])


class Vocabulary:
    """The words of a text, found by their beginning: a question costs the same however long the text is."""

    def __init__(self, text: str) -> None:
        self._by_beginning: dict[str, set[str]] = {}
        for word in words(text):
            self._by_beginning.setdefault(word[:3], set()).add(word)

    def has(self, word: str) -> bool:
        """Whether the text has a word, or one of the words of the concept it names."""
        return any(map(self.has_form, meanings(word)))

    def has_form(self, word: str) -> bool:
        """Whether the text has a form of this very word, folded."""
        return any(same(each, word) for each in self._by_beginning.get(word[:3], ()))


@cache
def meanings(word: str) -> frozenset[str]:
    """A word and the words of each concept that it names."""
    concept = next((CONCEPTS[name] for name in CONCEPTS if same(name, word)), "")
    return frozenset({word, *words(concept)})
