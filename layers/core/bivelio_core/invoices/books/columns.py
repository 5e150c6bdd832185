"""The columns of AEAT's unified books: sheets, headings and formats, as LSIJ.xlsx and LSI.xlsx have them.

The numbers of the notes that AEAT prints behind a heading are left out, as in its template for who fills one in.
"""

from typing import Literal, NamedTuple

Format = Literal["year", "text", "day", "amount"]


class Column(NamedTuple):
    """A column: the heading of its group, empty inside a group that has begun, its own heading, and its format."""

    group: str
    heading: str
    format: Format


class Sheet(NamedTuple):
    """A sheet: its name, AEAT's letters for a file with it alone (of a company, of a person), and its columns."""

    name: str
    letters: tuple[str, str]
    columns: tuple[Column, ...]


ISSUED = Sheet(
    "EXPEDIDAS_INGRESOS",
    ("E", "U"),
    (
        Column("Autoliquidación", "Ejercicio", "year"),
        Column("", "Periodo", "text"),
        Column("Actividad", "Código", "text"),
        Column("", "Tipo", "text"),
        Column("", "Grupo o Epígrafe del IAE", "text"),
        Column("Tipo de Factura", "", "text"),
        Column("Concepto de Ingreso", "", "text"),
        Column("Ingreso Computable", "", "amount"),
        Column("Fecha Expedición", "", "day"),
        Column("Fecha Operación", "", "day"),
        Column("Identificación de la Factura", "Serie", "text"),
        Column("", "Número", "text"),
        Column("", "Número-Final", "text"),
        Column("NIF Destinatario", "Tipo", "text"),
        Column("", "Código País", "text"),
        Column("", "Identificación", "text"),
        Column("Nombre Destinatario", "", "text"),
        Column("Clave de Operación", "", "text"),
        Column("Calificación de la Operación", "", "text"),
        Column("Operación Exenta", "", "text"),
        Column("Total Factura", "", "amount"),
        Column("Base Imponible", "", "amount"),
        Column("Tipo de IVA", "", "amount"),
        Column("Cuota IVA Repercutida", "", "amount"),
        Column("Tipo de Recargo Eq.", "", "amount"),
        Column("Cuota Recargo Eq.", "", "amount"),
        Column("Cobro (Operación Criterio de Caja de IVA y/o artículo 7.2.1º de Reglamento del IRPF)", "Fecha", "day"),
        Column("", "Importe", "amount"),
        Column("", "Medio Utilizado", "text"),
        Column("", "Identificación Medio Utilizado", "text"),
        Column("Tipo Retención del IRPF", "", "amount"),
        Column("Importe Retenido del IRPF", "", "amount"),
        Column("Registro Acuerdo Facturación", "", "text"),
        Column("Inmueble", "Situación", "text"),
        Column("", "Referencia Catastral", "text"),
        Column("Referencia Externa", "", "text"),
    ),
)
RECEIVED = Sheet(
    "RECIBIDAS_GASTOS",
    ("R", "V"),
    (
        Column("Autoliquidación", "Ejercicio", "year"),
        Column("", "Periodo", "text"),
        Column("Actividad", "Código", "text"),
        Column("", "Tipo", "text"),
        Column("", "Grupo o Epígrafe del IAE", "text"),
        Column("Tipo de Factura", "", "text"),
        Column("Concepto de Gasto", "", "text"),
        Column("Gasto Deducible", "", "amount"),
        Column("Fecha Expedición", "", "day"),
        Column("Fecha Operación", "", "day"),
        Column("Identificación Factura del Expedidor", "(Serie-Número)", "text"),
        Column("", "Número-Final", "text"),
        Column("Fecha Recepción", "", "day"),
        Column("Número Recepción", "", "text"),
        Column("Número Recepción Final", "", "text"),
        Column("NIF Expedidor", "Tipo", "text"),
        Column("", "Código País", "text"),
        Column("", "Identificación", "text"),
        Column("Nombre Expedidor", "", "text"),
        Column("Clave de Operación", "", "text"),
        Column("Bien de Inversión", "", "text"),
        Column("Inversión del Sujeto Pasivo", "", "text"),
        Column("Deducible en Periodo Posterior", "", "text"),
        Column("Periodo Deducción", "Ejercicio", "year"),
        Column("", "Periodo", "text"),
        Column("Total Factura", "", "amount"),
        Column("Base Imponible", "", "amount"),
        Column("Tipo de IVA", "", "amount"),
        Column("Cuota IVA Soportado", "", "amount"),
        Column("Cuota Deducible", "", "amount"),
        Column("Tipo de Recargo Eq.", "", "amount"),
        Column("Cuota Recargo Eq.", "", "amount"),
        Column("Pago (Operación Criterio de Caja de IVA y/o artículo 7.2.1º de Reglamento del IRPF)", "Fecha", "day"),
        Column("", "Importe", "amount"),
        Column("", "Medio Utilizado", "text"),
        Column("", "Identificación Medio Utilizado", "text"),
        Column("Tipo Retención del IRPF", "", "amount"),
        Column("Importe Retenido del IRPF", "", "amount"),
        Column("Registro Acuerdo Facturación", "", "text"),
        Column("Inmueble", "Situación", "text"),
        Column("", "Referencia Catastral", "text"),
        Column("Referencia Externa", "", "text"),
    ),
)
INVESTMENTS = Sheet(
    "BIENES-INVERSIÓN",
    ("S", "W"),
    (
        Column("Autoliquidación", "Ejercicio", "year"),
        Column("", "Periodo", "text"),
        Column("Actividad", "Código", "text"),
        Column("", "Tipo", "text"),
        Column("", "Grupo o Epígrafe del IAE", "text"),
        Column("Tipo de Bien", "", "text"),
        Column("Descripción del Bien", "Identificador", "text"),
        Column("", "Literal", "text"),
        Column("Fecha Inicio Utilización", "", "day"),
        Column("Valor Adquisición", "", "amount"),
        Column("Valor Amortizable", "", "amount"),
        Column("Método de Amortización", "", "text"),
        Column("Porcentaje de Amortización", "", "amount"),
        Column("Amortización", "Acumulada al Inicio", "amount"),
        Column("", "Cuota Resultante", "amount"),
        Column("", "Acumulada al final", "amount"),
        Column("", "Pendiente", "amount"),
        Column("Fecha Expedición", "", "day"),
        Column("Identificación Factura del Expedidor", "(Serie-Número)", "text"),
        Column("", "Número-Final", "text"),
        Column("Número Recepción", "", "text"),
        Column("Número Recepción Final", "", "text"),
        Column("NIF Expedidor", "Tipo", "text"),
        Column("", "Código País", "text"),
        Column("", "Identificación", "text"),
        Column("Nombre Expedidor", "", "text"),
        Column("Año de Inicio Utilización", "Base Imponible", "amount"),
        Column("", "Tipo de IVA", "amount"),
        Column("", "Prorrata Definitiva", "amount"),
        Column("", "Cuota Deducible", "amount"),
        Column("Regularización Anual", "Prorrata Definitiva", "amount"),
        Column("", "Cuota Deducible", "amount"),
        Column("", "Cuota a Regularizar", "amount"),
        Column("Baja del Bien", "Fecha", "day"),
        Column("", "Causa", "text"),
        Column("Identificación de la Factura de Transmisión del Bien", "Serie", "text"),
        Column("", "Número", "text"),
        Column("", "Número-Final", "text"),
        Column("Registro Acuerdo Facturación", "", "text"),
        Column("Referencia Externa", "", "text"),
    ),
)

SHEETS = (ISSUED, RECEIVED, INVESTMENTS)
