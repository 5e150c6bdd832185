"""Names of countries for addresses abroad, in Catalan, Spanish and English; another country stands as its code."""

from bivelio_core.invoices.paper import Language

_NAMES = """
AD Andorra|Andorra|Andorra
AE Emirats Àrabs Units|Emiratos Árabes Unidos|United Arab Emirates
AR Argentina|Argentina|Argentina
AT Àustria|Austria|Austria
AU Austràlia|Australia|Australia
BE Bèlgica|Bélgica|Belgium
BG Bulgària|Bulgaria|Bulgaria
BR Brasil|Brasil|Brazil
CA Canadà|Canadá|Canada
CH Suïssa|Suiza|Switzerland
CL Xile|Chile|Chile
CN Xina|China|China
CO Colòmbia|Colombia|Colombia
CY Xipre|Chipre|Cyprus
CZ Txèquia|Chequia|Czechia
DE Alemanya|Alemania|Germany
DK Dinamarca|Dinamarca|Denmark
EE Estònia|Estonia|Estonia
ES Espanya|España|Spain
FI Finlàndia|Finlandia|Finland
FR França|Francia|France
GB Regne Unit|Reino Unido|United Kingdom
GR Grècia|Grecia|Greece
HR Croàcia|Croacia|Croatia
HU Hongria|Hungría|Hungary
IE Irlanda|Irlanda|Ireland
IN Índia|India|India
IT Itàlia|Italia|Italy
JP Japó|Japón|Japan
LT Lituània|Lituania|Lithuania
LU Luxemburg|Luxemburgo|Luxembourg
LV Letònia|Letonia|Latvia
MA Marroc|Marruecos|Morocco
MT Malta|Malta|Malta
MX Mèxic|México|Mexico
NL Països Baixos|Países Bajos|Netherlands
NO Noruega|Noruega|Norway
PE Perú|Perú|Peru
PL Polònia|Polonia|Poland
PT Portugal|Portugal|Portugal
RO Romania|Rumanía|Romania
SE Suècia|Suecia|Sweden
SI Eslovènia|Eslovenia|Slovenia
SK Eslovàquia|Eslovaquia|Slovakia
TR Turquia|Turquía|Türkiye
US Estats Units|Estados Unidos|United States
UY Uruguai|Uruguay|Uruguay
"""
_BY_CODE = {line[:2]: line[3:].split("|") for line in _NAMES.strip().splitlines()}
_COLUMNS: dict[Language, int] = {"ca": 0, "es": 1, "en": 2}


def name(code: str, language: Language) -> str:
    """Return the name of a country by its code of two letters."""
    names = _BY_CODE.get(code)
    return names[_COLUMNS[language]] if names else code
