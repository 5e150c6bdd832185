"""Invoices as companies write them, and what each has to say. All sums were done by hand, none by our code.

A detail is a line of AEAT's record: regime (L8A), qualification or exemption (L9, L10), rate, base, tax, and recargo's
rate and amount where there is one. Where it has no rate it has None. Articles are of Ley 37/1992 unless another act is
named.
"""

from dataclasses import dataclass, field
from typing import Any

Detail = tuple[str | None, ...]
G, N = "01", None


@dataclass(frozen=True)
class Case:
    """An invoice: who buys, the request, and what it must come to.

    Attributes:
        due: what is to be paid; by default the total.
        details: the lines of the record.
        recorded: the record's total; by default the sum of its lines.
        kind: TipoFactura.
        settings: settings that the company has besides.
        why: the article, or how the sum was done.
    """

    name: str
    client: str | None
    lines: list[dict[str, Any]]
    subtotal: str
    tax: str
    total: str
    details: list[Detail]
    about: dict[str, Any] = field(default_factory=dict)
    due: str | None = None
    recorded: str | None = None
    kind: str = "F1"
    settings: dict[str, Any] = field(default_factory=dict)
    why: str = ""


def line(description: str, quantity: float | str, price: float | str, rate: float | None = 21, **about: Any) -> Any:
    """A line of a request."""
    taxed = {} if rate is None else {"tax_rate": rate}
    return {"description": description, "quantity": quantity, "unit_price": price, **taxed, **about}


def untaxed(description: str, quantity: float | str, price: float | str, category: str, **about: Any) -> Any:
    """A line without IVA."""
    return line(description, quantity, price, None, tax_category=category, **about)


TICKET = {"document_type": "simplified", "prices_include_tax": True}
GROSS = {"prices_include_tax": True}

# fmt: off
RETAIL = [
    Case("shirt", None, [line("Camisa", 1, "49.95")], "41.28", "8.67", "49.95",
         [(G, "S1", "21", "41.28", "8.67")], TICKET, kind="F2", why="49.95 x 21/121 = 8.669"),
    Case("groceries", None,
         [line("Pa", 2, "1.20", 4), line("Oli d'oliva", 1, "7.95", 4), line("Iogurts", 1, "2.35", 10),
          line("Detergent", 1, "5.99")],
         "17.04", "1.65", "18.69",
         [(G, "S1", "4", "9.95", "0.40"), (G, "S1", "10", "2.14", "0.21"), (G, "S1", "21", "4.95", "1.04")],
         TICKET, kind="F2", why="10.35 x 4/104 = 0.398; 2.35 x 10/110 = 0.214; 5.99 x 21/121 = 1.040"),
    Case("book", None, [line("Llibre", 1, "19.90", 4)], "19.13", "0.77", "19.90",
         [(G, "S1", "4", "19.13", "0.77")], TICKET, kind="F2", why="19.90 x 4/104 = 0.765"),
    Case("article returned at the till", None, [line("Camisa", 1, "49.95"), line("Devolució", -1, "29.95")],
         "16.53", "3.47", "20.00", [(G, "S1", "21", "16.53", "3.47")], TICKET, kind="F2", why="20 x 21/121 = 3.471"),
    Case("ten percent off at the till", None, [line("Samarreta", 3, 15, discount_percent=10)],
         "33.47", "7.03", "40.50", [(G, "S1", "21", "33.47", "7.03")], TICKET, kind="F2",
         why="45 less 4.50; 40.50 x 21/121 = 7.029"),
    Case("television by ticket", None, [line("Televisor", 1, 1499)], "1238.84", "260.16", "1499.00",
         [(G, "S1", "21", "1238.84", "260.16")], TICKET, kind="F2", settings={"simplified_trade": "retail"},
         why="art. 4.2 RD 1619/2012: up to 3,000 EUR in retail; 1499 x 21/121 = 260.157"),
    Case("chairs for a professional", "freelancer", [line("Cadira", 3, "60.50")], "150.00", "31.50", "181.50",
         [(G, "S1", "21", "150.00", "31.50")], {**GROSS, "document_type": "qualified_simplified"}, kind="F1",
         why="art. 7.2 RD 1619/2012: a record of type F1 that says so; 181.50 x 21/121 = 31.50"),
    Case("bag and takeaway", None, [line("Menú per emportar", 1, "12.90", 10), line("Bossa", 1, "0.10")],
         "11.81", "1.19", "13.00", [(G, "S1", "10", "11.73", "1.17"), (G, "S1", "21", "0.08", "0.02")], TICKET,
         kind="F2", why="12.90 x 10/110 = 1.173; 0.10 x 21/121 = 0.017"),
    Case("menus and wine", None, [line("Menú", 2, "14.50", 10), line("Vi", 1, 12, 10)], "37.27", "3.73", "41.00",
         [(G, "S1", "10", "37.27", "3.73")], TICKET, kind="F2", why="41 x 10/110 = 3.727"),
    Case("lunch of a company", "company", [line("Dinar d'empresa", 20, 20, 10)], "363.64", "36.36", "400.00",
         [(G, "S1", "10", "363.64", "36.36")], GROSS, why="400 x 10/110 = 36.364"),
    Case("hotel with the tourist tax", "company",
         [line("Habitació", 2, 95, 10), line("Esmorzar", 2, "8.50", 10)], "207.00", "20.70", "227.70",
         [(G, "S1", "10", "207.00", "20.70")],
         {"disbursements": [{"description": "Impost sobre estades turístiques", "amount": "4.40"}]}, due="232.10",
         why="the tax on stays is not part of the base"),
    Case("half a kilo and a third", None, [line("Cireres", "0.516", "5.90", 4), line("Formatge", "0.334", "18.75", 4)],
         "8.94", "0.36", "9.30", [(G, "S1", "4", "8.94", "0.36")], TICKET, kind="F2",
         why="0.516 x 5.90 = 3.0444, 0.334 x 18.75 = 6.2625: 3.04 + 6.26 = 9.30; x 4/104 = 0.358"),
]

FREELANCERS = [
    Case("designer", "company", [line("Disseny de la marca", 1, 1200)], "1200.00", "252.00", "1452.00",
         [(G, "S1", "21", "1200.00", "252.00")], {"irpf_rate": 15}, due="1272.00", why="art. 95.1 RIRPF: 15 %"),
    Case("in the first three years", "company", [line("Hores", 35, "28.50")], "997.50", "209.48", "1206.98",
         [(G, "S1", "21", "997.50", "209.48")], {"irpf_rate": 7}, due="1137.15",
         why="997.50 x 0.21 = 209.475; x 0.07 = 69.825, 69.83"),
    Case("lawyer who paid the register", "company", [line("Constitució de societat", 1, 850)],
         "850.00", "178.50", "1028.50", [(G, "S1", "21", "850.00", "178.50")],
         {"irpf_rate": 15, "disbursements": [{"description": "Registre Mercantil", "amount": "42.07"}]}, due="943.07",
         why="art. 78.Tres.3: 1028.50 - 127.50 + 42.07"),
    Case("tomatoes of a farmer", "company", [line("Tomàquets", 1000, "0.85", 4)], "850.00", "34.00", "884.00",
         [(G, "S1", "4", "850.00", "34.00")], {"irpf_rate": 2}, due="867.00", why="art. 95.4 RIRPF: 2 %"),
    Case("pigs", "company", [line("Porcs d'engreix", 40, 250, 10)], "10000.00", "1000.00", "11000.00",
         [(G, "S1", "10", "10000.00", "1000.00")], {"irpf_rate": 1}, due="10900.00", why="art. 95.4.1 RIRPF: 1 %"),
    Case("rent of an office", "company", [line("Lloguer de l'oficina", 1, 950)], "950.00", "199.50", "1149.50",
         [(G, "S1", "21", "950.00", "199.50")], {"irpf_rate": 19}, due="969.00", why="art. 100 RIRPF: 19 %"),
    Case("private lessons", "company", [untaxed("Classes de matemàtiques", 30, 20, "exempt", exemption_cause="E1")],
         "600.00", "0.00", "600.00", [(G, "E1", N, "600.00", N)], {"irpf_rate": 15}, due="510.00",
         why="art. 20.Uno.10"),
    Case("physician", "person", [untaxed("Visita", 1, 60, "exempt", exemption_cause="E1")], "60.00", "0.00", "60.00",
         [(G, "E1", N, "60.00", N)], why="art. 20.Uno.3"),
    Case("musician", "company", [line("Concert", 1, 2000, 10)], "2000.00", "200.00", "2200.00",
         [(G, "S1", "10", "2000.00", "200.00")], {"irpf_rate": 15}, due="1900.00", why="art. 91.Uno.2.13"),
    Case("plumber by modules", "company", [line("Reforma dels lavabos", 1, 3000)], "3000.00", "630.00", "3630.00",
         [(G, "S1", "21", "3000.00", "630.00")], {"irpf_rate": 1}, due="3600.00", why="art. 95.6 RIRPF: 1 %"),
    Case("three and a half hours", "company", [line("Hores", "3.5", "42.75", unit="hour")], "149.63", "31.42", "181.05",
         [(G, "S1", "21", "149.63", "31.42")], why="149.625; 149.63 x 0.21 = 31.4223"),
]

RECARGO = [
    Case("bags for a shop", "retailer", [line("Bossa de pell", 10, 25, recargo_rate=5.2)], "250.00", "65.50", "315.50",
         [("18", "S1", "21", "250.00", "52.50", "5.2", "13.00")], why="art. 161: 52.50 + 13.00"),
    Case("milk for a shop", "retailer", [line("Llet", 100, "1.15", 4, recargo_rate=0.5)], "115.00", "5.18", "120.18",
         [("18", "S1", "4", "115.00", "4.60", "0.5", "0.58")], why="0.575, half away from zero"),
    Case("a shop's order of all rates", "retailer",
         [line("Perfum", 1, "340.10", recargo_rate=5.2), line("Suc", 1, "89.95", 10, recargo_rate=1.4),
          line("Fruita", 1, "12.30", 4, recargo_rate=0.5)],
         "442.35", "99.92", "542.27",
         [("18", "S1", "21", "340.10", "71.42", "5.2", "17.69"), ("18", "S1", "10", "89.95", "9.00", "1.4", "1.26"),
          ("18", "S1", "4", "12.30", "0.49", "0.5", "0.06")],
         why="71.421, 8.995, 0.492; 17.6852, 1.2593, 0.0615"),
    Case("tobacco", "retailer", [line("Labors del tabac", 1, 100, recargo_rate=1.75)], "100.00", "22.75", "122.75",
         [("18", "S1", "21", "100.00", "21.00", "1.75", "1.75")], why="art. 161.4"),
    Case("a shop's price with everything", "retailer", [line("Rellotge", 1, "126.20", recargo_rate=5.2)],
         "100.00", "26.20", "126.20", [("18", "S1", "21", "100.00", "21.00", "5.2", "5.20")], GROSS,
         why="126.20 / 1.262"),
]

ABROAD = [
    Case("machine to Germany", "german_company", [untaxed("Màquina", 1, 5000, "intra_eu", kind="goods")],
         "5000.00", "0.00", "5000.00", [(G, "E5", N, "5000.00", N)], why="art. 25"),
    Case("consulting to France", "french_company",
         [untaxed("Consultoria", 10, 150, "outside_territory", kind="services")],
         "1500.00", "0.00", "1500.00", [(G, "N2", N, "1500.00", N)], why="art. 69.Uno.1"),
    Case("lessons to a French person", "french_person", [line("Curs", 1, 200, kind="services")],
         "200.00", "42.00", "242.00", [(G, "S1", "21", "200.00", "42.00")], why="art. 69.Uno.2: taxed here"),
    Case("shoes to a French person below 10,000", "french_person", [line("Sabates", 1, 80, kind="goods")],
         "80.00", "16.80", "96.80", [(G, "S1", "21", "80.00", "16.80")], why="art. 73"),
    Case("licence to Ireland", "irish_company", [untaxed("Llicència", 1, 99, "outside_territory", kind="services")],
         "99.00", "0.00", "99.00", [(G, "N2", N, "99.00", N)], why="art. 69.Uno.1"),
    Case("wine to the United States", "american_company", [untaxed("Vi", 600, 20, "export", kind="goods")],
         "12000.00", "0.00", "12000.00", [("02", "E2", N, "12000.00", N)], why="art. 21"),
    Case("services to the United States", "american_company",
         [untaxed("Programació", 10, 50, "outside_territory", kind="services")],
         "500.00", "0.00", "500.00", [(G, "N2", N, "500.00", N)], why="art. 69.Uno.1"),
    Case("services to Switzerland", "swiss_company",
         [untaxed("Traducció", 8000, "0.10", "outside_territory", kind="services")],
         "800.00", "0.00", "800.00", [(G, "N2", N, "800.00", N)], why="art. 69.Uno.1"),
    Case("ceramics to the United Kingdom", "british_company",
         [untaxed("Ceràmica", 21, "30.50", "export", kind="goods")],
         "640.50", "0.00", "640.50", [("02", "E2", N, "640.50", N)], why="art. 21"),
    Case("goods to the Canaries", "canary_company", [untaxed("Recanvis", 3, 300, "export", kind="goods")],
         "900.00", "0.00", "900.00", [("02", "E2", N, "900.00", N)], why="art. 21 with art. 3"),
    Case("services to the Canaries", "canary_company",
         [untaxed("Manteniment", 7, 100, "outside_territory", kind="services")],
         "700.00", "0.00", "700.00", [("08", "N2", N, "700.00", N)], {"regime": "igic_ipsi"},
         why="art. 69.Uno.1: no S2, it is IGIC's"),
    Case("services to somebody in the Canaries", "canary_person", [line("Curs", 1, 100, kind="services")],
         "100.00", "21.00", "121.00", [(G, "S1", "21", "100.00", "21.00")], why="art. 69.Uno.2"),
    Case("goods to Ceuta", "ceuta_company", [untaxed("Material", 10, 30, "export", kind="goods")],
         "300.00", "0.00", "300.00", [("02", "E2", N, "300.00", N)], why="art. 21 with art. 3"),
    Case("carriage of an export", "company",
         [untaxed("Transport d'exportació", 1, 400, "exempt", exemption_cause="E3")],
         "400.00", "0.00", "400.00", [("02", "E3", N, "400.00", N)], why="art. 22"),
    Case("shoes to a French person above 10,000", "french_person", [line("Sabates", 1, 100, 20, kind="goods")],
         "100.00", "20.00", "120.00", [("17", "N2", N, "100.00", N)], {"regime": "oss"}, why="art. 163 unvicies: 20 %"),
    Case("a lamp to a German person", "german_person", [line("Llum", 2, 125, 19, kind="goods")],
         "250.00", "47.50", "297.50", [("17", "N2", N, "250.00", N)], {"regime": "oss"}, why="art. 163 unvicies: 19 %"),
    Case("paid in dollars", "company", [line("Informe", 1, 1000)], "1000.00", "210.00", "1210.00",
         [(G, "S1", "21", "921.66", "193.55")],
         {"currency": "USD", "exchange_rate": {"rate": "1.0850", "date": "2026-04-06"}},
         why="art. 79.Once: 1000 / 1.085 = 921.659; 210 / 1.085 = 193.548"),
]

SPECIAL = [
    Case("subcontractor of a building", "company", [untaxed("Estructura", 1, 8000, "reverse_charge", kind="services")],
         "8000.00", "0.00", "8000.00", [(G, "S2", "0", "8000.00", "0.00")], why="art. 84.Uno.2.f"),
    Case("scrap metal", "company", [untaxed("Ferralla", 5000, "0.25", "reverse_charge", kind="goods")],
         "1250.00", "0.00", "1250.00", [(G, "S2", "0", "1250.00", "0.00")], why="art. 84.Uno.2.c"),
    Case("two hundred telephones", "company", [untaxed("Telèfon", 200, "30.25", "reverse_charge", kind="goods")],
         "6050.00", "0.00", "6050.00", [(G, "S2", "0", "6050.00", "0.00")], why="art. 84.Uno.2.g"),
    Case("agent of insurance", "company", [untaxed("Comissió", 1, "430.25", "exempt")], "430.25", "0.00", "430.25",
         [(G, "E1", N, "430.25", N)], why="art. 20.Uno.16"),
    Case("rent of a dwelling", "person", [untaxed("Lloguer", 1, 750, "exempt")], "750.00", "0.00", "750.00",
         [(G, "E1", N, "750.00", N)], why="art. 20.Uno.23"),
    Case("a business is handed over", "company", [untaxed("Traspàs del negoci", 1, 20000, "not_subject")],
         "20000.00", "0.00", "20000.00", [(G, "N1", N, "20000.00", N)], why="art. 7.1"),
    Case("damages", "company", [untaxed("Indemnització", 1, 300, "not_subject")], "300.00", "0.00", "300.00",
         [(G, "N1", N, "300.00", N)], why="art. 78.Tres.1"),
    Case("by criterio de caja", "company", [line("Instal·lació", 1, 1000)], "1000.00", "210.00", "1210.00",
         [("07", "S1", "21", "1000.00", "210.00")], {"regime": "cash_basis"}, why="art. 163 decies"),
    Case("used car", "person", [line("Cotxe de segona mà", 1, 9500, purchase_price=8000)], "9500.00", "0.00", "9500.00",
         [("03", "S1", "21", "1239.67", "260.33")], {"regime": "used_goods"}, recorded="9500.00",
         why="art. 137.Uno: 1500 x 21/121 = 260.331"),
    Case("used car at a loss", "person", [line("Cotxe de segona mà", 1, 7000, purchase_price=8000)],
         "7000.00", "0.00", "7000.00", [("03", "S1", "21", "0.00", "0.00")], {"regime": "used_goods"},
         recorded="7000.00", why="art. 137.Uno: the base is not negative"),
    Case("package of a travel agency", "person", [line("Viatge a Roma", 1, 850, purchase_price=700)],
         "850.00", "0.00", "850.00", [("05", "S1", "21", "123.97", "26.03")], {"regime": "travel_agency"},
         recorded="850.00", why="art. 145: 150 x 21/121 = 26.033"),
    Case("taxed and exempt together", "company",
         [line("Consultoria", 1, 500), untaxed("Formació reglada", 1, 250, "exempt", exemption_cause="E1")],
         "750.00", "105.00", "855.00", [(G, "S1", "21", "500.00", "105.00"), (G, "E1", N, "250.00", N)],
         why="art. 20.Uno.9"),
    Case("goods given away at no price but their value", "company", [line("Mostra", 1, "0.01")], "0.01", "0.00", "0.01",
         [(G, "S1", "21", "0.01", "0.00")], why="0.0021"),
]

TERMS = [
    Case("advance deducted", "company", [line("Obra acabada", 1, 5000), line("Bestreta facturada", -1, 1500)],
         "3500.00", "735.00", "4235.00", [(G, "S1", "21", "3500.00", "735.00")]),
    Case("advance of another rate", "person",
         [line("Reforma de l'habitatge", 1, 6000, 10), line("Bestreta", -1, 1000, 10), line("Mobles", 1, 400)],
         "5400.00", "584.00", "5984.00", [(G, "S1", "10", "5000.00", "500.00"), (G, "S1", "21", "400.00", "84.00")],
         why="art. 91.Uno.2.10"),
    Case("three days of payment", "company", [line("Màquina", 1, 2500)], "2500.00", "525.00", "3025.00",
         [(G, "S1", "21", "2500.00", "525.00")],
         {"due_dates": [{"date": "2026-05-07", "amount": "1008.33"}, {"date": "2026-06-07", "amount": "1008.33"},
                        {"date": "2026-07-07", "amount": "1008.34"}]}),
    Case("five percent off everything", "company", [line("Material", 1, "1234.56"), line("Llibres", 1, "99.99", 10)],
         "1267.82", "255.79", "1523.61",
         [(G, "S1", "21", "1172.83", "246.29"), (G, "S1", "10", "94.99", "9.50")], {"discount": {"percent": 5}},
         why="61.728, 4.9995; 1172.83 x 0.21 = 246.2943; 94.99 x 0.1 = 9.499"),
    Case("electricity", "company", [line("Energia", "1284.375", "0.14235", unit="kWh")], "182.83", "38.39", "221.22",
         [(G, "S1", "21", "182.83", "38.39")], why="182.8308; 182.83 x 0.21 = 38.3943"),
    Case("three lines of a third of a cent", "company", [line(f"Peça {n}", 1, "0.33333333") for n in (1, 2, 3)],
         "0.99", "0.21", "1.20", [(G, "S1", "21", "0.99", "0.21")], why="0.33 each; 0.99 x 0.21 = 0.2079"),
    Case("public body", "town_hall", [line("Assistència tècnica", 12, "416.67")], "5000.04", "1050.01", "6050.05",
         [(G, "S1", "21", "5000.04", "1050.01")], why="5000.04 x 0.21 = 1050.0084"),
    Case("the client writes the invoice", "company", [line("Collita", 1200, "0.35", 4)], "420.00", "16.80", "436.80",
         [(G, "S1", "4", "420.00", "16.80")], {"self_billed": True, "irpf_rate": 2}, due="428.40",
         why="art. 5 RD 1619/2012"),
    Case("subscription of a month", "company", [line("Quota", 1, 39, unit="month", item_code="PRO-M")],
         "39.00", "8.19", "47.19", [(G, "S1", "21", "39.00", "8.19")], {"payment_method": "direct_debit"}),
]
# fmt: on

CASES = [*RETAIL, *FREELANCERS, *RECARGO, *ABROAD, *SPECIAL, *TERMS]
