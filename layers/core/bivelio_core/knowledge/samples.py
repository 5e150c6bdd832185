"""Example collections: one to ask, one to change, one to archive; and a source that may be removed again and again."""

from typing import Any

from bivelio_core.store.keys import KNOWLEDGE_COLLECTION, KNOWLEDGE_SOURCE
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

TIME = "2026-04-01T09:00:00Z"
ASKED, CHANGED, ARCHIVED, DEFINED = "botiga", "proves", "antiga", "taller"
COLLECTIONS: tuple[dict[str, Any], ...] = (
    {"name": ARCHIVED, "title": "La botiga antiga", "status": "archived", "sources": 0, "passages": 0},
    {
        "name": ASKED,
        "title": "La botiga",
        "description": "Horaris, enviaments i devolucions de la botiga.",
        "status": "active",
        "sources": 3,
        "passages": 3,
    },
    {"name": CHANGED, "title": "Proves", "status": "active", "sources": 1, "passages": 1, "unlisted": True},
)
ANSWERS: tuple[tuple[str, str, str, str], ...] = (
    (
        "src_a1b2c3d4",
        ASKED,
        "A quina hora obriu?",
        "De dilluns a divendres de 9 a 20 h, i dissabtes de 10 a 14 h. Diumenges tanquem.",
    ),
    ("src_e5f6g7h8", ASKED, "Feu enviaments a les illes?", "Sí: a les Balears en tres dies feiners, per 6,90 euros."),
    (
        "src_i9j0k1l2",
        ASKED,
        "Com puc tornar un producte?",
        "Teniu 30 dies des de la compra. Porteu el tiquet a la botiga, o demaneu una recollida a casa per 4 euros.",
    ),
    ("src_m3n4o5p6", CHANGED, "Teniu aparcament?", "Sí, davant mateix de la botiga."),
)


def writes(store: TenantStore) -> list[Write]:
    """The collections and the answers of a sandbox day."""
    about = {"sample": True, "changes": 0, "version": 1, "created_at": TIME, "updated_at": TIME}
    write_list: list[Write] = []
    for example in COLLECTIONS:
        attributes = {**about, **{name: value for name, value in example.items() if name != "name"}}
        write_list.append(store.put_write(KNOWLEDGE_COLLECTION, example["name"], attributes))
    for source_id, collection, question, answer in ANSWERS:
        attributes = {
            "kind": "answer",
            "title": question,
            "question": question,
            "answer": answer,
            "status": "ready",
            "version": 1,
            "passages": 1,
            "added_at": TIME,
            "sample": True,
            **({"is_renewed": True} if collection == CHANGED else {}),
        }
        write_list.append(store.put_write(KNOWLEDGE_SOURCE, source_id, attributes, collection))
    return write_list
