"""The provinces of Spain by the first two digits of their postal codes."""

_NAMES = (
    "Álava, Albacete, Alicante, Almería, Ávila, Badajoz, Illes Balears, Barcelona, Burgos, Cáceres, Cádiz, Castellón, "
    "Ciudad Real, Córdoba, A Coruña, Cuenca, Girona, Granada, Guadalajara, Gipuzkoa, Huelva, Huesca, Jaén, León, "
    "Lleida, La Rioja, Lugo, Madrid, Málaga, Murcia, Navarra, Ourense, Asturias, Palencia, Las Palmas, Pontevedra, "
    "Salamanca, Tenerife, Cantabria, Segovia, Sevilla, Soria, Tarragona, Teruel, Toledo, Valencia, Valladolid, "
    "Bizkaia, Zamora, Zaragoza, Ceuta, Melilla"
)
_BY_CODE = {f"{number:02d}": name for number, name in enumerate(_NAMES.split(", "), 1)}


def province_of(postal_code: str) -> str | None:
    """Return the province of a postal code."""
    return _BY_CODE.get(postal_code[:2])
