"""What companies are written, in three languages, and what the reference's classifier must say of it by rules alone."""

from typing import NamedTuple


class Sentence(NamedTuple):
    """A text, what it wants, and the plan that it names, if any."""

    text: str
    intent: str
    plan: str | None = None


SENTENCES = (
    # Catalan
    Sentence("El client vol canviar el seu pla de subscripció a Enterprise", "plan_upgrade", "enterprise"),
    Sentence("Voldríem ampliar el pla a Pro", "plan_upgrade", "pro"),
    Sentence("No vull canviar de pla", "other"),
    Sentence("No volem ampliar la subscripció, gràcies", "other"),
    Sentence("Vull donar-me de baixa", "cancellation"),
    Sentence("No em vull donar de baixa", "other"),
    Sentence("No vull donar-me de baixa, vull canviar de pla", "plan_upgrade"),
    Sentence("No vull canviar de pla, vull cancel·lar", "cancellation"),
    Sentence("L'aplicació no funciona", "support"),
    Sentence("No puc entrar amb la contrasenya", "support"),
    Sentence("No he rebut la factura de març", "billing"),
    Sentence("M'heu cobrat dues vegades la factura", "billing"),
    Sentence("Quin preu té el producte?", "sales"),
    Sentence("Bon Nadal a tothom", "other"),
    Sentence("No només vull cancel·lar: vull la devolució", "cancellation"),
    # Spanish
    Sentence("Quiero pasar al plan Enterprise y mejorar la suscripción", "plan_upgrade", "enterprise"),
    Sentence("No quiero cambiar de plan", "other"),
    Sentence("quiero darme de baja", "cancellation"),
    Sentence("No quiero darme de baja", "other"),
    Sentence("No quiero cancelar, solo quiero cambiar de plan", "plan_upgrade"),
    Sentence("La aplicación no funciona, necesito ayuda", "support"),
    Sentence("Nunca he pedido cancelar nada", "other"),
    Sentence("No he recibido la factura", "billing"),
    Sentence("¿Me pueden enviar un presupuesto de compra?", "sales"),
    Sentence("No dudéis en cancelar la suscripción", "cancellation"),
    Sentence("Sin embargo, quiero cancelar", "cancellation"),
    Sentence("Felices fiestas", "other"),
    # English
    Sentence("We want to upgrade our plan to Pro", "plan_upgrade", "pro"),
    Sentence("I don't want to change my plan", "other"),
    Sentence("I do not want to cancel", "other"),
    Sentence("I want to cancel my account", "cancellation"),
    Sentence("I don't want to upgrade, I want to cancel", "cancellation"),
    Sentence("The app doesn't work", "support"),
    Sentence("I can't log in to my account", "support"),
    Sentence("I haven't received the invoice", "billing"),
    Sentence("Please don't hesitate to cancel it", "cancellation"),
    Sentence("We are happy without changes to the plan", "other"),
    Sentence("Merry Christmas", "other"),
    # nobody's
    Sentence("asdf qwer", "other"),
    Sentence("", "other"),
)
LITTLE_SURE = 0.3
"""How sure the rules may be at most of what no word tells."""
