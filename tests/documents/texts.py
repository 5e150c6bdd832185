"""Documents in Catalan, Spanish and English, written for the tests of the rules: nobody's data."""

from bivelio_core.documents.analysis.readings import Reading


def reading(text: str) -> Reading:
    """A text file."""
    return Reading("text", "text/plain", 1, (text,))


SPANISH_INVOICE = """SUMINISTROS DEL NORTE, S.A.
C.I.F.: A58818501
Calle Mayor, 25, 2º - 28013 Madrid
Tel. 91 555 01 01

FACTURA Nº: 2026/0042            Fecha: 15 de marzo de 2026
Fecha de vencimiento: 14/04/2026
Su pedido: P-77

Datos del cliente
Construcciones Pérez, S.L.
C.I.F. B12345674
Avda. de la Constitución, 3
41001 Sevilla

Descripción                     Cantidad     Precio      Dto.      Importe
Cemento saco 25 kg                 40         7,50 €      10%      270,00 €
Arena lavada (m3)                   3        20,00 €                60,00 €
Transporte                          1        45,00 €                45,00 €

Base imponible                                                    375,00 €
IVA 21%                                                            78,75 €
Retención IRPF 15%                                                -56,25 €
TOTAL A PAGAR                                                     397,50 €
Forma de pago: transferencia. IBAN ES91 2100 0418 4502 0005 1332
"""
ENGLISH_INVOICE = """Acme Consulting Ltd
10 Downing Street, London
VAT Reg No: GB 123 4567 82

Invoice
Invoice Number: INV-00123
Invoice Date: March 5, 2026
Due Date: April 4, 2026
Purchase order: PO 4711

Bill To:
Globex Corporation
742 Evergreen Terrace

Description              Qty      Unit Price      Amount
Strategy workshop          2        $1,500.00     $3,000.00
Travel                     1          $250.50       $250.50

Subtotal                                          $3,250.50
VAT (20%)                                           $650.10
Total Due                                         $3,900.60
"""
CATALAN_RECEIPT = """CAFÈ DE LA PLAÇA
Plaça Major 3, Vic
NIF: 77654321Z
FACTURA SIMPLIFICADA
Tiquet núm: 004512
Data: 12/03/2026 13:45
2 Cafè amb llet        3,60
1 Entrepà pernil       4,50
TOTAL                  8,10 EUR
IVA inclòs 10%         0,74
Targeta VISA ****1234
Gràcies per la seva visita
"""
CATALAN_DEED = """NÚMERO 1.234
ESCRIPTURA DE COMPRAVENDA
A Barcelona, a 3 de març de 2026.
Davant meu, Jordi Puig i Ferrer, notari de l'Il·lustre Col·legi de Catalunya,
COMPAREIXEN
D'una part, el Sr. Josep Vila Roca, major d'edat, amb DNI 12345678Z.
I de l'altra, la societat Habitatges Nous, S.L., amb NIF B12345674, representada pel seu administrador.
El preu de la compravenda és de 250.000,00 euros.
Registre de la Propietat número 5. Dono fe.
"""
SPANISH_CONTRACT = """CONTRATO DE PRESTACIÓN DE SERVICIOS
En Madrid, a 1 de abril de 2026
REUNIDOS
De una parte, Proveedor XYZ, S.L., con CIF B12345674 y domicilio en Madrid,
Y de otra parte, Doña María García López, con DNI 12345678Z,
EXPONEN
Que ambas partes acuerdan celebrar el presente contrato con arreglo a las siguientes
CLÁUSULAS
Primera. Objeto. El prestador realizará servicios de consultoría.
Segunda. Duración. El contrato tendrá una duración de doce (12) meses, desde el 1 de mayo de 2026
hasta el 30 de abril de 2027.
Tercera. Precio. El cliente pagará unos honorarios de 1.500 euros mensuales.
Cuarta. Confidencialidad. Las partes guardan secreto.
"""
ENGLISH_REPORT = """Annual report 2025
Summary
This report presents the results of the year. Sales grew in all regions and the methodology
of the figures is explained in the annex. Table 1 shows the results by quarter.
Conclusions
The company will invest in new products.
"""
CATALAN_LETTER = """Benvolgut senyor,
Li escrivim per informar-lo que la nostra oficina canvia d'adreça a partir del mes que ve.
Atentament,
La direcció
"""
