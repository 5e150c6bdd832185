"""What the fields of invoices are called in Catalan, Spanish, English, German, French and Dutch."""

import re


def words(*alternatives: str) -> re.Pattern[str]:
    """Return a pattern of whole words, whatever their case."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


_NO = r"(?:(?:nummer|number|número|numero|núm|num|nr|no|n[º°]|n)(?!\w)\.?º?|#)"
_OF = r"(?:de\s+)?(?:la\s+)?"
_BILL = r"(?:factura|invoice|facture|\w*rechnung|factuur|fattura|fatura|beleg|bill)"
_CREDIT = (
    r"(?:credit note|nota de cr[èé]dit[o]?|abonament|abono|rectificativa"
    r"|gutschrift|rechnungskorrektur|avoir|creditnota)"
)

NUMBER = re.compile(
    rf"(?<!\w)(?:{_BILL}|{_CREDIT})(?:s|en)?(?:\s*\([^)]{{1,12}}\))?[\s-]*{_NO}\s*[:.#]?|(?<!\w){_NO}\s*{_OF}(?:{_BILL}|{_CREDIT})(?!\w)\s*:?"
    rf"|(?<!\w)numéro\s*{_OF}(?:facture|avoir)\s*:?",
    re.IGNORECASE,
)
NUMBER_ALONE = re.compile(
    r"^(?:n[úu]mero|n[úu]m\.?|n\.?\s?[º°]\.?)(?!\s{0,3}(?:de\s|del\s|d['’])?\s{0,3}(?:client|pedido|comanda|albar|cuenta|compte|p[àa]gina|registr|p[óo]liza|contrat|orden|ordre))\s{0,3}:?\s{0,3}(?=$|\S*\d)",
    re.IGNORECASE,
)
"""At the beginning of a column, under the title of an invoice."""
CORRECTED = words(
    r"rectifica(?:da)?(?:\s+(?:a\s+)?la)?(?:\s+factura)?",
    r"factura\s+(?:que\s+(?:se\s+|es\s+)?)?rectifica(?:da)?",
    r"factura\s+original",
    r"abona(?:ment)?\s+(?:de\s+)?la\s+factura",
)
"""Beside the number of another invoice: the one that this one corrects."""
NUMBER_WEAK = re.compile(rf"(?<!\w)(?:{_BILL}|{_CREDIT})(?!\w)\s*[:#]?", re.IGNORECASE)
CREDIT_TITLE = re.compile(
    r"^\W*(?:factura(?:\s+(?:de\s+)?)?(?:rectificativa|d['’]abonament|abonament|abono)(?!\w)|(?:factura\s+de\s+)?(?:abonament|abono)(?:\s*(?:n[º°.]|n[úu]m|:|$))"
    r"|nota\s+(?:de\s+cr[èé]dit[o]?|d['’]abonament|de\s+abono)|credit\s+note|gutschrift|rechnungskorrektur"
    r"|(?:facture\s+d['’])?avoir|creditnota)"
    r"|(?<!\w)(?:rectifica\s+(?:a\s+)?(?:la\s+)?factura|factura\s+(?:que\s+(?:se\s+|es\s+)?)?rectificada|factura\s+que\s+(?:se\s+|es\s+)?rectifica)(?!\w)",
    re.IGNORECASE,
)
"""A line that makes the document a credit note: its title, or the invoice that it corrects."""
DATE = words(
    rf"data\s*{_OF}(?:factura|facturació|emissió|expedició)",
    r"data d['’](?:emissió|expedició)",
    rf"fecha\s*{_OF}(?:factura|facturación|emisión|expedición)",
    r"invoice\s*date",
    r"date\s*(?:of\s*issue|of\s*invoice|issued)",
    r"issued?\s*(?:date|at|on)",
    r"dated",
    r"(?:rechnungs|beleg|ausstellungs)\s*-?datum",
    rf"date\s*{_OF}facture",
    r"date\s*(?:d['’]émission|de facturation)",
    r"factuur\s?datum",
)
DATE_WEAK = words("data", "fecha", "date", "datum", "vom")
DUE_DATE = words(
    r"(?:data\s*+(?:(?:de|del)\s*+)?)?venciments?",
    r"(?:fecha\s*+(?:(?:de|del)\s*+)?)?vencimientos?",
    r"(?:payment\s*)?due\s*(?:date|by|on)?",
    r"pay(?:able)?\s*by",
    r"fällig(?:keit|keitsdatum)?(?:\s*(?:am|zum|bis))?",
    r"zahlbar\s*bis(?:\s*zum)?",
    r"zahlungsziel",
    r"bis\s*(?:zum|spätestens)",
    r"(?:date\s*d['’]\s*)?échéance",
    r"vervaldatum",
)
OTHER_DATE = words(
    r"(?:data|fecha)\s*(?:de\s*)?(?:la\s*)?(?:comanda|pedido|entrega|lliurament|operació|operación|servicio)",
    r"(?:order|delivery|ship(?:ping|ment)?|service)\s*date",
    r"date\s*of\s*(?:delivery|order|service|shipment|birth)",
    r"(?:your|our)\s*order",
    r"(?:liefer|bestell|leistungs|lieferschein|auftrags?)\s*-?(?:datum(?:-\w+)?)",
    r"(?:bestellung|auftrag|lieferschein)\s*vom",
    r"date\s*de\s*(?:livraison|commande)",
    r"orderdatum",
    r"(?:liefer|leistungs)zeitraum",
)

TOTAL = words(
    rf"total\s*(?:{_OF}|a\s*)?(?:factura|pagar|general|amb iva|con iva|iva incl[òo]s|iva incluido)",
    r"import(?:e)?\s*total",
    r"total\s*(?:amount|incl\.?.{0,12}|gross|ttc|brutto)",
    r"(?:grand|invoice)\s*total",
    r"gesamt(?:betrag|summe)(?!\s*der)",
    r"rechnungs(?:betrag|summe|endbetrag)(?!\s*(?:ohne|netto|\(?excl))",
    r"(?:brutto(?:betrag|summe|wert)?|endbetrag)",
    r"summe\s*(?:inkl|brutto).{0,12}",
    r"montant\s*ttc",
    r"factuur\s*totaal",
    r"totaal\s*(?:incl.{0,10})?",
)
DUE = words(
    r"(?:total\s*)?a\s*(?:pagar|percibir|percebre|cobrar)",
    r"(?:import(?:e)?\s*)?l[íi]quido?(?:\s*(?:a|per)\s*(?:percibir|percebre|pagar|cobrar))?",
    r"(?:pendent|pendiente)\s*(?:de\s*)?(?:pagament|pagar|pago|cobrament|cobro)",
    r"(?:amount|total|balance)\s*(?:due|payable|to\s*pay)",
    r"due\s*payable",
    r"zahlbetrag",
    r"(?:zu|noch)\s*zahlen(?:der\s*betrag)?",
    r"net\s*à\s*payer",
    r"te\s*betalen",
)
"""What is left to pay: the total unless something was paid before."""
TOTAL_WEAK = words("total", "suma", "summe", "totale")
BASE = words(
    r"base\s*(?:imposable|imponible|ht)?",
    r"sub-?\s?tota+l",
    r"(?:total|import(?:e)?|montant|suma|summe|betrag)\s*(?:net[oa]?|ht|sense iva|sin iva|excl\.?.{0,10}|netto|bruto)",
    r"(?:total\s*)?(?:net\s*(?:amount|total)|taxable\s*amount)",
    r"\w*(?:summe|betrag)\s*(?:netto|ohne).{0,12}",
    r"(?:netto(?:betrag|summe|wert)?|warenwert|gesamt\s*netto)",
    r"neto",
    r"exclusief\s*btw",
    r"grondslag",
)
TAX = words(
    r"(?:total\s*|quota\s*|cuota\s*|import(?:e)?\s*)?(?:d['’]\s*)?(?:i\.?v\.?a\.?|igic)",
    r"(?:sales\s*)?tax(?:es)?",
    r"v\.?a\.?t\.?",
    r"(?:zuzügl\.?\s*|zzgl\.?\s*)?(?:mwst|ust|mehrwertsteuer|umsatzsteuer|versicherungs?steuer)\.?",
    r"(?:total\s*)?(?:t\.?v\.?a\.?|taxes)",
    r"btw",
    r"steuerbetrag",
)
DISBURSED = words(
    r"suplidos?", r"supl(?:it|ert)s?", r"bestretes?\s+per\s+compte", r"gastos?\s+suplidos?", r"despeses\s+suplertes"
)
"""Paid for the client: in what is to be paid, and in no total."""
SURCHARGE = words(
    r"r\.?\s?e\.?",
    r"rec(?:\.|àrrec|argo)?\s{0,3}(?:d['’]|de)?\s{0,3}equiv(?:\.|al[èe]ncia|alencia)?",
    r"rec\.?\s{0,3}eq\.?",
)
EXEMPT = words(
    r"ex(?:empt|ent)[oaes]*",
    r"no\s+subject[ea]s?",
    r"no\s+sujet[oa]s?",
    r"inversi[óo]n?\s+del\s+subject[eo]?\s+passiu",
    r"inversi[óo]n\s+del\s+sujeto\s+pasivo",
)
WITHHELD = words(r"i\.?r\.?p\.?f\.?", r"retenci(?:ó|ón|o)(?:\s*irpf)?")
IBAN = words("iban")

CLIENT = words(
    r"(?:llogater|arrendat[àa]ri|inquil[íi])[oa]?",
    r"adquir(?:ent|iente)",
    r"(?:dades\s*(?:del\s*)?|datos\s*(?:del\s*)?)?client[e]?(?:a)?(?!\s*n)",
    r"factura(?:r|t|do|ció|ción)?\s*a",
    r"destinatari(?:o|a)?",
    r"(?:bill(?:ed)?|invoice[d]?|sold)\s*to",
    r"customer",
    r"buyer",
    r"(?:rechnungs|leistungs)empfänger(?:in)?",
    r"rechnungsadresse",
    r"facturé\s*à",
    r"adresse\s*de\s*facturation",
    r"factuuradres",
)
SUPPLIER = words(
    r"(?:propiet[àa]ri|arrendador)[oa]?",
    r"(?:expedidor|prestador)[a]?",
    r"(?:dades\s*(?:de\s*l['’])?|datos\s*(?:del\s*)?)?(?:emissor|emisor|proveïdor|proveidor|proveedor)(?:a)?",
    r"(?:from(?=\s*:|$)|seller|supplier|vendor|issued\s*by)",
    r"(?:rechnungssteller|verkäufer|lieferant)",
    r"(?:émetteur|vendeur|fournisseur)",
)
TAX_NUMBER = words(
    r"n\.?i\.?f\.?(?:\s*/\s*c\.?i\.?f\.?)?",
    r"c\.?i\.?f\.?(?:\s*/\s*n\.?i\.?f\.?)?",
    r"n\.?i\.?e\.?",
    r"d\.?n\.?i\.?",
    r"(?:vat|tax)\s*(?:reg(?:istration)?\.?\s*)?(?:no\.?|number|id|identification number|#)?",
    r"(?:ust|umsatzsteuer|vat)[.\s-]*id(?:ent)?[.\s-]*(?:nr|nummer)?\.?",
    r"(?:steuer)\s*-?\s*(?:nr|nummer)\.?",
    r"uid",
    r"(?:n[º°o]?\.?\s*)?(?:tva|de tva)(?:\s*(?:intracommunautaire|client))?",
    r"btw(?:\s*-?\s*(?:nummer|nr\.?))?",
    r"(?:n[úu]mero\s*(?:de\s*)?)?(?:iva|identifica(?:ció|ción)\s*fiscal)",
    r"p\.?\s*iva",
)
YOURS = words("client", "cliente", "customer", "your", "ihre", "uw", "votre", "kunde", "kunden", "vostre", "su")
"""Beside a tax number: it is the client's."""

CURRENCY = words(
    r"moneda",
    r"divisa",
    r"(?:invoice\s*)?currency",
    r"(?:rechnungs)?währung",
    r"devise",
    r"valuta",
    r"(?:alle\s*)?beträge\s*in",
)
NAME = re.compile(
    r"^(?:name|nom|nombre|nom\s*comercial|raó\s*social|razón\s*social|company|firma|naam|empresa)\s*(?::|$)",
    re.IGNORECASE,
)
