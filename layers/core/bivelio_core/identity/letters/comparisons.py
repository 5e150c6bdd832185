"""The notice of strict comparisons (docs/adr/0069-comparisons-by-order-are-strict.md): subject and text."""

COMPARISONS: dict[str, tuple[str, str]] = {
    "ca": (
        "Revisa les comparacions dels teus fluxos de treball",
        """Hola,

A partir d'ara, comparar per ordre (<, <=, >, >=) un text amb un nombre, o amb un valor que falta, fa fallar el pas.
Fins ara donava fals sense avisar: una condició com "més de 500" no es complia amb el text "9000", que és com l'envia un
formulari web.

Això pot afectar aquests fluxos de treball i webhooks de {organisation}:

{what}

Valida'ls: els avisos diuen a quin camp i què s'hi pot escriure, com ara to_number(input.amount). El que compara nombres
amb nombres, o textos amb textos, continua igual.

{url}
""",
    ),
    "es": (
        "Revisa las comparaciones de tus flujos de trabajo",
        """Hola:

A partir de ahora, comparar por orden (<, <=, >, >=) un texto con un número, o con un valor que falta, hace fallar el
paso. Hasta ahora daba falso sin avisar: una condición como "más de 500" no se cumplía con el texto "9000", que es como
lo envía un formulario web.

Esto puede afectar a estos flujos de trabajo y webhooks de {organisation}:

{what}

Valídalos: los avisos dicen en qué campo y qué se puede escribir, como to_number(input.amount). Lo que compara números
con números, o textos con textos, sigue igual.

{url}
""",
    ),
    "en": (
        "Look at the comparisons of your workflows",
        """Hello,

From now on, comparing text by order (<, <=, >, >=) with a number, or with a value that is missing, fails the step.
Until now it was false without a word: a condition such as "more than 500" did not hold for the text "9000", which is
how a web form sends it.

This may concern these workflows and webhooks of {organisation}:

{what}

Validate them: the warnings name the field, and what can be written, such as to_number(input.amount). What compares
numbers with numbers, or texts with texts, stays as it is.

{url}
""",
    ),
}
