"""The names of the countries with which companies here deal, in Catalan, Spanish and English.

A code of ISO 3166-1 a line, and its names; `_` stands for a space.
"""

from bivelio_core.store.index.words import fold

_NAMES = """
ES: Espanya España Spain
AD: Andorra
FR: França Francia France
PT: Portugal
IT: Itàlia Italia Italy
DE: Alemanya Alemania Germany Deutschland
GB: Regne_Unit Reino_Unido United_Kingdom UK Gran_Bretanya Gran_Bretaña
GB: Great_Britain Anglaterra Inglaterra England Escòcia Escocia Scotland
IE: Irlanda Ireland
US: Estats_Units Estados_Unidos United_States USA EUA
US: EEUU EE._UU. United_States_of_America Estats_Units_d'Amèrica Estados_Unidos_de_América
CH: Suïssa Suiza Switzerland
AT: Àustria Austria
BE: Bèlgica Bélgica Belgium
NL: Països_Baixos Países_Bajos Netherlands Holanda Holland The_Netherlands
LU: Luxemburg Luxemburgo Luxembourg
DK: Dinamarca Denmark
SE: Suècia Suecia Sweden
NO: Noruega Norway
FI: Finlàndia Finlandia Finland
IS: Islàndia Islandia Iceland
PL: Polònia Polonia Poland
CZ: Txèquia República_Txeca República_Checa Chequia Czechia Czech_Republic
SK: Eslovàquia Eslovaquia Slovakia
HU: Hongria Hungría Hungary
RO: Romania Rumanía Rumania
BG: Bulgària Bulgaria
GR: Grècia Grecia Greece
HR: Croàcia Croacia Croatia
SI: Eslovènia Eslovenia Slovenia
RS: Sèrbia Serbia
UA: Ucraïna Ucrania Ukraine
RU: Rússia Rusia Russia
TR: Turquia Turquía Turkey Türkiye
EE: Estònia Estonia
LV: Letònia Letonia Latvia
LT: Lituània Lituania Lithuania
MT: Malta
CY: Xipre Chipre Cyprus
MC: Mònaco Mónaco Monaco
SM: San_Marino
LI: Liechtenstein
MA: Marroc Marruecos Morocco
DZ: Algèria Argelia Algeria
TN: Tunísia Túnez Tunisia
EG: Egipte Egipto Egypt
SN: Senegal
ZA: Sud-àfrica Sudáfrica South_Africa
NG: Nigèria Nigeria
MX: Mèxic México Mexico
AR: Argentina
BR: Brasil Brazil
CL: Xile Chile
CO: Colòmbia Colombia
PE: Perú Peru
UY: Uruguai Uruguay
PY: Paraguai Paraguay
BO: Bolívia Bolivia
EC: Equador Ecuador
VE: Veneçuela Venezuela
CU: Cuba
DO: República_Dominicana Dominican_Republic
CR: Costa_Rica
PA: Panamà Panamá Panama
GT: Guatemala
HN: Hondures Honduras
SV: El_Salvador
NI: Nicaragua
PR: Puerto_Rico
CA: Canadà Canadá Canada
CN: Xina China
JP: Japó Japón Japan
KR: Corea_del_Sud Corea_del_Sur South_Korea
IN: Índia India
PK: Pakistan Pakistán
BD: Bangladesh
IL: Israel
AE: Emirats_Àrabs_Units Emiratos_Árabes_Unidos United_Arab_Emirates UAE
SA: Aràbia_Saudita Arabia_Saudí Arabia_Saudita Saudi_Arabia
QA: Qatar Catar
TH: Tailàndia Tailandia Thailand
VN: Vietnam
ID: Indonèsia Indonesia
MY: Malàisia Malasia Malaysia
SG: Singapur Singapore
PH: Filipines Filipinas Philippines
TW: Taiwan Taiwán
HK: Hong_Kong
AU: Austràlia Australia
NZ: Nova_Zelanda Nueva_Zelanda New_Zealand
GI: Gibraltar
"""

CODES = {fold(name.replace("_", " ")): line[:2] for line in _NAMES.strip().splitlines() for name in line[4:].split()}
"""The codes of two letters by folded names."""
