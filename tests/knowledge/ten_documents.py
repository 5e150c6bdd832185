"""Ten documents of small companies, in Catalan and Spanish, of several formats, and what people ask of them.

Names are examples. A question has a fragment of the passage that answers it.
"""

from collections.abc import Callable, Mapping

from bivelio_core.documents import pdf

from tests.documents.workbooks import workbook
from tests.knowledge.world import docx

HOUSE = """# Casa Rural Exemple: normes

## Arribada i sortida

L'entrada és a partir de les quatre de la tarda i fins a les nou del vespre. Qui arribi més tard ens ha de trucar abans.
L'habitació s'ha de deixar abans de les onze del matí.

## Animals

S'admeten gossos de menys de quinze quilos, per vuit euros la nit. A la piscina i al menjador no hi poden entrar.

## Piscina i jardí

La piscina obre de mitjan juny a finals de setembre, de deu del matí a vuit del vespre. Els menors de dotze anys hi han
d'anar acompanyats d'un adult. Al jardí hi ha una barbacoa que es pot fer servir amb reserva.

## Esmorzar

L'esmorzar se serveix de dos quarts de nou a les deu. Els celíacs i els al·lèrgics ho han de dir el dia abans.

## Anul·lacions

Fins a set dies abans es torna tot l'import. Després es queda el preu de la primera nit.

## Internet

La contrasenya de la wifi és a la targeta de cada habitació.
"""

SALON = """Servicio;Duración;Precio;Observaciones
Corte de señora;45 minutos;28 euros;Incluye lavado y secado
Corte de caballero;30 minutos;18 euros;Sin lavado
Tinte completo;90 minutos;52 euros;Prueba de alergia dos días antes
Mechas balayage;150 minutos;85 euros;Se pide una fianza de 20 euros
Recogido de novia;120 minutos;140 euros;Con una prueba anterior
Tratamiento de queratina;180 minutos;160 euros;No se puede lavar el pelo en tres días
"""

MAINTENANCE = [
    [
        "CONTRACTE DE MANTENIMENT",
        "1. Objecte del contracte",
        "Tallers Exemple revisa dues vegades l'any les calderes i els aparells d'aire condicionat.",
        "2. Durada",
        "El contracte dura dotze mesos i es prorroga si ningu no avisa amb un mes d'antelacio.",
        "3. Preu",
        "La quota anual es de 240 euros mes IVA i es paga al gener per rebut bancari.",
    ],
    [
        "4. Avaries urgents",
        "Les avaries urgents s'atenen en menys de quatre hores, tambe els caps de setmana.",
        "5. Peces i recanvis",
        "Els recanvis es facturen a part, amb un descompte del deu per cent.",
        "6. Responsabilitat",
        "L'empresa te una asseguranca de responsabilitat civil de 300.000 euros.",
    ],
]

RETURNS = """<!doctype html><html><head><title>Devoluciones - Tienda Ejemplo</title></head><body>
<nav><a href="/">Inicio</a></nav><main><h1>Cambios y devoluciones</h1>
<h2>Plazo</h2><p>Tienes treinta días desde que recibes el pedido para devolverlo, con la etiqueta puesta y sin usar.</p>
<h2>Cómo se devuelve</h2><ol><li>Entra en tu cuenta y pide la etiqueta de vuelta.</li>
<li>Deja el paquete en cualquier oficina de correos.</li></ol>
<h2>Gastos</h2><p>La primera devolución es gratuita; las siguientes cuestan 3,95&nbsp;euros,
que se descuentan del reembolso.</p>
<h2>Reembolso</h2><p>El dinero vuelve a la misma tarjeta en un máximo de catorce días.</p>
<h2>Artículos que no se pueden devolver</h2><p>Ni la ropa interior ni los productos a medida admiten devolución.</p>
<h2>Pedidos de Canarias, Ceuta y Melilla</h2><p>Los gastos de aduana corren a cargo del cliente.</p></main>
<footer>Aviso legal. Cookies.</footer></body></html>"""

BOILER = (
    *((1, "Manual de la caldera"), (2, "Engegada"), (0, "Per engegar la caldera premeu el botó verd tres segons.")),
    *(
        (2, "Pressió"),
        (0, "La pressió ha de ser entre 1 i 1,5 bars. Si baixa, obriu l'aixeta d'ompliment a poc a poc."),
    ),
    *(
        (2, "Codis d'error"),
        (0, "E01 vol dir que falta gas. E04 vol dir que el ventilador no gira: truqueu al servei tècnic."),
    ),
    *((2, "Neteja"), (0, "Netegeu el filtre cada sis mesos amb aigua tèbia i sense detergent.")),
    *((2, "Garantia"), (0, "La garantia cobreix tres anys les peces i dos anys la mà d'obra.")),
    *((2, "Estalvi"), (0, "A la nit baixeu el termòstat a disset graus: cada grau estalvia un set per cent de gas.")),
)

RENTALS = (
    ("Vehicle", "Preu per dia", "Fiança", "Quilòmetres inclosos"),
    ("Furgoneta petita", "55 euros", "150 euros", "200 km"),
    ("Furgoneta gran", "80 euros", "300 euros", "250 km"),
    ("Cotxe elèctric", "48 euros", "200 euros", "Sense límit"),
    ("Remolc", "25 euros", "100 euros", "Sense límit"),
    ("Bicicleta de càrrega", "30 euros", "60 euros", "Sense límit"),
    ("Autocaravana", "140 euros", "600 euros", "300 km"),
)

CLINIC = """CLÍNICA DENTAL EJEMPLO

HORARIO DE ATENCIÓN
De lunes a jueves abrimos de nueve a dos y de cuatro a ocho. Los viernes solo por la mañana.

URGENCIAS
Para un dolor fuerte o un golpe en un diente llame al teléfono de guardia, que responde también los domingos.

PRIMERA VISITA
La primera visita es gratuita e incluye una radiografía panorámica. Traiga su documento de identidad.

FORMAS DE PAGO
Se puede pagar con tarjeta, en efectivo o financiado hasta en doce meses sin intereses.

ANULAR UNA CITA
Las citas se anulan con veinticuatro horas de antelación; si no, se cobran quince euros.

MUTUAS
Trabajamos con las mutuas más habituales. Los implantes no suelen estar cubiertos.
"""

ACADEMY = """# Academia Ejemplo: preguntas frecuentes

## ¿Cuándo empiezan los cursos?

Los cursos de idiomas empiezan la primera semana de octubre y terminan a mediados de junio.

## ¿Hay prueba de nivel?

Sí, la prueba de nivel se hace por internet y dura veinte minutos.

## ¿Cuántos alumnos hay en cada grupo?

Los grupos tienen entre seis y diez alumnos; los particulares son de una persona o dos.

## ¿Qué pasa si falto a una clase?

Las clases perdidas se recuperan los sábados por la mañana en otro grupo del mismo nivel.

## ¿Cuánto cuesta la matrícula?

La matrícula son cuarenta y cinco euros al año. Los hermanos tienen un veinte por ciento de descuento.

## ¿Preparáis exámenes oficiales?

Preparamos los exámenes de Cambridge y de la Escuela Oficial de Idiomas, con simulacros cada mes.
"""

RESTAURANT = """RESTAURANT EXEMPLE

MENÚ DE MIGDIA
El menú de migdia val 16,50 euros de dilluns a divendres i porta primer, segon, postres i una beguda.

GRUPS
Per a més de dotze persones cal triar el menú tancat amb tres dies de marge i pagar una paga i senyal del vint per cent.

AL·LÈRGENS
Tenim carta sense gluten. Els plats amb fruits secs porten una marca vermella.

TERRASSA
A la terrassa no es reserva taula: s'ocupa per ordre d'arribada. S'hi admeten gossos.

ARROSSOS
Els arrossos es fan per a dues persones com a mínim i triguen vint-i-cinc minuts.

MENJAR PER EMPORTAR
Les comandes per emportar es recullen a la barra, i tenen un deu per cent de descompte.
"""

PRIVACY = """<html><head><title>Trabajar a distancia</title></head><body>
<h1>Acuerdo de teletrabajo de Empresa Ejemplo</h1>
<h2>Quién puede pedirlo</h2>
<p>Puede pedirlo quien lleve más de seis meses en la empresa y tenga un puesto compatible.</p>
<h2>Días</h2><p>Se trabaja desde casa un máximo de tres días por semana; los martes la plantilla viene a la oficina.</p>
<h2>Material</h2><p>La empresa entrega un ordenador portátil, una pantalla y una silla ergonómica.</p>
<h2>Compensación</h2><p>Se abonan treinta euros al mes por la luz y la conexión.</p>
<h2>Desconexión digital</h2><p>No hay obligación de contestar correos después de las siete de la tarde.</p>
<h2>Fin del acuerdo</h2><p>Cualquiera de las partes puede terminarlo con quince días de preaviso.</p></body></html>"""


def _rentals() -> bytes:
    cells = '<c r="{}{}" t="inlineStr"><is><t>{}</t></is></c>'
    rows = [
        f'<row r="{n}">' + "".join(cells.format("ABCD"[place], n, cell) for place, cell in enumerate(row)) + "</row>"
        for n, row in enumerate(RENTALS, start=1)
    ]
    return workbook({"Lloguer": "".join(rows)})


DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    "normes.md": HOUSE.encode,
    "tarifas.csv": SALON.encode,
    "contracte.pdf": lambda: pdf.written(MAINTENANCE),
    "devoluciones.html": RETURNS.encode,
    "caldera.docx": lambda: docx(*BOILER),
    "lloguer.xlsx": _rentals,
    "clinica.txt": lambda: CLINIC.encode("cp1252"),
    "academia.md": ACADEMY.encode,
    "restaurant.txt": RESTAURANT.encode,
    "teletrabajo.html": PRIVACY.encode,
}

QUESTIONS: tuple[tuple[str, str, str], ...] = (
    ("normes.md", "A quina hora puc arribar a la casa rural?", "quatre de la tarda"),
    ("normes.md", "fins quan puc deixar l'habitació", "onze del matí"),
    ("normes.md", "Puc portar el meu gos a dormir?", "quinze quilos"),
    ("normes.md", "quan obre la piscina", "mitjan juny"),
    ("normes.md", "Soc celíac, què he de fer per l'esmorzar?", "Els celíacs"),
    ("normes.md", "si anul·lo la reserva, em torneu els diners?", "set dies abans"),
    ("tarifas.csv", "¿Cuánto cuesta cortarse el pelo, señora?", "Corte de señora"),
    ("tarifas.csv", "precio del corte de caballero", "18 euros"),
    ("tarifas.csv", "¿Hay que hacer prueba de alergia para el tinte?", "Prueba de alergia"),
    ("tarifas.csv", "fianza para las mechas", "fianza de 20"),
    ("tarifas.csv", "peinado para novias", "Recogido de novia"),
    ("tarifas.csv", "cuánto dura la queratina", "180 minutos"),
    ("contracte.pdf", "Quantes revisions de la caldera fan cada any?", "dues vegades l'any"),
    ("contracte.pdf", "quant dura el contracte de manteniment?", "dotze mesos"),
    ("contracte.pdf", "Quina és la quota anual?", "240 euros"),
    ("contracte.pdf", "tinc una avaria urgent dissabte", "quatre hores"),
    ("contracte.pdf", "els recanvis s'han de pagar?", "facturen a part"),
    ("contracte.pdf", "Teniu assegurança de responsabilitat civil?", "300.000"),
    ("devoluciones.html", "¿Cuántos días tengo para devolver un pedido?", "treinta días"),
    ("devoluciones.html", "¿Cómo devuelvo un paquete?", "etiqueta de vuelta"),
    ("devoluciones.html", "cuanto cuesta la devolucion", "3,95"),
    ("devoluciones.html", "¿Cuándo me llega el reembolso a la tarjeta?", "catorce días"),
    ("devoluciones.html", "¿Se puede devolver ropa interior?", "a medida"),
    ("devoluciones.html", "aduanas en Canarias", "aduana"),
    ("caldera.docx", "Com s'engega la caldera?", "botó verd"),
    ("caldera.docx", "quina pressió ha de tenir", "1,5 bars"),
    ("caldera.docx", "Què vol dir l'error E04?", "E04"),
    ("caldera.docx", "com netejo el filtre", "aigua tèbia"),
    ("caldera.docx", "Quants anys de garantia té?", "tres anys"),
    ("caldera.docx", "a quants graus poso el termòstat a la nit", "disset graus"),
    ("lloguer.xlsx", "Quant val llogar una furgoneta gran?", "80 euros"),
    ("lloguer.xlsx", "fiança de l'autocaravana", "600 euros"),
    ("lloguer.xlsx", "cotxe elèctric preu per dia", "48 euros"),
    ("lloguer.xlsx", "Llogueu remolcs?", "Remolc"),
    ("lloguer.xlsx", "quants quilòmetres inclou la furgoneta petita", "200 km"),
    ("lloguer.xlsx", "bicicleta de càrrega", "30 euros"),
    ("clinica.txt", "¿Abrís los viernes por la tarde?", "Los viernes"),
    ("clinica.txt", "me duele mucho una muela y es domingo", "domingos"),
    ("clinica.txt", "¿La primera visita se paga?", "gratuita e incluye"),
    ("clinica.txt", "¿Se puede financiar?", "doce meses"),
    ("clinica.txt", "quiero anular mi cita", "veinticuatro horas"),
    ("clinica.txt", "¿Cubre los implantes mi mutua?", "implantes"),
    ("academia.md", "¿Cuándo empieza el curso de inglés?", "octubre"),
    ("academia.md", "prueba de nivel", "veinte minutos"),
    ("academia.md", "¿Cuántas personas hay por grupo?", "seis y diez"),
    ("academia.md", "he faltado a una clase, ¿la puedo recuperar?", "sábados"),
    ("academia.md", "precio de la matricula", "cuarenta y cinco"),
    ("academia.md", "¿Preparáis el examen de Cambridge?", "Cambridge"),
    ("restaurant.txt", "Quant val el menú de migdia?", "16,50"),
    ("restaurant.txt", "Som quinze persones, quin menú hem de triar?", "dotze persones"),
    ("restaurant.txt", "teniu plats sense gluten?", "sense gluten"),
    ("restaurant.txt", "es pot reservar taula a la terrassa?", "ordre d'arribada"),
    ("restaurant.txt", "quant triga un arròs", "vint-i-cinc"),
    ("restaurant.txt", "Feu menjar per emportar?", "deu per cent"),
    ("teletrabajo.html", "¿Quién puede pedir el teletrabajo?", "seis meses"),
    ("teletrabajo.html", "¿Cuántos días puedo trabajar desde casa?", "tres días por semana"),
    ("teletrabajo.html", "¿Me dan una silla y una pantalla?", "silla ergonómica"),
    ("teletrabajo.html", "¿Pagáis la luz y la conexión?", "treinta euros"),
    ("teletrabajo.html", "¿tengo que contestar correos por la tarde?", "siete de la tarde"),
    ("teletrabajo.html", "preaviso para terminar el acuerdo", "quince días"),
)
