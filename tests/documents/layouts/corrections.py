"""Rectifications and abonos, exempt and intra-EU invoices, one whose prices have tax, and one typeset by typst."""

from .drawing import PLAIN, Page, Said


def rectification() -> tuple[bytes, Said]:
    """Negative amounts under a title that is no number: the number stands at its own label."""
    page = Page()
    page.say("FACTURA RECTIFICATIVA", size=16)
    page.say("Número: AB-2026-003", (330, "Fecha: 15/03/2026"))
    page.say("Factura rectificada: F-2026-120 de 10/02/2026")
    page.say("Motivo: devolución de mercancía")
    page.skip()
    page.say("Emisor", (330, "Cliente"))
    page.say("Muebles Duero, S.L.", (330, "Oficinas Norte, S.A."))
    page.say("NIF B66123456", (330, "NIF A28234565"))
    page.say("Calle del Río, 8, 49001 Zamora", (330, "Gran Vía 5, 48001 Bilbao"))
    page.skip()
    page.table(
        [("Descripción", "Cantidad", "Precio", "Importe"), ("Silla ergonómica", "-2", "120,00", "-240,00")],
        (250, 60, 80, 90),
        PLAIN,
    )
    for label, amount in (("Base imponible", "-240,00 €"), ("IVA 21%", "-50,40 €"), ("Total", "-290,40 €")):
        page.say((330, label), (-530, amount))
    return page.file(), Said(
        number="AB-2026-003",
        date="2026-03-15",
        total="-290.40",
        subtotal="-240.00",
        tax="-50.40",
        is_credit_note=True,
        issuer=("Muebles Duero, S.L.", "B66123456"),
        recipient=("Oficinas Norte, S.A.", "A28234565"),
        rates=(("-240.00", "21", "-50.40"),),
        lines=(("Silla ergonómica", "-2", "120.00"),),
    )


def credit_note() -> tuple[bytes, Said]:
    """An abono with the minus behind the amount, in Catalan."""
    page = Page("Times-Roman", 10)
    page.say("Ceràmiques Empordà SL", size=15)
    page.say("NIF: B17203456")
    page.say("Ctra. C-31, km 350, 17100 La Bisbal")
    page.skip()
    page.say("FACTURA D'ABONAMENT NÚM. A26-0007", (380, "Data: 03/03/2026"))
    page.say("Rectifica la factura FV26-0412")
    page.skip()
    page.say("Dades del client")
    page.say("Construccions Gavarres SA")
    page.say("A08123457")
    page.say("Av. Costa Brava 20, 17200 Palafrugell")
    page.skip()
    page.table(
        [("Producte", "Quantitat", "Preu", "Import"), ("Rajola 20x20", "50-", "1,10", "55,00-")], (240, 70, 70, 90)
    )
    page.say((320, "Base imposable"), (-520, "55,00-"))
    page.say((320, "IVA 21,00 %"), (-520, "11,55-"))
    page.say((320, "Total abonament"), (-520, "66,55-"))
    return page.file(), Said(
        number="A26-0007",
        date="2026-03-03",
        total="-66.55",
        subtotal="-55.00",
        tax="-11.55",
        is_credit_note=True,
        issuer=("Ceràmiques Empordà SL", "B17203456"),
        recipient=("Construccions Gavarres SA", "A08123457"),
        rates=(("-55.00", "21", "-11.55"),),
        lines=(("Rajola 20x20", "-50", "1.10"),),
    )


def exempt() -> tuple[bytes, Said]:
    """Teaching, exempt: no tax, and the total is the base."""
    page = Page()
    page.say("Acadèmia Llull SCCL", size=14)
    page.say("NIF F55012348 | C/ Balmes 100, 08008 Barcelona")
    page.skip()
    page.say("Núm. factura: 260031", (330, "Data: 01-02-2026"))
    page.say("Facturat a: Fundació Garbí", (330, "NIF: G60123452"))
    page.skip()
    page.table(
        [("Descripció", "Unitats", "Preu unitari", "Total"), ("Curs de català B2", "8", "125,00 €", "1.000,00 €")],
        (230, 60, 90, 90),
    )
    page.say((330, "Base imposable"), (-520, "1.000,00 €"))
    page.say((330, "IVA 0%"), (-520, "0,00 €"))
    page.say((330, "Total"), (-520, "1.000,00 €"))
    page.say("Operació exempta d'IVA segons l'article 20.U.9 de la Llei 37/1992.", size=8)
    return page.file(), Said(
        number="260031",
        date="2026-02-01",
        total="1000.00",
        subtotal="1000.00",
        tax="0.00",
        issuer=("Acadèmia Llull SCCL", "F55012348"),
        recipient=("Fundació Garbí", "G60123452"),
        rates=(("1000.00", "0", "0.00"),),
        lines=(("Curs de català B2", "8", "125.00"),),
    )


def prepaid() -> tuple[bytes, Said]:
    """An advance was paid before: what is left to pay is less than the total."""
    page = Page("Helvetica", 10)
    page.say("PROVEEDOR", (320, "CLIENTE"))
    page.say("Reformas Triana SL", (320, "Clínica Dental Sur SLP"))
    page.say("B65443327", (320, "B43009877"))
    page.say("C/ Betis 12, 41010 Sevilla", (320, "Av. Kansas City 9, 41007 Sevilla"))
    page.skip(20)
    page.say("Factura Nº 2026-F-0033")
    page.say("Fecha de expedición 22/01/2026")
    page.say("Fecha de vencimiento 21/02/2026")
    page.skip()
    page.table(
        [
            ("Ref.", "Concepto", "Precio", "Cantidad", "Subtotal"),
            ("R-1", "Alicatado de baño", "35,00", "24", "840,00"),
            ("R-2", "Pintura plástica", "6,50", "120", "780,00"),
        ],
        (50, 220, 70, 70, 80),
    )
    for label, amount in (
        ("Subtotal", "1.620,00 €"),
        ("IVA (10%)", "162,00 €"),
        ("Total", "1.782,00 €"),
        ("Anticipo entregado", "-500,00 €"),
        ("Pendiente de pago", "1.282,00 €"),
    ):
        page.say((330, label), (-530, amount))
    return page.file(), Said(
        number="2026-F-0033",
        date="2026-01-22",
        due_date="2026-02-21",
        total="1782.00",
        subtotal="1620.00",
        tax="162.00",
        issuer=("Reformas Triana SL", "B65443327"),
        recipient=("Clínica Dental Sur SLP", "B43009877"),
        rates=(("1620.00", "10", "162.00"),),
        lines=(("Alicatado de baño", "24", "35.00"), ("Pintura plástica", "120", "6.50")),
    )


TYPST = """
#set page(margin: 2cm)
#set text(size: 10pt)
#grid(columns: (1fr, 1fr), [*Serveis Informàtics Delta SL* \\ B43009877 \\ Pg. de Gràcia 50 \\ 08007 Barcelona],
  align(right)[*FACTURA* \\ Número de factura \\ SD-26-0450 \\ Data d'expedició \\ 09/03/2026])
#v(1em)
#text(fill: gray)[CLIENT] \\ Gestoria Baix Camp, S.L.P. \\ NIF B66123456 \\ Raval de Jesús 12, 43201 Reus
#v(1em)
#table(columns: (1fr, auto, auto, auto, auto), align: (left, right, right, right, right),
  [Descripció], [Quant.], [Preu], [Dte.], [Import],
  [Manteniment de servidors], [3], [180,00 €], [5 %], [513,00 €],
  [Llicències d'ofimàtica], [15], [9,90 €], [], [148,50 €])
#align(right)[#table(columns: 2, stroke: none, align: (left, right),
  [Base imposable], [661,50 €], [IVA (21 %)], [138,92 €], [*Total*], [*800,42 €*])]
"""


def typeset() -> tuple[bytes, Said]:
    """Labels above their values, a discount in a column of its own."""
    import typst

    return typst.compile(TYPST.encode()), Said(
        number="SD-26-0450",
        date="2026-03-09",
        total="800.42",
        subtotal="661.50",
        tax="138.92",
        issuer=("Serveis Informàtics Delta SL", "B43009877"),
        recipient=("Gestoria Baix Camp, S.L.P.", "B66123456"),
        rates=(("661.50", "21", "138.92"),),
        lines=(("Manteniment de servidors", "3", "180.00"), ("Llicències d'ofimàtica", "15", "9.90")),
    )


LAYOUTS = (rectification, credit_note, exempt, prepaid, typeset)
