"""The words of mails to users, in Catalan, Spanish and English: subject and text."""

from typing import NamedTuple

from .comparisons import COMPARISONS
from .queue import Kind


class Words(NamedTuple):
    """A mail in one language, filled by `str.format`."""

    subject: str
    text: str


WORDS: dict[Kind, dict[str, Words]] = {
    "invitation": {
        "ca": Words(
            "{who} et convida a {organisation}",
            """Hola,

{who} et convida a treballar amb {organisation} a BiVelio. Obre aquest enllaç per acceptar-ho, fins al {until}:

{url}

L'enllaç és només per a tu i val una sola vegada. Si no esperaves aquest correu, no cal que facis res.
""",
        ),
        "es": Words(
            "{who} te invita a {organisation}",
            """Hola:

{who} te invita a trabajar con {organisation} en BiVelio. Abre este enlace para aceptarlo, hasta el {until}:

{url}

El enlace es solo para ti y vale una sola vez. Si no esperabas este correo, no hace falta que hagas nada.
""",
        ),
        "en": Words(
            "{who} invites you to {organisation}",
            """Hello,

{who} invites you to work with {organisation} on BiVelio. Open this link to accept, until {until}:

{url}

The link is for you alone and works once. If you did not expect this mail, there is nothing to do.
""",
        ),
    },
    "reset": {
        "ca": Words(
            "Posa una contrasenya nova",
            """Hola,

Algú, potser tu, ha demanat una contrasenya nova per al teu compte de BiVelio. Obre aquest enllaç per posar-la, durant
una hora:

{url}

L'enllaç val una sola vegada i tanca totes les teves sessions. Si no ho has demanat tu, no cal que facis res: la
contrasenya no ha canviat.
""",
        ),
        "es": Words(
            "Pon una contraseña nueva",
            """Hola:

Alguien, quizá tú, ha pedido una contraseña nueva para tu cuenta de BiVelio. Abre este enlace para ponerla, durante una
hora:

{url}

El enlace vale una sola vez y cierra todas tus sesiones. Si no lo has pedido tú, no hace falta que hagas nada: la
contraseña no ha cambiado.
""",
        ),
        "en": Words(
            "Set a new password",
            """Hello,

Somebody, perhaps you, asked for a new password for your BiVelio account. Open this link to set it, within an hour:

{url}

The link works once and ends all your sessions. If it was not you, there is nothing to do: your password has not
changed.
""",
        ),
    },
    "password_changed": {
        "ca": Words(
            "Has canviat la contrasenya",
            """Hola,

La contrasenya del teu compte de BiVelio s'ha canviat i les altres sessions s'han tancat.

Si no has estat tu, demana'n una de nova ara mateix: {url}
""",
        ),
        "es": Words(
            "Has cambiado la contraseña",
            """Hola:

La contraseña de tu cuenta de BiVelio se ha cambiado y las demás sesiones se han cerrado.

Si no has sido tú, pide una nueva ahora mismo: {url}
""",
        ),
        "en": Words(
            "Your password was changed",
            """Hello,

The password of your BiVelio account was changed, and your other sessions have ended.

If it was not you, ask for a new one right now: {url}
""",
        ),
    },
    "email": {
        "ca": Words(
            "Confirma la teva adreça nova",
            """Hola,

Has demanat entrar al teu compte de BiVelio amb aquesta adreça. Obre aquest enllaç per confirmar-ho, durant una hora:

{url}

L'enllaç val una sola vegada. Si no ho has demanat tu, no cal que facis res: l'adreça no canviarà.
""",
        ),
        "es": Words(
            "Confirma tu dirección nueva",
            """Hola:

Has pedido entrar en tu cuenta de BiVelio con esta dirección. Abre este enlace para confirmarlo, durante una hora:

{url}

El enlace vale una sola vez. Si no lo has pedido tú, no hace falta que hagas nada: la dirección no cambiará.
""",
        ),
        "en": Words(
            "Confirm your new address",
            """Hello,

You asked to sign in to your BiVelio account with this address. Open this link to confirm it, within an hour:

{url}

The link works once. If it was not you, there is nothing to do: the address will not change.
""",
        ),
    },
    "email_changed": {
        "ca": Words(
            "Has canviat l'adreça de correu",
            """Hola,

A partir d'ara entres al teu compte de BiVelio amb una altra adreça, i aquesta ja no hi val.

Si no has estat tu, avisa de seguida qui administra la teva organització: pot treure el compte i tancar-ne les sessions.
""",
        ),
        "es": Words(
            "Has cambiado la dirección de correo",
            """Hola:

A partir de ahora entras en tu cuenta de BiVelio con otra dirección, y esta ya no vale.

Si no has sido tú, avisa enseguida a quien administra tu organización: puede quitar la cuenta y cerrar sus sesiones.
""",
        ),
        "en": Words(
            "Your e-mail address was changed",
            """Hello,

From now on you sign in to your BiVelio account with another address, and this one works no longer.

If it was not you, tell whoever administers your organisation at once: they can remove the account and end its sessions.
""",
        ),
    },
    "mfa_enabled": {
        "ca": Words(
            "Has activat la verificació en dos passos",
            """Hola,

A partir d'ara, per entrar al teu compte de BiVelio cal també un codi de la teva aplicació.

Si no has estat tu, canvia la contrasenya ara mateix: {url}
""",
        ),
        "es": Words(
            "Has activado la verificación en dos pasos",
            """Hola:

A partir de ahora, para entrar en tu cuenta de BiVelio hace falta también un código de tu aplicación.

Si no has sido tú, cambia la contraseña ahora mismo: {url}
""",
        ),
        "en": Words(
            "Two-step verification is on",
            """Hello,

From now on, signing in to your BiVelio account also takes a code of your app.

If it was not you, change your password right now: {url}
""",
        ),
    },
    "mfa_disabled": {
        "ca": Words(
            "Has desactivat la verificació en dos passos",
            """Hola,

A partir d'ara, per entrar al teu compte de BiVelio n'hi ha prou amb la contrasenya.

Si no has estat tu, canvia la contrasenya ara mateix: {url}
""",
        ),
        "es": Words(
            "Has desactivado la verificación en dos pasos",
            """Hola:

A partir de ahora, para entrar en tu cuenta de BiVelio basta con la contraseña.

Si no has sido tú, cambia la contraseña ahora mismo: {url}
""",
        ),
        "en": Words(
            "Two-step verification is off",
            """Hello,

From now on, your password alone signs you in to your BiVelio account.

If it was not you, change your password right now: {url}
""",
        ),
    },
    "mfa_codes_renewed": {
        "ca": Words(
            "Tens codis de recuperació nous",
            """Hola,

S'han fet codis de recuperació nous per al teu compte de BiVelio. Els d'abans ja no funcionen.

Si no has estat tu, canvia la contrasenya ara mateix: {url}
""",
        ),
        "es": Words(
            "Tienes códigos de recuperación nuevos",
            """Hola:

Se han hecho códigos de recuperación nuevos para tu cuenta de BiVelio. Los de antes ya no funcionan.

Si no has sido tú, cambia la contraseña ahora mismo: {url}
""",
        ),
        "en": Words(
            "You have new recovery codes",
            """Hello,

New recovery codes have been made for your BiVelio account. The former ones no longer work.

If it was not you, change your password right now: {url}
""",
        ),
    },
    "comparisons": {language: Words(*words) for language, words in COMPARISONS.items()},
}
