"""Invoices with IRPF: of freelancers, a lawyer with suplidos, a landlord, a designer."""

from .drawing import PLAIN, Page, Said


def designer() -> tuple[bytes, Said]:
    """A vertical list of totals that ends with what is to be paid."""
    page = Page()
    page.say("Marta Soler Vidal", size=16)
    page.say("Disseny gràfic")
    page.say("NIF 46123456S · C/ Verdi, 88, 08012 Barcelona")
    page.skip()
    page.say("Factura núm. 2026-014", (400, "Data: 12/03/2026"))
    page.skip()
    page.say("Client:")
    page.say("Editorial Pont, S.L.")
    page.say("NIF B17203456")
    page.say("Rambla de la Llibertat, 5, 17004 Girona")
    page.skip()
    rows = [("Concepte", "Hores", "Preu hora", "Import"), ("Disseny de coberta", "12", "45,00", "540,00")]
    page.table([*rows, ("Maquetació interior", "20", "40,00", "800,00")], (240, 70, 80, 90), PLAIN)
    for label, amount in (
        ("Base imposable", "1.340,00 €"),
        ("IVA 21%", "281,40 €"),
        ("Retenció IRPF 15%", "-201,00 €"),
        ("TOTAL A PAGAR", "1.420,40 €"),
    ):
        page.say((330, label), (-530, amount))
    page.skip()
    page.say("Pagament per transferència a ES91 2100 0418 4502 0005 1332")
    return page.file(), Said(
        number="2026-014",
        date="2026-03-12",
        total="1621.40",
        subtotal="1340.00",
        tax="281.40",
        withheld="201.00",
        issuer=("Marta Soler Vidal", "46123456S"),
        recipient=("Editorial Pont, S.L.", "B17203456"),
        rates=(("1340.00", "21", "281.40"),),
        lines=(("Disseny de coberta", "12", "45.00"), ("Maquetació interior", "20", "40.00")),
    )


def architect() -> tuple[bytes, Said]:
    """The total of the invoice, then IRPF, then the líquido a percibir; the client in a box at the right."""
    page = Page("Times-Roman", 10)
    page.block(
        ["DATOS DEL CLIENTE", "Promociones Ebro S.A.", "A28234565", "Paseo Sagasta, 14", "50008 Zaragoza"], 340, page.at
    )
    page.say("Luis Marín Ortega - Arquitecto")
    page.say("N.I.F.: 38765432J")
    page.say("Calle Alfonso I, 22")
    page.say("50003 Zaragoza")
    page.skip(30)
    page.say("FACTURA", size=18)
    page.say("Número:", (130, "15/2026"))
    page.say("Fecha:", (130, "2 de febrero de 2026"))
    page.say("Vencimiento:", (130, "4 de marzo de 2026"))
    page.skip()
    page.table(
        [
            ("Descripción", "Cantidad", "Precio", "Importe"),
            ("Dirección de obra, segunda certificación", "1", "2.800,00 €", "2.800,00 €"),
            ("Visitas de obra", "6", "75,00 €", "450,00 €"),
        ],
        (270, 60, 80, 90),
    )
    for label, amount in (
        ("Base imponible", "3.250,00 €"),
        ("I.V.A. (21 %)", "682,50 €"),
        ("Total factura", "3.932,50 €"),
        ("Retención I.R.P.F. (15 %)", "487,50 €"),
        ("Líquido a percibir", "3.445,00 €"),
    ):
        page.say((300, label), (-550, amount))
    return page.file(), Said(
        number="15/2026",
        date="2026-02-02",
        due_date="2026-03-04",
        total="3932.50",
        subtotal="3250.00",
        tax="682.50",
        withheld="487.50",
        issuer=("Luis Marín Ortega", "38765432J"),
        recipient=("Promociones Ebro S.A.", "A28234565"),
        rates=(("3250.00", "21", "682.50"),),
        lines=(("Dirección de obra, segunda certificación", "1", "2800.00"), ("Visitas de obra", "6", "75.00")),
    )


def lawyer() -> tuple[bytes, Said]:
    """Fees with IRPF, and suplidos, which are in what is to be paid and in no total."""
    page = Page("Helvetica", 9)
    page.say("BUFETE ARRIAGA, S.L.P.", size=14)
    page.say("C.I.F. B65443327   Tel. 934 12 34 56   www.arriaga.example")
    page.say("Avda. Diagonal, 440, 2º 1ª  08037 Barcelona")
    page.skip(20)
    page.say("Facturar a:", (330, "Nº de factura: F26/0101"))
    page.say("Hotel Mar Blava SA", (330, "Fecha de emisión: 31-01-2026"))
    page.say("CIF A08123457", (330, "Forma de pago: transferencia"))
    page.say("Paseo Marítimo 1, 08860 Castelldefels")
    page.skip(20)
    page.table(
        [
            ("Concepto", "Uds.", "Precio unitario", "Importe"),
            ("Honorarios procedimiento ordinario 812/2025", "1", "1.500,00", "1.500,00"),
            ("Asesoramiento mensual", "3", "200,00", "600,00"),
        ],
        (270, 40, 90, 90),
        PLAIN,
    )
    for label, amount in (
        ("Base imponible", "2.100,00"),
        ("IVA 21 %", "441,00"),
        ("IRPF 15 %", "-315,00"),
        ("Suplidos (tasas y procurador)", "180,50"),
        ("Total a pagar", "2.406,50"),
    ):
        page.say((320, label), (-540, amount + " EUR"))
    return page.file(), Said(
        number="F26/0101",
        date="2026-01-31",
        total="2541.00",
        subtotal="2100.00",
        tax="441.00",
        withheld="315.00",
        issuer=("BUFETE ARRIAGA, S.L.P.", "B65443327"),
        recipient=("Hotel Mar Blava SA", "A08123457"),
        rates=(("2100.00", "21", "441.00"),),
        lines=(
            ("Honorarios procedimiento ordinario 812/2025", "1", "1500.00"),
            ("Asesoramiento mensual", "3", "200.00"),
        ),
    )


def landlord() -> tuple[bytes, Said]:
    """A rent: totals in one row under their headings, IRPF of 19 % among them."""
    page = Page("Times-Roman", 10.5)
    page.say("REBUT DE LLOGUER / FACTURA", size=13)
    page.say("Propietària: Rosa Camps Puig", (320, "Llogater: Taller Nord SCP"))
    page.say("NIF: 52417890Q", (320, "NIF: J17888880"))
    page.say("Carrer Sant Pau, 3, 17600 Figueres", (320, "Polígon Sud, nau 7, 17600 Figueres"))
    page.skip(20)
    page.say("Factura: L-26/03", (320, "Data factura: 01.03.2026"))
    page.skip(20)
    page.table([("Concepte", "Import"), ("Lloguer local, març 2026", "950,00")], (380, 100), PLAIN)
    page.table(
        [
            ("Base", "IVA %", "Quota IVA", "IRPF %", "Retenció", "Total"),
            ("950,00", "21", "199,50", "19", "180,50", "969,00"),
        ],
        (80,) * 6,
    )
    return page.file(), Said(
        number="L-26/03",
        date="2026-03-01",
        total="1149.50",
        subtotal="950.00",
        tax="199.50",
        withheld="180.50",
        issuer=("Rosa Camps Puig", "52417890Q"),
        recipient=("Taller Nord SCP", "J17888880"),
        rates=(("950.00", "21", "199.50"),),
        lines=(("Lloguer local, març 2026", "1", "950.00"),),
    )


LAYOUTS = (designer, architect, lawyer, landlord)
