"""Invoices of shops, wholesalers, workshops and services: several rates, recargo, discounts, columns in any order."""

from .drawing import GRID, PLAIN, Page, Said


def workshop() -> tuple[bytes, Said]:
    """Hours with decimals: quantity and price change their places by their values alone."""
    page = Page()
    page.say("TALLERS ROVIRA, S.A.", size=15)
    page.say("NIF A58818501 - Ctra. de Vic, km 3 - 08500 Vic - Tel. 938 860 000")
    page.skip()
    page.say("Client", (320, "FACTURA"))
    page.say("Transports Puigmal SL", (320, "Número       2026/341"))
    page.say("C/ Indústria, 9", (320, "Data         18/02/2026"))
    page.say("08500 Vic", (320, "Venciment    20/03/2026"))
    page.say("NIF: B43009877")
    page.skip()
    page.table(
        [
            ("Descripció", "Hores/Unitats", "Preu", "Import"),
            ("Mà d'obra mecànica", "3,5", "48,00", "168,00"),
            ("Filtre d'oli", "2", "14,25", "28,50"),
            ("Oli 5W30 (litres)", "6,5", "9,00", "58,50"),
        ],
        (240, 80, 80, 80),
    )
    page.table(
        [("Base imposable", "% IVA", "Quota", "TOTAL FACTURA"), ("255,00", "21,00", "53,55", "308,55 €")], (120,) * 4
    )
    return page.file(), Said(
        number="2026/341",
        date="2026-02-18",
        due_date="2026-03-20",
        total="308.55",
        subtotal="255.00",
        tax="53.55",
        issuer=("TALLERS ROVIRA, S.A.", "A58818501"),
        recipient=("Transports Puigmal SL", "B43009877"),
        rates=(("255.00", "21", "53.55"),),
        lines=(
            ("Mà d'obra mecànica", "3.5", "48.00"),
            ("Filtre d'oli", "2", "14.25"),
            ("Oli 5W30 (litres)", "6.5", "9.00"),
        ),
    )


def wholesaler() -> tuple[bytes, Said]:
    """Three rates with their bases in a table, article numbers first, and the rate of each line."""
    page = Page("Helvetica", 8.5)
    page.say("Distribuciones La Huerta, S.L.", (380, "FACTURA 26004512"), size=12)
    page.say("CIF: B66123456", (380, "Fecha: 05/03/26"))
    page.say("Mercamadrid, nave 12, 28053 Madrid", (380, "Cod. cliente: 004321"))
    page.skip()
    page.say("CLIENTE: Restaurante El Olivo, S.L.", (380, "C.I.F.: B25001124"))
    page.say("Calle Mayor 10, 28013 Madrid")
    page.skip()
    page.table(
        [
            ("Código", "Artículo", "Cant.", "Precio", "% Dto", "IVA", "Importe"),
            ("10023", "Aceite de oliva virgen 5 l", "10", "32,50", "", "4", "325,00"),
            ("20417", "Queso curado 3 kg", "4", "41,20", "", "10", "164,80"),
            ("30555", "Detergente industrial 20 l", "2", "58,00", "10", "21", "104,40"),
        ],
        (50, 190, 45, 55, 45, 40, 65),
        PLAIN,
    )
    page.table(
        [
            ("Base", "% IVA", "Cuota IVA"),
            ("325,00", "4,00", "13,00"),
            ("164,80", "10,00", "16,48"),
            ("104,40", "21,00", "21,92"),
        ],
        (90, 60, 90),
    )
    page.say((330, "Total base:"), (-540, "594,20"))
    page.say((330, "Total IVA:"), (-540, "51,40"))
    page.say((330, "TOTAL:"), (-540, "645,60 €"), size=12)
    return page.file(), Said(
        number="26004512",
        date="2026-03-05",
        total="645.60",
        subtotal="594.20",
        tax="51.40",
        issuer=("Distribuciones La Huerta, S.L.", "B66123456"),
        recipient=("Restaurante El Olivo, S.L.", "B25001124"),
        rates=(("325.00", "4", "13.00"), ("164.80", "10", "16.48"), ("104.40", "21", "21.92")),
        lines=(
            ("Aceite de oliva virgen 5 l", "10", "32.50"),
            ("Queso curado 3 kg", "4", "41.20"),
            ("Detergente industrial 20 l", "2", "58.00"),
        ),
    )


def with_recargo() -> tuple[bytes, Said]:
    """Recargo de equivalencia: 21 and 5.2, 10 and 1.4, which the total has too."""
    page = Page("Courier", 9)
    page.say("MAJORISTA TÈXTIL BAGES SL")
    page.say("NIF B08123994")
    page.say("Carrer Nou 77, 08240 Manresa")
    page.skip()
    page.say("Factura número: B-2026-0077", (350, "Data de factura: 20/02/2026"))
    page.skip()
    page.say("Facturar a:")
    page.say("Anna Bosch Pla")
    page.say("77111222L")
    page.say("Plaça Major 2, 08600 Berga")
    page.skip()
    page.table(
        [
            ("Article", "Quantitat", "Preu", "Import"),
            ("Camisa blanca", "12", "15,00", "180,00"),
            ("Llibre de patrons", "5", "8,40", "42,00"),
        ],
        (220, 80, 80, 80),
    )
    page.table(
        [
            ("Base", "IVA", "Quota IVA", "R.E.", "Quota R.E."),
            ("180,00", "21%", "37,80", "5,2%", "9,36"),
            ("42,00", "10%", "4,20", "1,4%", "0,59"),
        ],
        (90, 60, 90, 60, 90),
    )
    page.say((300, "Total factura"), (-500, "273,95 EUR"))
    return page.file(), Said(
        number="B-2026-0077",
        date="2026-02-20",
        total="273.95",
        subtotal="222.00",
        tax="51.95",
        issuer=("MAJORISTA TÈXTIL BAGES SL", "B08123994"),
        recipient=("Anna Bosch Pla", "77111222L"),
        rates=(("180.00", "21", "37.80"), ("42.00", "10", "4.20")),
        lines=(("Camisa blanca", "12", "15.00"), ("Llibre de patrons", "5", "8.40")),
    )


def utility() -> tuple[bytes, Said]:
    """The client in the window of an envelope, no heading; the issuer's data at the foot."""
    page = Page("Helvetica", 10)
    page.say("aigües del pla", size=20)
    page.skip(20)
    page.say("Factura núm.: 26F0099123", (310, "SR. JOAN FERRER MAS"))
    page.say("Data d'emissió: 10 de març de 2026", (310, "C/ de la Font, 4, 2n 1a"))
    page.say("Data de venciment: 25/03/2026", (310, "25200 Cervera"))
    page.say("NIF del client: 38765432J")
    page.skip(30)
    for label, amount in (
        ("Quota de servei", "9,10 €"),
        ("Consum 14 m3 x 1,20 €", "16,80 €"),
        ("Base imposable", "25,90 €"),
        ("IVA 10%", "2,59 €"),
        ("IMPORT TOTAL", "28,49 €"),
    ):
        page.say(label, (-520, amount))
    page.skip(300)
    page.say(
        "Aigües del Pla, S.A. NIF A08123457. Registre Mercantil de Lleida, tom 20, foli 11. Av. Catalunya, 1, Lleida",
        size=7,
    )
    return page.file(), Said(
        number="26F0099123",
        date="2026-03-10",
        due_date="2026-03-25",
        total="28.49",
        subtotal="25.90",
        tax="2.59",
        issuer=("Aigües del Pla, S.A.", "A08123457"),
        recipient=("SR. JOAN FERRER MAS", "38765432J"),
        rates=(("25.90", "10", "2.59"),),
        lines=(("Quota de servei", "1", "9.10"), ("Consum 14 m3 x 1,20 €", "14", "1.20")),
    )


def long_list() -> tuple[bytes, Said]:
    """Thirty lines over two pages, quantity first, totals on the second page."""
    page = Page("Helvetica", 10)
    page.say("Papelería Técnica Sanz, S.L.U.", size=14)
    page.say("NIF: B25001124", (300, "Factura: A/26-188"))
    page.say("Pza. del Pilar 3, 50003 Zaragoza", (300, "Fecha factura: 28/02/2026"))
    page.skip()
    page.say("Destinatario: Colegio Santa Ana", (300, "NIF: G60123452"))
    page.skip()
    rows = [(f"{n}", f"Cuaderno modelo {n:02d}", "2,50", f"{n * 2.5:.2f}".replace(".", ",")) for n in range(1, 31)]
    head = ("Cant.", "Descripción", "Precio", "Total")
    page.table([head, *rows[:22]], (50, 250, 80, 90), GRID)
    page.say("Suma y sigue", (-520, f"{sum(range(1, 23)) * 2.5:.2f}".replace(".", ",")))
    page.turn()
    page.table([head, *rows[22:]], (50, 250, 80, 90), GRID)
    page.say((350, "Base imponible"), (-520, "1.162,50"))
    page.say((350, "IVA 21%"), (-520, "244,13"))
    page.say((350, "Total factura"), (-520, "1.406,63 €"))
    return page.file(), Said(
        number="A/26-188",
        date="2026-02-28",
        total="1406.63",
        subtotal="1162.50",
        tax="244.13",
        issuer=("Papelería Técnica Sanz, S.L.U.", "B25001124"),
        recipient=("Colegio Santa Ana", "G60123452"),
        rates=(("1162.50", "21", "244.13"),),
        lines=tuple((f"Cuaderno modelo {n:02d}", f"{n}", "2.50") for n in range(1, 31)),
    )


LAYOUTS = (workshop, wholesaler, with_recargo, utility, long_list)
