"""Layouts that no rule was made for: they were drawn after the rules, and rules are only measured by them."""

from .drawing import GRID, PLAIN, Page, Said


def consultancy() -> tuple[bytes, Said]:
    """The client first, a box of data below, the supplier's data at the foot; two rates and IRPF."""
    page = Page("Helvetica", 9)
    page.say((320, "Ayuntamiento de Villanueva"))
    page.say((320, "CIF: P2812345F"))
    page.say((320, "Plaza de España, 1"))
    page.say((320, "28609 Villanueva"))
    page.skip(20)
    page.say("Consultoría Ambiental Lince", size=15)
    page.say("Elena Robles García")
    page.skip()
    page.table([("Nº factura", "Fecha", "Vencimiento"), ("2026/08", "16/02/2026", "18/03/2026")], (120, 120, 120))
    page.table(
        [
            ("Servicio", "Horas", "Tarifa", "Importe"),
            ("Informe de impacto ambiental", "40", "52,00", "2.080,00"),
            ("Trabajo de campo", "16", "38,50", "616,00"),
        ],
        (240, 60, 80, 90),
        PLAIN,
    )
    for label, amount in (
        ("Importe neto", "2.696,00"),
        ("IVA 21% s/ 2.696,00", "566,16"),
        ("- IRPF 7% s/ 2.696,00", "188,72"),
        ("A PERCIBIR", "3.073,44 €"),
    ):
        page.say((300, label), (-520, amount))
    page.skip(250)
    page.say("Elena Robles García - NIF 12345678Z - C/ Olmo 3, 28012 Madrid - elena@lince.example", size=7.5)
    return page.file(), Said(
        number="2026/08",
        date="2026-02-16",
        due_date="2026-03-18",
        total="3262.16",
        subtotal="2696.00",
        tax="566.16",
        withheld="188.72",
        issuer=("Elena Robles García", "12345678Z"),
        recipient=("Ayuntamiento de Villanueva", "P2812345F"),
        rates=(("2696.00", "21", "566.16"),),
        lines=(("Informe de impacto ambiental", "40", "52.00"), ("Trabajo de campo", "16", "38.50")),
    )


def printer() -> tuple[bytes, Said]:
    """Catalan, with unusual words: albarans between the lines, the total in large letters."""
    page = Page("Times-Roman", 9.5)
    page.say("Impremta Catedral, S.C.P.", (400, "Full 1 de 1"), size=13)
    page.say("J17888880 · c. dels Calders 7 · 25250 Bellpuig · tel. 973 320 000")
    page.skip()
    page.say("FACTURA NÚM. 260.114", (330, "DATA 27-02-2026"))
    page.say("Destinatari: Ateneu de Cultura Popular", (330, "NIF: G60123452"))
    page.say("Albarà 5512 de 12/02/2026")
    page.skip()
    page.table(
        [
            ("Quant.", "Descripció", "P. unitari", "Import"),
            ("500", "Fulletons A5 a color", "0,12", "60,00"),
            ("25", "Cartells A3", "1,85", "46,25"),
            ("1", "Disseny", "90,00", "90,00"),
        ],
        (50, 250, 80, 80),
        GRID,
    )
    page.say("Base imposable 196,25", (220, "IVA 21 % 41,21"), (380, "TOTAL 237,46 €"), size=11)
    page.say("Domiciliació bancària: ES91 2100 0418 4502 0005 1332", (330, "Venciment: 29-03-2026"))
    return page.file(), Said(
        number="260.114",
        date="2026-02-27",
        due_date="2026-03-29",
        total="237.46",
        subtotal="196.25",
        tax="41.21",
        issuer=("Impremta Catedral, S.C.P.", "J17888880"),
        recipient=("Ateneu de Cultura Popular", "G60123452"),
        rates=(("196.25", "21", "41.21"),),
        lines=(("Fulletons A5 a color", "500", "0.12"), ("Cartells A3", "25", "1.85"), ("Disseny", "1", "90.00")),
    )


def fuel() -> tuple[bytes, Said]:
    """A monthly invoice whose prices have the tax: base and tax in a sentence at the end."""
    page = Page("Courier", 8.5)
    page.say("ESTACIÓN DE SERVICIO LA LOMA SL")
    page.say("CIF B65443327 - A-4 KM 295 - 23710 BAILEN")
    page.say("FACTURA: C-000871/26   FECHA: 28/02/2026")
    page.say("CLIENTE: TRANSPORTES JABALCUZ SA   NIF: A28234565")
    page.skip()
    page.table(
        [
            ("Fecha", "Producto", "Litros", "Precio", "Importe"),
            ("03/02", "GASOLEO A", "120,50", "1,459", "175,81"),
            ("17/02", "GASOLEO A", "98,20", "1,489", "146,22"),
        ],
        (60, 160, 70, 70, 80),
        PLAIN,
    )
    page.say("TOTAL FACTURA", (-500, "322,03"))
    page.say("BASE IMPONIBLE", (-500, "266,14"))
    page.say("CUOTA IVA 21%", (-500, "55,89"))
    return page.file(), Said(
        number="C-000871/26",
        date="2026-02-28",
        total="322.03",
        subtotal="266.14",
        tax="55.89",
        issuer=("ESTACIÓN DE SERVICIO LA LOMA SL", "B65443327"),
        recipient=("TRANSPORTES JABALCUZ SA", "A28234565"),
        rates=(("266.14", "21", "55.89"),),
        lines=(("GASOLEO A", "120.50", "1.459"), ("GASOLEO A", "98.20", "1.489")),
    )


def subscription() -> tuple[bytes, Said]:
    """A platform's short receipt of a rectification by substitution, amounts with the sign before the currency."""
    page = Page("Helvetica", 10)
    page.say("Factura rectificativa", size=18)
    page.say("Número de factura", (220, "RT-00045"))
    page.say("Fecha de emisión", (220, "11 de marzo de 2026"))
    page.say("Factura original", (220, "NV-00911"))
    page.skip(18)
    page.say("Nubes y Datos, S.L.", (320, "Facturar a"))
    page.say("Calle Serrano 90", (320, "Marcos Gil Prieto"))
    page.say("28006 Madrid", (320, "Calle Colón 5, 46004 Valencia"))
    page.say("NIF B66123456", (320, "NIF 46123456S"))
    page.skip(18)
    page.table(
        [
            ("Descripción", "Cant.", "Precio unitario", "Impuesto", "Importe"),
            ("Plan profesional, abono parcial", "1", "-30,00 €", "21%", "-30,00 €"),
        ],
        (210, 50, 90, 70, 80),
    )
    page.say((320, "Subtotal"), (-550, "-30,00 €"))
    page.say((320, "IVA (21% sobre -30,00 €)"), (-550, "-6,30 €"))
    page.say((320, "Total"), (-550, "-36,30 €"))
    return page.file(), Said(
        number="RT-00045",
        date="2026-03-11",
        total="-36.30",
        subtotal="-30.00",
        tax="-6.30",
        is_credit_note=True,
        issuer=("Nubes y Datos, S.L.", "B66123456"),
        recipient=("Marcos Gil Prieto", "46123456S"),
        rates=(("-30.00", "21", "-6.30"),),
        lines=(("Plan profesional, abono parcial", "1", "-30.00"),),
    )


LAYOUTS = (consultancy, printer, fuel, subscription)
